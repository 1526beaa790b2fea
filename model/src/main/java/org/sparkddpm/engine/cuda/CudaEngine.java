package org.sparkddpm.engine.cuda;

import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Locale;
import java.util.stream.IntStream;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.engine.ResidentImages;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.images.ImageStore;

/**
 * Computes on a card. Kernels and uploads are started and not waited for; what they fail with is
 * thrown by the next call that waits, a read: a {@link org.sparkddpm.engine.DeviceLostException}
 * where the card must be used by another process then.
 *
 * <p>Memory is freed when its tensors are unreachable and an engine needs some, and by {@link
 * #close}.
 */
final class CudaEngine implements Engine {

  static final String NAME = "cuda";

  private final Device device;
  private final CudaKernels kernels;
  private final Precision precision;
  private final String driverVersion;

  /**
   * Takes a card.
   *
   * @param installation of which the card is
   * @param precision of products
   */
  CudaEngine(Installation installation, Card card, KernelCompiler compiler, Precision precision) {
    this.device =
        compiler.load(
            KernelSource.text(),
            card.capability(),
            precision,
            image -> new Device(installation.driver(), card, image));
    this.kernels = new CudaKernels(device);
    this.precision = precision;
    this.driverVersion = installation.driverVersion();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Precision precision() {
    return precision;
  }

  @Override
  public String describe() {
    Card card = device.card();
    return String.format(
        Locale.ROOT,
        "%s, capability %s, %d MiB, driver for CUDA %s, products in %s",
        card.name(),
        card.capability(),
        card.memory() >> 20,
        driverVersion,
        precision);
  }

  @Override
  public void bind(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, but are " + threads);
    }
    device.enter();
  }

  @Override
  public Kernels kernels() {
    return kernels;
  }

  /** Starts kernels on tensors of this engine. */
  Launcher launcher() {
    return device;
  }

  @Override
  public Tensor floats(long... shape) {
    return Tensor.of(device.zeros(Tensor.length(shape), false), shape);
  }

  @Override
  public Tensor integers(long... shape) {
    return Tensor.of(device.zeros(Tensor.length(shape), true), shape);
  }

  @Override
  public ResidentImages load(ImageStore images) {
    long bytes = (long) images.size() * images.shape().size();
    Tensor pixels = integers((bytes + Integer.BYTES - 1) / Integer.BYTES);
    device.upload(pixels, true, CudaImages.bytes(images));
    Tensor labels = integers(images.size());
    write(IntStream.range(0, images.size()).map(images::label).toArray(), labels);
    return new CudaImages(pixels, labels, images.shape(), images.size());
  }

  @Override
  public void write(FloatBuffer from, Tensor to) {
    if (from.remaining() < to.length()) {
      throw new BufferUnderflowException();
    }
    device.upload(
        to,
        false,
        chunk -> {
          FloatBuffer floats = chunk.asFloatBuffer();
          int count = floats.remaining();
          floats.put(from.slice(from.position(), count));
          from.position(from.position() + count);
        });
  }

  @Override
  public void read(Tensor from, FloatBuffer into) {
    if (into.remaining() < from.length()) {
      throw new BufferOverflowException();
    }
    device.download(from, false, chunk -> into.put(chunk.asFloatBuffer()));
  }

  @Override
  public void write(int[] from, Tensor to) {
    if (from.length != to.length()) {
      throw new IllegalArgumentException(
          from.length + " integers were given for " + to + "; give as many as it has");
    }
    IntBuffer rest = IntBuffer.wrap(from);
    device.upload(
        to,
        true,
        chunk -> {
          IntBuffer integers = chunk.asIntBuffer();
          int count = integers.remaining();
          integers.put(rest.slice(rest.position(), count));
          rest.position(rest.position() + count);
        });
  }

  @Override
  public int[] readIntegers(Tensor from) {
    IntBuffer into = IntBuffer.allocate(Math.toIntExact(from.length()));
    device.download(from, true, chunk -> into.put(chunk.asIntBuffer()));
    return into.array();
  }

  @Override
  public Runnable record(Runnable calls) {
    return device.record(calls);
  }

  /** Does nothing: nothing is kept of the weights. */
  @Override
  public void weightsChanged() {}

  @Override
  public void close() {
    device.close();
  }
}
