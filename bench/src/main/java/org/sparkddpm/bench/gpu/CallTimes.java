package org.sparkddpm.bench.gpu;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sparkddpm.bench.Export;
import org.sparkddpm.bench.KernelOperations;
import org.sparkddpm.bench.Subject;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Tensor;

/**
 * How long each kernel call of a step takes by itself: equal calls, those of one name on tensors of
 * the same shapes, are measured once, many in a row. What they compute is thrown away.
 */
final class CallTimes {

  /** Calls in a row; their tensors may stay in the card's cache from one to the next. */
  private static final int IN_A_ROW = 20;

  private static final int TRIALS = 5;

  private CallTimes() {}

  /** A kernel call, and how many of its step are equal to it. */
  private static final class Repeated {
    private final Method method;
    private final Object[] arguments;
    private int count;

    Repeated(Method method, Object[] arguments) {
      this.method = method;
      this.arguments = arguments;
    }

    double bytes() {
      return StepCost.bytes(arguments);
    }

    double operations() {
      return KernelOperations.withAttention(method, arguments);
    }
  }

  /**
   * Measures the calls of a step, most time first: name, tensors, count, nanoseconds of one,
   * operations and bytes of one.
   */
  static void measure(
      String step, Subject subject, Export.Batch batch, Engine engine, ArrayNode to) {
    Map<String, Repeated> calls = new LinkedHashMap<>();
    StepCost.intercept(
        step,
        subject,
        batch,
        engine,
        (method, arguments) ->
            calls.computeIfAbsent(
                    method.getName() + " " + shapes(arguments),
                    key -> new Repeated(method, arguments))
                .count++);
    Map<String, Double> nanos = new LinkedHashMap<>();
    calls.forEach((name, call) -> nanos.put(name, nanos(engine, call)));
    nanos.entrySet().stream()
        .sorted(
            Comparator.comparingDouble(
                entry -> -entry.getValue() * calls.get(entry.getKey()).count))
        .forEach(
            entry -> {
              Repeated call = calls.get(entry.getKey());
              to.addObject()
                  .put("call", entry.getKey())
                  .put("count", call.count)
                  .put("nanos", entry.getValue())
                  .put("operations", call.operations())
                  .put("bytes", call.bytes());
            });
  }

  private static double nanos(Engine engine, Repeated call) {
    Tensor zero = engine.floats(1);
    Tensor end = engine.floats(1);
    Runnable recorded =
        engine.record(
            () -> {
              for (int i = 0; i < IN_A_ROW; i++) {
                invoke(engine, call);
              }
              engine.kernels().copy(zero, end);
            });
    recorded.run();
    engine.read(end);
    double best = Double.POSITIVE_INFINITY;
    for (int trial = 0; trial < TRIALS; trial++) {
      long start = System.nanoTime();
      for (int i = 0; i < TRIALS; i++) {
        recorded.run();
      }
      engine.read(end);
      best = Math.min(best, (System.nanoTime() - start) / (double) (TRIALS * IN_A_ROW));
    }
    return best;
  }

  private static void invoke(Engine engine, Repeated call) {
    try {
      call.method.invoke(engine.kernels(), call.arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(call.method.getName() + ": " + e.getCause(), e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String shapes(Object... arguments) {
    return Arrays.stream(arguments).map(CallTimes::shape).collect(Collectors.joining(" "));
  }

  private static String shape(Object argument) {
    if (argument instanceof Tensor tensor) {
      return Arrays.stream(tensor.shape())
          .mapToObj(String::valueOf)
          .collect(Collectors.joining("x"));
    }
    if (argument instanceof Collection<?> many) {
      return List.copyOf(many).stream().map(CallTimes::shape).collect(Collectors.joining("+"));
    }
    return argument == null ? "-" : argument.toString();
  }
}
