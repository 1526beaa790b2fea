package org.sparkddpm.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.sparkddpm.jobs.checkpoint.ModelTensors;
import org.sparkddpm.jobs.storage.Safetensors;
import org.sparkddpm.jobs.storage.Tensor;
import org.sparkddpm.network.InitialParameters;
import org.sparkddpm.network.Network;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;
import org.sparkddpm.unet.ParameterLayout;
import org.sparkddpm.unet.UNetConfig;

/**
 * The files that every contestant starts from: {@code config.json}, {@code weights.safetensors}
 * with the tensor names of a checkpoint, and {@code batch.safetensors}.
 */
public record Export(Path folder) {

  private static final long SEED = 1;
  private static final float NORM_SPREAD = 0.1f;

  /** The numbers of a noised batch, each tensor row by row. */
  public record Batch(float[] images, float[] timesteps, float[] labels, float[] noise) {
    /** Number of images. */
    public int size() {
      return labels.length;
    }
  }

  /** The file that says what the subject is. */
  public Path config() {
    return folder.resolve("config.json");
  }

  /** Writes all three: weights as training starts them, one batch of noise. */
  public void write(Subject subject) throws IOException {
    Files.createDirectories(folder);
    Subject.JSON.writerWithDefaultPrettyPrinter().writeValue(config().toFile(), subject.toJson());
    UNetConfig network = subject.model().unet();
    float[] weights = InitialParameters.of(network, SEED);
    moveFromIdentity(weights);
    write("weights", ModelTensors.of(ParameterLayout.of(network), weights, ""));
    write("batch", batch(subject));
  }

  /** Sets a network's weights to those of the files. */
  public void load(Network network) throws IOException {
    network.setParameters(ModelTensors.flat(network.layout(), read("weights"), ""));
  }

  /** Reads the batch. */
  public Batch batch() throws IOException {
    List<Tensor> tensors = read("batch");
    return new Batch(
        tensors.get(0).toArray(),
        tensors.get(1).toArray(),
        tensors.get(2).toArray(),
        tensors.get(3).toArray());
  }

  /** Norms start as the identity; a wrong one would go unseen. */
  private static void moveFromIdentity(float[] weights) {
    RandomStream stream = RandomStream.of(SEED, Purpose.WEIGHTS, Long.MAX_VALUE);
    float[] moves = new float[weights.length];
    stream.fillGaussian(moves, 0, moves.length);
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] == 0f || weights[i] == 1f) {
        weights[i] += NORM_SPREAD * moves[i];
      }
    }
  }

  private static List<Tensor> batch(Subject subject) {
    int n = subject.batchSize();
    int size = subject.model().unet().imageSize();
    float[] images = new float[n * size];
    float[] noise = new float[n * size];
    RandomStream.of(SEED, Purpose.TRAINING_NOISE, 0).fillGaussian(images, 0, images.length);
    RandomStream.of(SEED, Purpose.TRAINING_NOISE, 1).fillGaussian(noise, 0, noise.length);
    float[] timesteps = new float[n];
    float[] labels = new float[n];
    for (int i = 0; i < n; i++) {
      int timestep = i * subject.model().diffusion().timesteps() / n;
      timesteps[i] = timestep;
      labels[i] = i % subject.model().unet().classes();
    }
    return List.of(
        Tensor.of("images", images, n, size),
        Tensor.of("timesteps", timesteps, n, 1),
        Tensor.of("labels", labels, n, 1),
        Tensor.of("noise", noise, n, size));
  }

  private void write(String name, List<Tensor> tensors) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file(name)))) {
      Safetensors.write(out, tensors, Map.of());
    }
  }

  private List<Tensor> read(String name) throws IOException {
    return Safetensors.read(Files.readAllBytes(file(name)), file(name).toString()).tensors();
  }

  private Path file(String name) {
    return folder.resolve(name + ".safetensors");
  }
}
