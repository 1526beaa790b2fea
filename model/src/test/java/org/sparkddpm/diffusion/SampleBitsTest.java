package org.sparkddpm.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.Engines;

/** The same sample sets give the same bits, from version to version and from engine to engine. */
class SampleBitsTest {

  /** Of the samples with guidance scale 0, 1 and 1.5, first without clipping. */
  private static final List<String> DDPM =
      List.of(
          "935a9ccd2448a4e4",
          "6b209617b9807478",
          "aab3b8df0827d909",
          "aa41cfffc3a4716e",
          "2301d085d1f417f4",
          "121ba16872b28141");

  private static final List<String> DDIM =
      List.of(
          "85e167d5b0180797",
          "e8cb03e47d5a0d54",
          "426cac3b13bfa990",
          "4cd54791927a11a0",
          "b2e7f461d61f4759",
          "eb9456869e36811a");

  private static final List<String> DDIM_HALF =
      List.of(
          "f0576ab63b5d479b",
          "dc6e2912cd7e33d2",
          "2e7b2d4a51ee87fa",
          "aaaf80b9317d0d3b",
          "bd25bd04db472f41",
          "1fb481116e6098f7");

  private static final List<String> DPMPP_2M =
      List.of(
          "4548a37ebb9d4fea",
          "3c57732cb5c84c50",
          "d20418629dcf6cd8",
          "4548a37ebb9d4fea",
          "6884a7aaba260c23",
          "4f3011e8d6763aae");

  private static final List<String> UNIPC =
      List.of(
          "afaf374ec046883d",
          "9a6ee3cd8af5f7e7",
          "828308ceb5e44ca7",
          "afaf374ec046883d",
          "9824ef0450dafc22",
          "406bd3fc4c7c7db1");

  private static final List<String> HEUN =
      List.of(
          "6cf69227d4f15979",
          "f3d150ba71cb5286",
          "1ffbc005a71712cd",
          "6cf69227d4f15979",
          "2e0138b3cdcf2353",
          "512da09267c20006");

  @ParameterizedTest
  @ValueSource(strings = {"loops", "cpu", "nd4j"})
  void samplesKeepTheirBits(String name) throws Exception {
    try (Engine engine = Engines.of(name, EngineSettings.onHost(false))) {
      engine.bind(1);
      assertThat(digests(engine, "ddpm", 0)).isEqualTo(DDPM);
      assertThat(digests(engine, "ddim", 0)).isEqualTo(DDIM);
      assertThat(digests(engine, "ddim", 0.5)).isEqualTo(DDIM_HALF);
      assertThat(digests(engine, "dpmpp-2m", 0)).isEqualTo(DPMPP_2M);
      assertThat(digests(engine, "unipc", 0)).isEqualTo(UNIPC);
      assertThat(digests(engine, "heun", 0)).isEqualTo(HEUN);
    }
  }

  private static List<String> digests(Engine engine, String name, double eta) throws Exception {
    NoiseSchedule schedule = NoiseSchedules.of("cosine", 50);
    Denoiser denoiser = new GaussianDenoiser(engine, schedule, 7, 0.3, 0.05);
    int[] labels = {0, 3, Denoiser.NO_LABEL};
    long[] indices = {0, 5, (1L << 33) + 1};
    List<String> digests = new ArrayList<>();
    for (boolean clip : new boolean[] {false, true}) {
      Sampler sampler = Samplers.of(name, schedule, 9, eta, clip);
      for (double scale : new double[] {0, 1, 1.5}) {
        ImageGenerator generator = new ImageGenerator(denoiser, sampler, Guidance.of(scale));
        digests.add(digest(generator.generate(-77, labels, indices, StepListener.NONE)));
      }
    }
    return digests;
  }

  private static String digest(float[] values) throws Exception {
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length);
    bytes.asFloatBuffer().put(values);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.array());
    return HexFormat.of().formatHex(digest, 0, 8);
  }
}
