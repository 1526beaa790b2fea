package org.sparkddpm.bench;

import java.lang.reflect.Method;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Tensor;

/** Operations of a call of {@link Kernels}, two for each multiplication of its products. */
public final class KernelOperations {

  private KernelOperations() {}

  /**
   * Those of a convolution, transposed convolution or dense layer; a backward pass, which makes two
   * gradients, counts twice. 0 for other kernels.
   */
  static double ofProducts(Method method, Object[] arguments) {
    String kernel = method.getName().replace("Backward", "");
    if (arguments == null
        || arguments.length < 2
        || !(arguments[1] instanceof Tensor w)
        || !(arguments[0] instanceof Tensor x)) {
      return 0;
    }
    double rows = (double) x.length() / x.size(-1);
    return switch (kernel) {
      case "dense", "transposedConvolution" -> 2 * passes(method) * rows * w.length();
      case "convolution" -> 2 * passes(method) * rows * w.length() / strides(arguments);
      default -> 0;
    };
  }

  /** The same with the two products of attention, which count twice in its backward pass too. */
  public static double withAttention(Method method, Object[] arguments) {
    if (!method.getName().startsWith("attention")) {
      return ofProducts(method, arguments);
    }
    Tensor qkv = (Tensor) arguments[0];
    int heads = (Integer) arguments[1];
    double positions = (double) qkv.size(1) * qkv.size(2);
    double hidden = qkv.size(3) / 3.0;
    boolean linear = (Boolean) arguments[2];
    // Of each position with every other one, or of each channel of a head with every other one.
    double pairs = linear ? hidden / heads : positions;
    return 2 * 2 * passes(method) * qkv.size(0) * positions * hidden * pairs;
  }

  private static double passes(Method method) {
    return method.getName().endsWith("Backward") ? 2 : 1;
  }

  private static double strides(Object[] arguments) {
    for (Object argument : arguments) {
      if (argument instanceof Integer stride) {
        return (double) stride * stride;
      }
    }
    return 1;
  }
}
