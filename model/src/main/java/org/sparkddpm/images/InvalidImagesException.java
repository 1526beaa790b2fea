package org.sparkddpm.images;

/**
 * An image data set that cannot be used. The message names the file, the offset or index in it, and
 * what to do about it.
 */
public final class InvalidImagesException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** Says what is wrong, where, and the remedy. */
  public InvalidImagesException(String message) {
    super(message);
  }

  /** As {@link #InvalidImagesException(String)}, for a fault that another exception reported. */
  public InvalidImagesException(String message, Throwable cause) {
    super(message, cause);
  }
}
