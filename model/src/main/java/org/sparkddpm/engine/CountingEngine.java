package org.sparkddpm.engine;

import java.lang.reflect.Proxy;
import java.nio.FloatBuffer;
import org.sparkddpm.images.ImageStore;

/**
 * An engine that takes no memory and counts what another would take: for telling beforehand whether
 * something fits a device. It computes nothing, and what it records does nothing.
 */
public final class CountingEngine implements Engine {

  private static final Kernels NONE =
      (Kernels)
          Proxy.newProxyInstance(
              Kernels.class.getClassLoader(),
              new Class<?>[] {Kernels.class},
              (proxy, method, arguments) -> {
                throw new UnsupportedOperationException(
                    "the engine that counts memory computes no " + method.getName());
              });

  private long bytes;

  /** Memory that is only told of. */
  private record Told(long length) implements Buffer {}

  /**
   * What its tensors and images would take, in bytes. An engine's own scratch memory and code come
   * to this, and what its allocations are rounded to.
   */
  public long bytes() {
    return bytes;
  }

  @Override
  public String name() {
    return "counting";
  }

  @Override
  public void bind(int threads) {}

  @Override
  public Kernels kernels() {
    return NONE;
  }

  @Override
  public Tensor floats(long... shape) {
    return numbers(shape);
  }

  @Override
  public Tensor integers(long... shape) {
    return numbers(shape);
  }

  /** Floats and integers have 4 bytes each. */
  private Tensor numbers(long... shape) {
    long length = Tensor.length(shape);
    bytes = Math.addExact(bytes, Math.multiplyExact(Float.BYTES, length));
    return Tensor.of(new Told(length), shape);
  }

  @Override
  public ResidentImages load(ImageStore images) {
    bytes += residentBytes(images.size(), images.shape().size());
    return new HostImages(images);
  }

  /**
   * What images take where an engine keeps them in a memory of its own.
   *
   * @param count of the images
   * @param size bytes of one
   */
  public static long residentBytes(long count, int size) {
    return count * (size + Integer.BYTES);
  }

  @Override
  public void write(FloatBuffer from, Tensor to) {
    from.position(from.position() + Math.toIntExact(to.length()));
  }

  @Override
  public void read(Tensor from, FloatBuffer into) {
    into.position(into.position() + Math.toIntExact(from.length()));
  }

  @Override
  public void write(int[] from, Tensor to) {}

  @Override
  public int[] readIntegers(Tensor from) {
    return new int[Math.toIntExact(from.length())];
  }

  @Override
  public Runnable record(Runnable calls) {
    return () -> {};
  }

  @Override
  public void weightsChanged() {}

  @Override
  public void close() {}
}
