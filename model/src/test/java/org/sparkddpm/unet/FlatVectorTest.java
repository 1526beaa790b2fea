package org.sparkddpm.unet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class FlatVectorTest {

  @Test
  void aWindowIsReadAndWrittenWithoutTouchingWhatLiesAround() {
    INDArray whole = Nd4j.createFromArray(0f, 1f, 2f, 3f, 4f, 5f, 6f);
    INDArray window = whole.get(NDArrayIndex.interval(2, 5));
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      FloatBuffer buffer = ByteBuffer.allocate(20).order(order).asFloatBuffer().position(1);

      FlatVector.read(window, buffer);

      assertThat(buffer.position()).isEqualTo(4);
      assertThat(new float[] {buffer.get(1), buffer.get(2), buffer.get(3)})
          .containsExactly(2f, 3f, 4f);
      buffer.put(2, -3f).position(1);
      FlatVector.write(buffer, window);
      assertThat(buffer.position()).isEqualTo(4);
      assertThat(whole.toFloatVector()).containsExactly(0f, 1f, 2f, -3f, 4f, 5f, 6f);
      whole.putScalar(3, 3f);
    }
  }

  @Test
  void aVectorWithGapsIsRefused() {
    INDArray column = Nd4j.createFromArray(new float[][] {{1, 2}, {3, 4}}).getColumn(0);

    assertThatThrownBy(() -> FlatVector.read(column, FloatBuffer.allocate(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("with stride 2");
  }
}
