package org.sparkddpm.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConvolutionPathTest {

  @Test
  void thisBuildRunsConvolutionsOnOneDnn() {
    ConvolutionPath path = ConvolutionPath.probe();
    assertThat(path.backend()).isEqualTo("CpuBackend");
    assertThat(path.oneDnn()).isTrue();
    assertThat(path.gflops()).isGreaterThan(path.unfoldedGflops());
    assertThat(path.fast()).as(path.describe()).isTrue();
    assertThat(path.describe()).contains("with oneDNN").doesNotContain("SLOW");
  }

  @Test
  void aBuildWithoutOneDnnIsNamedSlowWithTheRemedy() {
    ConvolutionPath path = new ConvolutionPath("CpuBackend", true, false, 30, 25);
    assertThat(path.fast()).isFalse();
    assertThat(path.describe()).contains("without oneDNN").contains("SLOW").contains("-onednn-");
  }

  @Test
  void oneDnnThatIsNotReachedIsSlow() {
    assertThat(new ConvolutionPath("CpuBackend", true, true, 20, 25).fast()).isFalse();
  }

  @Test
  void anAcceleratorNeedsNoOneDnn() {
    assertThat(new ConvolutionPath("JCublasBackend", false, false, 900, 950).fast()).isTrue();
  }
}
