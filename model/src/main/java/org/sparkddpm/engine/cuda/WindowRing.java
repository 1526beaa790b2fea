package org.sparkddpm.engine.cuda;

/**
 * The pixels that a block keeps in shared memory for the gradient of the weights of 3x3 windows
 * that move by one ({@code patched_gradient.cu}).
 */
record WindowRing(ConvolutionGeometry geometry) {

  private static final int KERNEL = 3;
  private static final int STEP = 16;
  private static final int LEAST_PIXELS = 64;
  private static final int ZEROS = 4;

  /** Words of a pixel, with what keeps loads from meeting in a bank. */
  private static final int CHANNELS = 32 + 8;

  private static final int SLOPES = 64 + 8;

  /** Words of the table of places for a pixel. */
  private static final int PLACES = 12;

  private static final int BUFFERS = 2;

  /** More would leave a multiprocessor too few blocks. */
  private static final long MOST_SHARED_MEMORY = 64 << 10;

  /** Whether the kernel can compute it. */
  boolean possible() {
    return geometry.kernelHeight() == KERNEL
        && geometry.kernelWidth() == KERNEL
        && geometry.stride() == 1
        && sharedMemory() <= MOST_SHARED_MEMORY;
  }

  /** Bytes. */
  long sharedMemory() {
    long pixels = LEAST_PIXELS;
    while (pixels < 2L * geometry.width() + 2 + 2 * STEP) {
      pixels *= 2;
    }
    long words = BUFFERS * STEP * (SLOPES + PLACES) + (pixels + ZEROS) * CHANNELS;
    return words * Float.BYTES;
  }
}
