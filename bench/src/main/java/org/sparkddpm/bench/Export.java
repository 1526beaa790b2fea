package org.sparkddpm.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sparkddpm.diffusion.Purpose;
import org.sparkddpm.diffusion.RandomStream;
import org.sparkddpm.jobs.checkpoint.ModelTensors;
import org.sparkddpm.jobs.storage.Safetensors;
import org.sparkddpm.jobs.storage.Tensor;
import org.sparkddpm.training.NoisedBatch;
import org.sparkddpm.unet.UNet;

/**
 * The files that every contestant starts from: {@code config.json}, {@code weights.safetensors}
 * with the tensor names of a checkpoint, and {@code batch.safetensors}.
 */
record Export(Path folder) {

  private static final long SEED = 1;
  private static final float NORM_SPREAD = 0.1f;

  Path config() {
    return folder.resolve("config.json");
  }

  /** Writes all three: weights as training starts them, one batch of noise. */
  void write(Subject subject) throws IOException {
    Files.createDirectories(folder);
    Subject.JSON.writerWithDefaultPrettyPrinter().writeValue(config().toFile(), subject.toJson());
    UNet network = UNet.forInference(subject.model().unet());
    network.initialize(SEED);
    float[] weights = network.parameters();
    moveFromIdentity(weights);
    write("weights", ModelTensors.of(network.layout(), weights, ""));
    write("batch", batch(subject));
  }

  /** Sets a network's weights to those of the files. */
  void load(UNet network) throws IOException {
    network.setParameters(ModelTensors.flat(network.layout(), read("weights"), ""));
  }

  NoisedBatch batch() throws IOException {
    List<Tensor> tensors = read("batch");
    return new NoisedBatch(
        array(tensors.get(0)), array(tensors.get(1)), array(tensors.get(2)), array(tensors.get(3)));
  }

  private static INDArray array(Tensor tensor) {
    return Nd4j.createFromArray(tensor.toArray())
        .reshape(tensor.shape().stream().mapToLong(Long::longValue).toArray());
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
