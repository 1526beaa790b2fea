package org.sparkddpm.kernels;

import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * What a convolution runs on in this process: a check for a program's start, since a build without
 * oneDNN gives the same numbers several times slower and says nothing.
 *
 * @param backend ND4J's backend, for example {@code CpuBackend}
 * @param cpu whether that backend computes on the CPU
 * @param oneDnn whether the native library was built with oneDNN
 * @param gflops billions of floating-point operations a second of a 3x3 convolution of 64 channels
 *     on 14x14 pixels
 * @param unfoldedGflops the same convolution as a copy of all 3x3 windows and a matrix product
 */
public record ConvolutionPath(
    String backend, boolean cpu, boolean oneDnn, double gflops, double unfoldedGflops) {

  private static final int IMAGES = 8;
  private static final int SIDE = 14;
  private static final int CHANNELS = 64;
  private static final double OPERATIONS = 2.0 * IMAGES * SIDE * SIDE * CHANNELS * CHANNELS * 9;
  private static final long NANOS_PER_TRIAL = 10_000_000;

  /** Looks at the backend in use and measures it, in about a tenth of a second. */
  public static ConvolutionPath probe() {
    boolean cpu = Nd4j.getEnvironment().isCPU();
    String build = NativeOpsHolder.getInstance().getDeviceNativeOps().buildInfo();
    INDArray x = Nd4j.ones(DataType.FLOAT, IMAGES, SIDE, SIDE, CHANNELS);
    INDArray w = Nd4j.ones(DataType.FLOAT, CHANNELS, CHANNELS, 3, 3);
    INDArray b = Nd4j.zeros(DataType.FLOAT, CHANNELS);
    INDArray out = Nd4j.create(DataType.FLOAT, IMAGES, SIDE, SIDE, CHANNELS);
    Kernels kernels = Kernels.reference();
    double gflops = measure(() -> kernels.convolution(x, w, b, 1, out));
    INDArray planes = Nd4j.ones(DataType.FLOAT, IMAGES, CHANNELS, SIDE, SIDE);
    INDArray windows = Nd4j.create(DataType.FLOAT, IMAGES, CHANNELS, 3, 3, SIDE, SIDE);
    INDArray columns = Nd4j.create(DataType.FLOAT, (long) IMAGES * SIDE * SIDE, CHANNELS * 9L);
    INDArray rows = out.reshape('c', -1, CHANNELS);
    INDArray matrix = w.reshape('c', CHANNELS, -1);
    double unfolded =
        measure(
            () -> {
              Nd4j.exec(
                  DynamicCustomOp.builder("im2col")
                      .addInputs(planes)
                      .addOutputs(windows)
                      .addIntegerArguments(3, 3, 1, 1, 1, 1, 1, 1, 0)
                      .build());
              Nd4j.gemm(columns, matrix, rows, false, true, 1, 0);
            });
    return new ConvolutionPath(
        Nd4j.getBackend().getClass().getSimpleName(),
        cpu,
        build != null && build.contains("HAVE_ONEDNN"),
        gflops,
        unfolded);
  }

  /** Whether convolutions run on oneDNN, or on an accelerator where the question does not arise. */
  public boolean fast() {
    return !cpu || (oneDnn && gflops > unfoldedGflops);
  }

  /** One line for a log; where the slow path is in use it says what to do. */
  public String describe() {
    String found =
        String.format(
            Locale.ROOT,
            "convolution: %s, %s oneDNN, 3x3 at %.0f GFLOP/s (unfolded %.0f)",
            backend,
            oneDnn ? "with" : "without",
            gflops,
            unfoldedGflops);
    return fast()
        ? found
        : found + "; SLOW: put an nd4j-native jar of classifier *-onednn-* on the class path";
  }

  /** The best of as many runs as fit a trial, after two to load code. */
  private static double measure(Runnable run) {
    run.run();
    run.run();
    long best = Long.MAX_VALUE;
    long end = System.nanoTime() + NANOS_PER_TRIAL;
    do {
      long start = System.nanoTime();
      run.run();
      best = Math.min(best, System.nanoTime() - start);
    } while (System.nanoTime() < end);
    return OPERATIONS / best;
  }
}
