package org.sparkddpm.engine.nd4j;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.HeapImages;
import org.sparkddpm.engine.HeapIntegers;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.ResidentImages;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.engine.natives.ComputeThreads;
import org.sparkddpm.images.LabelledImages;

/**
 * Computes by ND4J operations on whichever backend of ND4J is on the class path, in floats or
 * doubles. Its tensors are windows of ND4J's arrays and can be seen as such.
 */
public final class Nd4jEngine implements Engine {

  static final String NAME = "nd4j";

  private final DataType type;
  private final Kernels kernels = new Nd4jKernels();

  /**
   * An engine of its own memory.
   *
   * @param type FLOAT, or DOUBLE for gradient checks
   * @throws IllegalArgumentException if it is another
   */
  public Nd4jEngine(DataType type) {
    if (type != DataType.FLOAT && type != DataType.DOUBLE) {
      throw new IllegalArgumentException("the nd4j engine has FLOAT and DOUBLE, not " + type);
    }
    this.type = type;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String describe() {
    return "ND4J " + Nd4j.getBackend().getClass().getSimpleName() + ", " + type;
  }

  @Override
  public void bind(int threads) {
    ComputeThreads.use(threads);
  }

  @Override
  public Kernels kernels() {
    return kernels;
  }

  @Override
  public Tensor floats(long... shape) {
    long length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    return Tensor.of(new Nd4jBuffer(Nd4j.create(type, length)), shape);
  }

  @Override
  public Tensor integers(long... shape) {
    return HeapIntegers.zeros(shape);
  }

  /**
   * An array as a tensor that shares its memory.
   *
   * @param array of the engine's type, without gaps, in c order
   * @throws IllegalArgumentException if it is not such; {@code dup('c')} of it is
   */
  public Tensor tensor(INDArray array) {
    if (array.dataType() != type || !dense(array)) {
      throw new IllegalArgumentException(
          "a dense %s array in c order is needed, not %s of shape %s and strides %s; pass dup('c')"
              .formatted(
                  type,
                  array.dataType(),
                  Arrays.toString(array.shape()),
                  Arrays.toString(array.stride())));
    }
    Nd4jBuffer buffer = new Nd4jBuffer(array.reshape('c', true, array.length()));
    return Tensor.of(buffer, array.rank() == 0 ? new long[] {1} : array.shape());
  }

  /**
   * A tensor of such an engine as an array that shares its memory.
   *
   * @throws IllegalArgumentException if it is another engine's, or integers
   */
  public INDArray array(Tensor tensor) {
    return Nd4jBuffer.array(tensor);
  }

  @Override
  public ResidentImages load(LabelledImages images) {
    return new HeapImages(images);
  }

  @Override
  public void write(FloatBuffer from, Tensor to) {
    float[] values = new float[Math.toIntExact(to.length())];
    from.get(values);
    if (values.length > 0) {
      Nd4jKernels.assign(values, to);
    }
  }

  @Override
  public void read(Tensor from, FloatBuffer into) {
    if (from.length() > 0) {
      into.put(Nd4jKernels.floats(from));
    }
  }

  @Override
  public void write(int[] from, Tensor to) {
    HeapIntegers.write(from, to);
  }

  @Override
  public int[] readIntegers(Tensor from) {
    return HeapIntegers.read(from);
  }

  @Override
  public Runnable record(Runnable calls) {
    return calls;
  }

  @Override
  public void weightsChanged() {
    // Nothing is kept of the weights.
  }

  @Override
  public void close() {
    // ND4J frees an array's memory when nothing refers to it any more.
  }

  private static boolean dense(INDArray array) {
    long expected = 1;
    for (int axis = array.rank() - 1; axis >= 0; axis--) {
      if (array.size(axis) != 1 && array.stride(axis) != expected) {
        return false;
      }
      expected *= array.size(axis);
    }
    return true;
  }
}
