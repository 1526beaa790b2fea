package org.sparkddpm.bench.gpu;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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

  /**
   * The least time of a step whose calls run one after the other, each as fast as its operations or
   * its bytes allow, whichever take longer.
   *
   * @param gflops billions of operations a second of a matrix product
   * @param gigabytes billions of bytes a second of a copy
   */
  double nanos(double gflops, double gigabytes) {
    return calls.stream()
        .mapToDouble(call -> Math.max(call.operations() / gflops, call.bytes() / gigabytes))
        .sum();
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
      Engine engine = counting(host, calls);
      engine.bind(1);
      Export.Batch batch = zeros(images, subject.model().unet().imageSize());
      if (step.equals(GpuOptions.TRAIN)) {
        Work.trainingStep(subject, batch, engine).run(images, 0);
      } else {
        Work.SamplingStep.of(subject, batch, engine).calls().run();
      }
    }
    return calls;
  }

  private static Export.Batch zeros(int images, int size) {
    return new Export.Batch(
        new float[images * size], new float[images], new float[images], new float[images * size]);
  }

  private static Engine counting(Engine engine, List<Call> calls) {
    Kernels kernels =
        proxy(
            Kernels.class,
            (proxy, method, arguments) -> {
              double bytes =
                  Stream.of(arguments).flatMap(StepCost::tensors).mapToDouble(Tensor::length).sum()
                      * Float.BYTES;
              calls.add(new Call(KernelOperations.withAttention(method, arguments), bytes));
              return null;
            });
    return proxy(
        Engine.class,
        (proxy, method, arguments) -> {
          try {
            return method.getName().equals("kernels") ? kernels : method.invoke(engine, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
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
