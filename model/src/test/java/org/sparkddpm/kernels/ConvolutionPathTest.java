package org.sparkddpm.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConvolutionPathTest {

  @Test
  void thisBuildRunsConvolutionsOnOneDnn() {
    ConvolutionPath path = ConvolutionPath.probe();
    assertThat(path.backend()).isEqualTo("CpuBackend");
    assertThat(path.missing()).isNull();
    assertThat(path.fast()).as(path.describe()).isTrue();
    assertThat(path.describe()).contains("oneDNN 3.13.0", "avx").doesNotContain("SLOW");
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
