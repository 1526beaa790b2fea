package org.sparkddpm.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.dnnl.global.dnnl;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

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
    RandomArrays arrays = new RandomArrays(7, DataType.FLOAT);
    Kernels kernels = Kernels.fastest(DataType.FLOAT);
    INDArray x = arrays.normal(16, 14, 14, 64);
    INDArray b = Nd4j.zeros(DataType.FLOAT, 64);
    INDArray identity = Nd4j.eye(64).castTo(DataType.FLOAT);
    INDArray w = Nd4j.zeros(DataType.FLOAT, 64, 64, 3, 3);
    for (int channel = 0; channel < 64; channel++) {
      w.putScalar(new int[] {channel, channel, 1, 1}, 1);
    }
    INDArray out = arrays.unwritten(x.shape());
    kernels.convolution(x, w, b, 1, out);
    assertThat(out).as("convolution by an identity").isEqualTo(x);
    kernels.dense(x, identity, b, out);
    assertThat(out).as("product with an identity").isEqualTo(x);
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
}
