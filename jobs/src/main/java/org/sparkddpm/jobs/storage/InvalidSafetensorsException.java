package org.sparkddpm.jobs.storage;

import java.io.IOException;

/** Bytes that are not a safetensors file, or not one of float32 tensors. */
public final class InvalidSafetensorsException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * Names the file, what is wrong with it and what to do.
   *
   * @param file the name of the file
   * @param what what is wrong, with the offending value
   */
  InvalidSafetensorsException(String file, String what) {
    super(
        ("%s is no valid safetensors file of float32 tensors: %s; restore it from a copy or"
                + " write it again")
            .formatted(file, what));
  }
}
