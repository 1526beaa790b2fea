package org.sparkddpm.engine.cuda;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.function.ToLongFunction;
import org.sparkddpm.engine.Tensor;

/** The arguments of a launch as the driver wants them: an array of pointers to the values. */
final class KernelArguments {

  private static final int MOST = 64;

  private final Memory pointers = new Memory((long) MOST * Long.BYTES);
  private final Memory values = new Memory((long) MOST * Long.BYTES);

  KernelArguments() {
    for (int i = 0; i < MOST; i++) {
      pointers.setPointer((long) i * Long.BYTES, values.share((long) i * Long.BYTES));
    }
  }

  /**
   * Lays the arguments out.
   *
   * @param addresses gives the card's address of a tensor
   * @return valid until the next call
   * @throws IllegalArgumentException if one is of a type that {@link Launcher#launch} does not take
   */
  Pointer of(String kernel, Object[] arguments, ToLongFunction<Tensor> addresses) {
    if (arguments.length > MOST) {
      throw new IllegalArgumentException(
          "kernel %s got %d arguments, and %d are the most"
              .formatted(kernel, arguments.length, MOST));
    }
    for (int i = 0; i < arguments.length; i++) {
      long at = (long) i * Long.BYTES;
      Object argument = arguments[i];
      if (argument == null) {
        values.setLong(at, 0);
      } else if (argument instanceof Tensor tensor) {
        values.setLong(at, addresses.applyAsLong(tensor));
      } else if (argument instanceof Integer number) {
        values.setInt(at, number);
      } else if (argument instanceof Long number) {
        values.setLong(at, number);
      } else if (argument instanceof Float number) {
        values.setFloat(at, number);
      } else {
        throw new IllegalArgumentException(
            "argument %d of kernel %s is a %s; give a Tensor, Integer, Long, Float or null"
                .formatted(i, kernel, argument.getClass().getSimpleName()));
      }
    }
    return pointers;
  }
}
