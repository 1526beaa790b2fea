package org.sparkddpm.jobs.preflight;

import org.apache.commons.lang3.exception.ExceptionUtils;
import org.sparkddpm.engine.cpu.ConvolutionPath;

/** Whether ND4J loads, and which code convolutions run on. */
final class ConvolutionCheck {

  private static final String NAME = "convolution";

  private ConvolutionCheck() {}

  /** Loads the native libraries, if nothing has done so before. */
  static Finding here() {
    try {
      return of(ConvolutionPath.probe());
    } catch (RuntimeException | LinkageError e) {
      return broken(e);
    }
  }

  static Finding of(ConvolutionPath path) {
    return path.fast()
        ? Finding.ok(NAME, path.describe())
        : Finding.warn(
            NAME,
            path.describe(),
            "take the jars of this project's build, and processors with AVX2 or AVX-512");
  }

  static Finding broken(Throwable failure) {
    String cause = ExceptionUtils.getRootCause(failure).toString();
    return Finding.fail(
        NAME,
        "ND4J does not load: " + cause,
        // The dynamic linker names the version that it lacks.
        cause.contains("GLIBC_")
            ? "the native libraries need glibc 2.34 or newer: take a Linux that has it"
                + " (ldd --version tells), such as Ubuntu 22.04, Debian 12 or RHEL 9"
            : "give -Dorg.bytedeco.javacpp.cachedir a writable folder that allows execution; with"
                + " jars of the profile nd4j-cuda-11.6, this process needs a GPU and its driver");
  }
}
