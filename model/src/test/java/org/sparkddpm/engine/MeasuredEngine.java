package org.sparkddpm.engine;

import java.nio.FloatBuffer;
import org.sparkddpm.images.ImageStore;

/** Another engine whose tensors and images are counted as it makes them. */
public final class MeasuredEngine implements Engine {

  private final Engine other;
  private long bytes;

  /** Counts what the other engine makes from now on. */
  public MeasuredEngine(Engine other) {
    this.other = other;
  }

  /** Bytes of what it has made, with 4 for a number. */
  public long bytes() {
    return bytes;
  }

  @Override
  public String name() {
    return other.name();
  }

  @Override
  public void bind(int threads) {
    other.bind(threads);
  }

  @Override
  public Kernels kernels() {
    return other.kernels();
  }

  @Override
  public Tensor floats(long... shape) {
    Tensor made = other.floats(shape);
    bytes += Float.BYTES * made.buffer().length();
    return made;
  }

  @Override
  public Tensor integers(long... shape) {
    Tensor made = other.integers(shape);
    bytes += Integer.BYTES * made.buffer().length();
    return made;
  }

  @Override
  public ResidentImages load(ImageStore images) {
    bytes += (long) images.size() * images.shape().size() + (long) Integer.BYTES * images.size();
    return other.load(images);
  }

  @Override
  public void write(FloatBuffer from, Tensor to) {
    other.write(from, to);
  }

  @Override
  public void read(Tensor from, FloatBuffer into) {
    other.read(from, into);
  }

  @Override
  public void write(int[] from, Tensor to) {
    other.write(from, to);
  }

  @Override
  public int[] readIntegers(Tensor from) {
    return other.readIntegers(from);
  }

  @Override
  public Runnable record(Runnable calls) {
    return other.record(calls);
  }

  @Override
  public void weightsChanged() {
    other.weightsChanged();
  }

  @Override
  public void close() {
    other.close();
  }
}
