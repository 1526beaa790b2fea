package org.sparkddpm.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Tensor;

/** Adds up the time that each kind of kernel takes, and the operations of the convolutions. */
final class LayerClock {

  private final Map<String, Sum> sums = new HashMap<>();

  private static final class Sum {
    private long nanos;
    private double operations;
  }

  /** The same engine with its kernels under this clock. */
  Engine around(Engine engine) {
    Kernels kernels =
        proxy(
            Kernels.class,
            (proxy, method, arguments) -> timed(engine.kernels(), method, arguments));
    return proxy(
        Engine.class,
        (proxy, method, arguments) ->
            method.getName().equals("kernels") ? kernels : called(engine, method, arguments));
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object called(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  void reset() {
    sums.clear();
  }

  /** The kinds of kernel, most time first: nanoseconds and operations, 0 where none are counted. */
  void report(ArrayNode layers) {
    sums.entrySet().stream()
        .sorted(Comparator.comparingLong(entry -> -entry.getValue().nanos))
        .forEach(
            entry ->
                layers
                    .addObject()
                    .put("name", entry.getKey())
                    .put("nanos", entry.getValue().nanos)
                    .put("operations", entry.getValue().operations));
  }

  private Object timed(Kernels kernels, Method method, Object[] arguments) throws Throwable {
    long start = System.nanoTime();
    try {
      return called(kernels, method, arguments);
    } finally {
      Sum sum = sums.computeIfAbsent(kind(method.getName(), arguments), name -> new Sum());
      sum.nanos += System.nanoTime() - start;
      sum.operations += KernelOperations.ofProducts(method, arguments);
    }
  }

  private static String kind(String method, Object[] arguments) {
    String direction = method.endsWith("Backward") ? " backward" : "";
    String kernel = method.replace("Backward", "");
    if (kernel.toLowerCase(Locale.ROOT).contains("convolution")
        && arguments[1] instanceof Tensor w) {
      kernel += " " + w.size(2) + "x" + w.size(3);
    }
    return kernel + direction;
  }
}
