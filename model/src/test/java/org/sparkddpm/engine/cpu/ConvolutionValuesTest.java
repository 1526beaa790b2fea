package org.sparkddpm.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.sparkddpm.engine.cpu.EngineKind.doubles;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.RandomTensors;
import org.sparkddpm.engine.Tensor;

/** The convolutions against their definition. */
class ConvolutionValuesTest {

  private static final int[][] KERNELS_AND_STRIDES = {
    {1, 1}, {1, 2}, {3, 1}, {3, 2}, {4, 2}, {7, 1}
  };

  @ParameterizedTest
  @EnumSource
  void convolution(EngineKind subject) {
    Engine engine = subject.engine();
    RandomTensors tensors = new RandomTensors(engine, 3);
    for (int[] shape : KERNELS_AND_STRIDES) {
      for (int repeat = 0; repeat < 3; repeat++) {
        int kernel = shape[0];
        int stride = shape[1];
        Tensor x =
            tensors.normal(
                tensors.size(1, 3), tensors.size(4, 9), tensors.size(4, 9), tensors.size(1, 9));
        Tensor w = tensors.normal(tensors.size(1, 9), x.size(3), kernel, kernel);
        Tensor b = tensors.normal(w.size(0));
        Tensor out =
            tensors.unwritten(
                x.size(0), outputs(x.size(1), stride), outputs(x.size(2), stride), w.size(0));
        engine.kernels().convolution(x, w, b, stride, out);
        INDArray result = doubles(engine, out);
        double[] expected =
            convolved(doubles(engine, x), doubles(engine, w), doubles(engine, b), stride, result);
        assertClose(result, expected, subject);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void transposedConvolution(EngineKind subject) {
    Engine engine = subject.engine();
    RandomTensors tensors = new RandomTensors(engine, 4);
    for (int[] shape : KERNELS_AND_STRIDES) {
      for (int repeat = 0; repeat < 3; repeat++) {
        int kernel = shape[0];
        int stride = shape[1];
        Tensor x =
            tensors.normal(
                tensors.size(1, 3), tensors.size(2, 6), tensors.size(2, 6), tensors.size(1, 9));
        Tensor w = tensors.normal(x.size(3), tensors.size(1, 9), kernel, kernel);
        Tensor b = tensors.normal(w.size(1));
        Tensor out =
            tensors.unwritten(x.size(0), x.size(1) * stride, x.size(2) * stride, w.size(1));
        engine.kernels().transposedConvolution(x, w, b, stride, out);
        INDArray result = doubles(engine, out);
        double[] expected =
            transposed(doubles(engine, x), doubles(engine, w), doubles(engine, b), stride, result);
        assertClose(result, expected, subject);
      }
    }
  }

  private static void assertClose(INDArray actual, double[] expected, EngineKind subject) {
    double tolerance = subject == EngineKind.ND4J_DOUBLE ? 1e-11 : 2e-4;
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual.getDouble(i)).as("element %d", i).isCloseTo(expected[i], within(tolerance));
    }
  }

  private static double[] convolved(INDArray x, INDArray w, INDArray b, int stride, INDArray out) {
    double[] result = new double[(int) out.length()];
    int at = 0;
    for (int n = 0; n < out.size(0); n++) {
      for (int i = 0; i < out.size(1); i++) {
        for (int j = 0; j < out.size(2); j++) {
          for (int o = 0; o < out.size(3); o++) {
            double sum = b.getDouble(o);
            for (int ky = 0; ky < w.size(2); ky++) {
              for (int kx = 0; kx < w.size(3); kx++) {
                long y = (long) i * stride + ky - before(x.size(1), w.size(2), stride);
                long z = (long) j * stride + kx - before(x.size(2), w.size(3), stride);
                if (y >= 0 && y < x.size(1) && z >= 0 && z < x.size(2)) {
                  for (int c = 0; c < x.size(3); c++) {
                    sum += x.getDouble(n, y, z, c) * w.getDouble(o, c, ky, kx);
                  }
                }
              }
            }
            result[at++] = sum;
          }
        }
      }
    }
    return result;
  }

  private static double[] transposed(INDArray x, INDArray w, INDArray b, int stride, INDArray out) {
    double[] result = new double[(int) out.length()];
    for (int i = 0; i < result.length; i++) {
      result[i] = b.getDouble(i % out.size(3));
    }
    for (int n = 0; n < x.size(0); n++) {
      for (int i = 0; i < x.size(1); i++) {
        for (int j = 0; j < x.size(2); j++) {
          for (int ky = 0; ky < w.size(2); ky++) {
            for (int kx = 0; kx < w.size(3); kx++) {
              long y = (long) i * stride + ky - before(out.size(1), w.size(2), stride);
              long z = (long) j * stride + kx - before(out.size(2), w.size(3), stride);
              if (y >= 0 && y < out.size(1) && z >= 0 && z < out.size(2)) {
                for (int o = 0; o < out.size(3); o++) {
                  long at = ((n * out.size(1) + y) * out.size(2) + z) * out.size(3) + o;
                  for (int c = 0; c < x.size(3); c++) {
                    result[(int) at] += x.getDouble(n, i, j, c) * w.getDouble(c, o, ky, kx);
                  }
                }
              }
            }
          }
        }
      }
    }
    return result;
  }

  private static long outputs(long size, int stride) {
    return (size + stride - 1) / stride;
  }

  /** The padding before the first pixel; where it is odd, the pixel more stands at the end. */
  private static long before(long size, long kernel, int stride) {
    long padding = (outputs(size, stride) - 1) * stride + kernel - size;
    return Math.max(0, padding) / 2;
  }
}
