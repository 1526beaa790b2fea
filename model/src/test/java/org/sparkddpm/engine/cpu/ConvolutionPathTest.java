package org.sparkddpm.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.dnnl.global.dnnl;
import org.junit.jupiter.api.Test;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;

class ConvolutionPathTest {

  @Test
  void thisBuildRunsConvolutionsOnOneDnn() {
    ConvolutionPath path = ConvolutionPath.probe();
    assertThat(path.backend()).isEqualTo("CpuBackend");
    assertThat(path.missing()).isNull();
    assertThat(path.fast()).as(path.describe()).isTrue();
    assertThat(path.describe()).contains("oneDNN 3.11.0", "avx").doesNotContain("SLOW");
  }

  @Test
  void floatsAreNotRoundedToFewerBits() {
    Engine engine = new CpuEngine(false);
    float[] values = new float[16 * 14 * 14 * 64];
    RandomStream.of(7, Purpose.DRAWING).fillGaussian(values, 0, values.length);
    float[] pointwise = new float[64 * 64];
    float[] centred = new float[64 * 64 * 9];
    for (int channel = 0; channel < 64; channel++) {
      pointwise[channel * 65] = 1;
      centred[channel * 65 * 9 + 4] = 1;
    }
    Tensor x = filled(engine, values, 16, 14, 14, 64);
    Tensor b = engine.floats(64);
    Tensor out = engine.floats(x.shape());
    engine.kernels().convolution(x, filled(engine, centred, 64, 64, 3, 3), b, 1, out);
    assertThat(engine.read(out)).as("convolution by an identity").isEqualTo(values);
    engine.kernels().dense(x, filled(engine, pointwise, 64, 64), b, out);
    assertThat(engine.read(out)).as("product with an identity").isEqualTo(values);
    assertThat(dnnl.get_default_fpmath_mode().value).isEqualTo(dnnl.fpmath_mode.strict.value);
  }

  @Test
  void withoutOneDnnItIsNamedSlowWithTheRemedy() {
    ConvolutionPath path =
        new ConvolutionPath("CpuBackend", true, null, "UnsatisfiedLinkError: no jnidnnl");
    assertThat(path.fast()).isFalse();
    assertThat(path.describe()).contains("SLOW", "no jnidnnl", "put dnnl and opencl");
  }

  @Test
  void theReferenceCodeOfOneDnnIsSlow() {
    ConvolutionPath path = new ConvolutionPath("CpuBackend", true, "ref:any", null);
    assertThat(path.fast()).isFalse();
    assertThat(path.describe()).contains("ref:any", "SLOW", "AVX2");
  }

  @Test
  void anAcceleratorNeedsNoOneDnn() {
    assertThat(new ConvolutionPath("JCublasBackend", false, null, null).fast()).isTrue();
  }

  private static Tensor filled(Engine engine, float[] values, long... shape) {
    Tensor tensor = engine.floats(shape);
    engine.write(values, tensor);
    return tensor;
  }
}
