package org.sparkddpm.engine.cpu;

import java.util.Locale;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.global.dnnl;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a convolution runs on in this process: a check for a program's start, since the slow ways
 * give the same numbers and say nothing.
 *
 * @param backend ND4J's backend, for example {@code CpuBackend}
 * @param cpu whether that backend computes on the CPU
 * @param implementation the code that oneDNN chose for this CPU, for example {@code
 *     brg_conv_fwd:avx512_core}; null where oneDNN is not used
 * @param missing why oneDNN cannot be used; null where it can
 */
public record ConvolutionPath(String backend, boolean cpu, String implementation, String missing) {

  private static final ConvolutionShape TYPICAL = new ConvolutionShape(16, 14, 14, 64, 64, 3, 1);

  /** Asks oneDNN how it would compute a 3x3 convolution of 64 channels on 14x14 pixels. */
  public static ConvolutionPath probe() {
    String backend = Nd4j.getBackend().getClass().getSimpleName();
    if (!Nd4j.getEnvironment().isCPU()) {
      return new ConvolutionPath(backend, false, null, null);
    }
    String missing = OneDnn.missing();
    return missing == null
        ? new ConvolutionPath(
            backend,
            true,
            new ConvolutionPrimitives(TYPICAL, false, OneDnn.stream()).implementation(),
            null)
        : new ConvolutionPath(backend, true, null, missing);
  }

  /**
   * Whether convolutions run on code made for this CPU, or on an accelerator where the question
   * does not arise.
   */
  public boolean fast() {
    return !cpu || (implementation != null && implementation.matches("(jit|brg).*avx.*"));
  }

  /** A few words for a log; where the slow path is in use they say what to do. */
  public String describe() {
    if (!cpu) {
      return backend;
    }
    if (implementation == null) {
      return backend
          + ", ND4J operations, SLOW because oneDNN is missing ("
          + missing
          + "): put dnnl and opencl for this platform on the class path";
    }
    dnnl_version_t version = dnnl.dnnl_version();
    String found =
        String.format(
            Locale.ROOT,
            "%s, oneDNN %d.%d.%d %s",
            backend,
            version.major(),
            version.minor(),
            version.patch(),
            implementation);
    return fast() ? found : found + ", SLOW: this CPU has no AVX2";
  }
}
