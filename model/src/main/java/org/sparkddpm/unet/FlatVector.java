package org.sparkddpm.unet;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Bulk copies between plain memory and the one long array that holds all parameters of a network,
 * or all of its optimiser's state. Fastest where the plain memory has the machine's byte order.
 */
public final class FlatVector {

  private FlatVector() {}

  /**
   * Copies all floats of a vector to {@code into} and moves its position on.
   *
   * @throws java.nio.BufferOverflowException if there is no room for them
   */
  public static void read(INDArray vector, FloatBuffer into) {
    into.put(inPlace(vector) ? host(vector) : FloatBuffer.wrap(vector.toFloatVector()));
  }

  /**
   * Overwrites a vector with the next floats of {@code from} and moves its position on.
   *
   * @throws java.nio.BufferUnderflowException if there are fewer than the vector is long
   */
  public static void write(FloatBuffer from, INDArray vector) {
    if (inPlace(vector)) {
      int length = Math.toIntExact(vector.length());
      host(vector).put(from.slice(from.position(), length));
      from.position(from.position() + length);
    } else {
      float[] values = new float[Math.toIntExact(vector.length())];
      from.get(values);
      vector.assign(Nd4j.createFromArray(values).reshape(vector.shape()));
    }
  }

  /** Another type has to be converted, and another backend told of every write. */
  private static boolean inPlace(INDArray vector) {
    return vector.dataType() == DataType.FLOAT && Nd4j.getEnvironment().isCPU();
  }

  private static FloatBuffer host(INDArray vector) {
    if (vector.stride(vector.rank() - 1) != 1) {
      throw new IllegalArgumentException(
          "a vector without gaps is needed, not one with stride "
              + vector.stride(vector.rank() - 1)
              + "; copy it by dup() first");
    }
    FloatBuffer floats = vector.data().asNioFloat();
    return floats.limit(floats.position() + Math.toIntExact(vector.length()));
  }
}
