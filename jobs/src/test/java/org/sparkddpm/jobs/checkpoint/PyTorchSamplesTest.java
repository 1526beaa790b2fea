package org.sparkddpm.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkddpm.diffusion.Denoiser;
import org.sparkddpm.diffusion.Guidance;
import org.sparkddpm.diffusion.ImageGenerator;
import org.sparkddpm.diffusion.Samplers;
import org.sparkddpm.diffusion.StepListener;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.images.Picture;
import org.sparkddpm.images.formats.Png;
import org.sparkddpm.jobs.storage.Safetensors;
import org.sparkddpm.jobs.storage.Tensor;
import org.sparkddpm.network.Network;
import org.sparkddpm.network.NetworkDenoiser;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;
import org.sparkddpm.training.ModelConfig;

/**
 * What docs/checkpoints.md tells of the network and its sampling, done by the example in PyTorch on
 * checkpoints of random weights; skipped where there is no PyTorch.
 */
final class PyTorchSamplesTest {
  private static final int IMAGES = 4;
  private static final int[] LABELS = {0, 1, 2, 1};
  private static final int STEPS = 7;
  private static final double GUIDANCE = 1.5;
  private static final long SEED = 3;

  private static final String SCRIPT =
      """
      import pathlib, sys
      import torch
      sys.path.insert(0, sys.argv[1])
      import sample_in_pytorch as example
      import tensors
      folder = pathlib.Path(sys.argv[2])
      model = example.Model(example.newest(folder))
      given = tensors.read(folder / "given.safetensors")
      x = given["x"].permute(0, 3, 1, 2)
      labels = given["labels"].long()
      with open(folder / "epsilon", "wb") as out:
          for timestep in (0, 7, len(model.alpha_bars) - 1):
              for asked in (labels, torch.full_like(labels, model.classes)):
                  epsilon = model.epsilon(x, timestep, asked).permute(0, 2, 3, 1)
                  out.write(epsilon.contiguous().numpy().astype("<f4").tobytes())
      samples = model.sample(x, labels, int(sys.argv[3]), float(sys.argv[4]))
      (folder / "pixels").write_bytes(model.pixels(samples).contiguous().numpy().tobytes())
      """;

  private static String python;

  @TempDir private Path folder;

  @BeforeAll
  static void torchIsThere() throws InterruptedException {
    for (String each : List.of("python3", "/usr/bin/python3")) {
      python = python == null && hasTorch(each) ? each : python;
    }
    assumeTrue(python != null, "python3 with torch is not installed (python3-torch of Debian)");
  }

  private static boolean hasTorch(String interpreter) throws InterruptedException {
    try {
      return new ProcessBuilder(interpreter, "-c", "import torch")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("org.sparkddpm.jobs.checkpoint.RandomModels#all")
  void theExampleComputesWhatWeDo(ModelConfig model) throws IOException, InterruptedException {
    float[] weights = RandomModels.weights(model);
    RandomModels.store(folder, model, weights);
    float[] x = noise(model);
    int size = model.unet().imageSize();
    try (OutputStream out = Files.newOutputStream(folder.resolve("given.safetensors"))) {
      Safetensors.write(
          out,
          List.of(
              Tensor.of(
                  "x",
                  x,
                  IMAGES,
                  model.unet().height(),
                  model.unet().width(),
                  model.unet().channels()),
              Tensor.of("labels", conditions(), IMAGES)),
          Map.of());
    }

    run("-c", SCRIPT, examples(), folder.toString(), "" + STEPS, "" + GUIDANCE);

    try (Network network = Network.forInference(model.unet())) {
      network.setParameters(weights);
      ByteBuffer epsilons =
          ByteBuffer.wrap(Files.readAllBytes(folder.resolve("epsilon")))
              .order(ByteOrder.LITTLE_ENDIAN);
      for (int timestep : new int[] {0, 7, RandomModels.TIMESTEPS - 1}) {
        for (float[] labels : List.of(conditions(), filled(model.unet().noLabelIndex()))) {
          for (float ours : epsilon(denoiser(model, network), x, filled(timestep), labels)) {
            assertThat(epsilons.getFloat())
                .as("timestep %d", timestep)
                .isCloseTo(ours, within(1e-4f));
          }
        }
      }
      assertThat(epsilons.hasRemaining()).isFalse();

      float[] samples =
          new ImageGenerator(
                  denoiser(model, network),
                  Samplers.of("ddim", model.diffusion().noiseSchedule(), STEPS, 0, true),
                  Guidance.of(GUIDANCE))
              .generate(SEED, LABELS, new long[IMAGES], StepListener.NONE);
      ByteBuffer pixels = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("pixels")));
      List<Integer> differences = new ArrayList<>();
      for (int image = 0; image < IMAGES; image++) {
        for (byte ours : model.canvas().crop(samples, image * size)) {
          differences.add(Math.abs((ours & 0xff) - (pixels.get() & 0xff)));
        }
      }
      assertThat(pixels.hasRemaining()).isFalse();
      assertThat(Collections.max(differences)).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void theCommandDrawsASheet() throws IOException, InterruptedException {
    ModelConfig model = RandomModels.all().skip(1).findFirst().orElseThrow();
    RandomModels.store(folder, model, RandomModels.weights(model));
    Path sheet = folder.resolve("sheet.png");
    String said =
        run(
            Path.of(examples(), "sample_in_pytorch.py").toString(),
            folder.toString(),
            sheet.toString(),
            "--per-class=2",
            "--steps=3");
    assertThat(said).contains("2 samples each of 0, 1, 2");
    try (InputStream in = Files.newInputStream(sheet)) {
      Picture picture = Png.read(in, "sheet.png");
      assertThat(picture.channels()).isEqualTo(3);
      assertThat(picture.height()).isEqualTo(3 * 8);
      assertThat(picture.width()).isEqualTo(2 * 6);
      assertThat(picture.isBlack()).isFalse();
    }
  }

  private static Denoiser denoiser(ModelConfig model, Network network) {
    return new NetworkDenoiser(
        network, model.diffusion().predicted(), model.diffusion().noiseSchedule());
  }

  private static float[] epsilon(Denoiser denoiser, float[] x, float[] timesteps, float[] labels) {
    Denoiser.Batch batch = denoiser.batch(labels.length);
    Engine engine = denoiser.engine();
    engine.write(x, batch.images());
    engine.write(timesteps, batch.timesteps());
    engine.write(labels, batch.labels());
    batch.predict();
    return engine.read(batch.epsilon());
  }

  private static String examples() {
    return Path.of("..", "scripts", "examples").toAbsolutePath().normalize().toString();
  }

  /** What the generator begins with: draw -1 of the image of index 0 of each label. */
  private static float[] noise(ModelConfig model) {
    int size = model.unet().imageSize();
    float[] noise = new float[IMAGES * size];
    for (int i = 0; i < IMAGES; i++) {
      RandomStream.of(SEED, Purpose.SAMPLE_NOISE, LABELS[i], 0, -1)
          .fillGaussian(noise, i * size, size);
    }
    return noise;
  }

  private static float[] conditions() {
    float[] conditions = new float[IMAGES];
    for (int i = 0; i < IMAGES; i++) {
      conditions[i] = LABELS[i];
    }
    return conditions;
  }

  private static float[] filled(float value) {
    float[] values = new float[IMAGES];
    Arrays.fill(values, value);
    return values;
  }

  private static String run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(python));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
