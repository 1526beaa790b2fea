package org.sparkddpm.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.sparkddpm.engine.Activation;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.LayerKernelsCases;
import org.sparkddpm.engine.RandomTensors;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.engine.natives.ComputeThreads;
import org.sparkddpm.engine.nd4j.Nd4jEngine;

/** The CPU's kernels in floats. */
class CpuKernelsTest extends LayerKernelsCases {

  private static final double TOLERANCE = 1e-5;

  private final CpuEngine engine = new CpuEngine(false);
  private final Kernels cpu = engine.kernels();
  private final RandomTensors tensors = new RandomTensors(engine, 23);

  CpuKernelsTest() {
    super(new CpuEngine(false), TOLERANCE);
  }

  @Test
  void fixedWeightsAreTakenAnewWhenToldSo() {
    CpuEngine fixed = new CpuEngine(true);
    Tensor x = tensors.normal(2, 6, 6, 20);
    Tensor b = tensors.window(16);
    Tensor w = tensors.window(16, 20, 3, 3);
    Tensor other = tensors.window(16, 20, 3, 3);
    Tensor expected = engine.floats(2, 6, 6, 16);
    Tensor actual = engine.floats(2, 6, 6, 16);
    for (int i = 0; i < 2; i++) {
      for (Tensor weights : new Tensor[] {w, other, w}) {
        cpu.convolution(x, weights, b, 1, expected);
        fixed.kernels().convolution(x, weights, b, 1, actual);
        assertThat(engine.read(actual)).isEqualTo(engine.read(expected));
      }
      cpu.add(w, w, w);
      fixed.weightsChanged();
    }
  }

  @Test
  void moreScoresThanAnArrayHoldsAreRefused() {
    Tensor qkv = engine.floats(1, 1, 46_341, 3);
    Tensor out = engine.floats(1, 1, 46_341, 1);
    assertThatThrownBy(() -> cpu.attention(qkv, 1, false, out))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("46,341 positions", "46,340 at most", "scale the images down");
  }

  @Test
  void aFailureInAnyThreadIsTheCallers() {
    ComputeThreads.use(3);
    ThreadedLoop<int[]> loop = new ThreadedLoop<>(() -> new int[1]);
    assertThatThrownBy(
            () ->
                loop.run(
                    3,
                    (scratch, from, to) -> {
                      if (to == 3) {
                        throw new IllegalArgumentException("in the last part");
                      }
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("in the last part");
    assertThat(loop.run(8, (scratch, from, to) -> scratch[0] = to - from))
        .hasSize(3)
        .extracting(scratch -> scratch[0])
        .containsExactly(2, 3, 3);
  }

  @Test
  void isTheFastestOfTheCpu() {
    assertThat(Engines.fastest()).isInstanceOf(CpuEngine.class);
    assertThat(Engines.of("cpu", EngineSettings.onHost(false))).isInstanceOf(CpuEngine.class);
  }

  @Test
  void refusesWhatWouldReadOrWriteBesideATensor() {
    Tensor x = tensors.normal(2, 3, 3, 4);
    Tensor gain = tensors.normal(4);
    assertThatThrownBy(() -> cpu.layerNorm(x, gain, gain, tensors.normal(2, 3, 2, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("72 floats")
        .hasMessageContaining("[2, 3, 2, 4]");
    Tensor doubles = new Nd4jEngine(DataType.DOUBLE).floats(2, 3, 3, 4);
    assertThatThrownBy(() -> cpu.activate(Activation.SILU, doubles, x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("floats of this engine")
        .hasMessageContaining("Nd4jBuffer");
    Tensor index = tensors.of(3).reshape(1, 1);
    assertThatThrownBy(() -> cpu.gather(index, tensors.normal(3, 4), tensors.normal(1, 4)))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("index 3");
  }

  @Test
  void refusesTheGradientThatOneDnnWouldWriteBesideItsMemory() {
    Tensor x = tensors.normal(1, 4, 4, 3);
    Tensor w = tensors.normal(3, 3, 1, 1);
    Tensor b = tensors.normal(3);
    Tensor dOut = tensors.normal(1, 2, 2, 3);
    assertThatThrownBy(() -> cpu.convolutionBackward(x, w, b, dOut, 2, x, w, b))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1x1 convolution of stride 2");
  }
}
