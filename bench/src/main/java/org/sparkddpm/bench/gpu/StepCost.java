package org.sparkddpm.bench.gpu;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sparkddpm.bench.Export;
import org.sparkddpm.bench.KernelOperations;
import org.sparkddpm.bench.Subject;
import org.sparkddpm.bench.Work;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.engine.Kernels;
import org.sparkddpm.engine.Tensor;

/**
 * What the kernel calls of a step must do at least: the operations of their products, and the bytes
 * of their tensors, each read or written once. Drawing a minibatch is not counted.
 */
record StepCost(List<Call> calls) {

  /** One kernel call. */
  record Call(double operations, double bytes) {}

  /** Of a training step, or of a sampling step with both branches of its guidance. */
  static StepCost of(String step, Subject subject) {
    // Every call grows by the same amount with each image.
    List<Call> one = count(step, subject, 1);
    List<Call> two = count(step, subject, 2);
    return new StepCost(
        IntStream.range(0, one.size())
            .mapToObj(i -> grown(one.get(i), two.get(i), subject.batchSize()))
            .toList());
  }

  private static Call grown(Call one, Call two, int images) {
    return new Call(
        one.operations() + (images - 1) * (two.operations() - one.operations()),
        one.bytes() + (images - 1) * (two.bytes() - one.bytes()));
  }

  /** The least time of a step whose calls run one after the other. */
  double nanos(GpuMeasurement.Rates rates) {
    return calls.stream().mapToDouble(call -> nanos(call.operations(), call.bytes(), rates)).sum();
  }

  /** The least time of a call: of its operations or its bytes, whichever take longer. */
  static double nanos(double operations, double bytes, GpuMeasurement.Rates rates) {
    return Math.max(operations / rates.gflops(), bytes / rates.gigabytes());
  }

  double operations() {
    return calls.stream().mapToDouble(Call::operations).sum();
  }

  double bytes() {
    return calls.stream().mapToDouble(Call::bytes).sum();
  }

  /** The calls of a step, none of which is computed. */
  static List<Call> count(String step, Subject subject, int images) {
    List<Call> calls = new ArrayList<>();
    try (Engine host = Engines.fastest(EngineSettings.onHost(false))) {
      host.bind(1);
      intercept(
          step,
          subject,
          zeros(images, subject.model().unet().imageSize()),
          host,
          (method, arguments) ->
              calls.add(
                  new Call(KernelOperations.withAttention(method, arguments), bytes(arguments))));
    }
    return calls;
  }

  /** Hands on the kernel calls of a step, which are not made. */
  static void intercept(
      String step,
      Subject subject,
      Export.Batch batch,
      Engine engine,
      BiConsumer<Method, Object[]> calls) {
    Engine intercepted = intercepted(engine, calls);
    if (step.equals(GpuOptions.TRAIN)) {
      Work.trainingStep(subject, batch, intercepted).run(batch.size(), 0);
    } else {
      Work.SamplingStep.of(subject, batch, intercepted).calls().run();
    }
  }

  /** Of the tensors among the arguments of a call. */
  static double bytes(Object... arguments) {
    return Stream.of(arguments).flatMap(StepCost::tensors).mapToDouble(Tensor::length).sum()
        * Float.BYTES;
  }

  private static Export.Batch zeros(int images, int size) {
    return new Export.Batch(
        new float[images * size], new float[images], new float[images], new float[images * size]);
  }

  private static Engine intercepted(Engine engine, BiConsumer<Method, Object[]> calls) {
    Kernels kernels =
        proxy(
            Kernels.class,
            (proxy, method, arguments) -> {
              calls.accept(method, arguments);
              return null;
            });
    return proxy(
        Engine.class,
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "kernels" -> kernels;
              // An engine may make the calls more than once to record them.
              case "record" -> arguments[0];
              default -> called(engine, method, arguments);
            });
  }

  private static Object called(Engine engine, Method method, Object... arguments) throws Throwable {
    try {
      return method.invoke(engine, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Stream<Tensor> tensors(Object argument) {
    if (argument instanceof Collection<?> many) {
      return many.stream().map(Tensor.class::cast);
    }
    return argument instanceof Tensor one ? Stream.of(one) : Stream.of();
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
