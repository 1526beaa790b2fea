package org.sparkddpm.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.sparkddpm.images.ImageStore;

/**
 * Another engine as a device would run it: recording notes the kernel calls down without running
 * them and refuses everything else, and a run makes just those calls again.
 */
public final class ReplayingEngine implements Engine {

  private final Engine other;
  private final Kernels kernels;
  private List<Call> recording;

  private record Call(Method method, Object[] arguments) {}

  /** Runs on the other engine. */
  public ReplayingEngine(Engine other) {
    this.other = other;
    this.kernels =
        (Kernels)
            Proxy.newProxyInstance(
                Kernels.class.getClassLoader(),
                new Class<?>[] {Kernels.class},
                (proxy, method, arguments) -> note(new Call(method, arguments)));
  }

  private Object note(Call call) throws Throwable {
    if (recording != null) {
      recording.add(call);
      return null;
    }
    try {
      return call.method.invoke(other.kernels(), call.arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Override
  public Runnable record(Runnable calls) {
    List<Call> list = new ArrayList<>();
    recording = list;
    calls.run();
    recording = null;
    return () -> {
      for (Call call : list) {
        try {
          call.method.invoke(other.kernels(), call.arguments);
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException(e);
        }
      }
    };
  }

  private Engine outsideOfRecordings() {
    if (recording != null) {
      throw new IllegalStateException("a recorded list calls kernels and does nothing else");
    }
    return other;
  }

  @Override
  public String name() {
    return other.name();
  }

  @Override
  public String describe() {
    return other.describe();
  }

  @Override
  public void bind(int threads) {
    other.bind(threads);
  }

  @Override
  public Kernels kernels() {
    return kernels;
  }

  @Override
  public Tensor floats(long... shape) {
    return outsideOfRecordings().floats(shape);
  }

  @Override
  public Tensor integers(long... shape) {
    return outsideOfRecordings().integers(shape);
  }

  @Override
  public ResidentImages load(ImageStore images) {
    return outsideOfRecordings().load(images);
  }

  @Override
  public void write(FloatBuffer from, Tensor to) {
    outsideOfRecordings().write(from, to);
  }

  @Override
  public void read(Tensor from, FloatBuffer into) {
    outsideOfRecordings().read(from, into);
  }

  @Override
  public void write(int[] from, Tensor to) {
    outsideOfRecordings().write(from, to);
  }

  @Override
  public int[] readIntegers(Tensor from) {
    return outsideOfRecordings().readIntegers(from);
  }

  @Override
  public void weightsChanged() {
    outsideOfRecordings().weightsChanged();
  }

  @Override
  public void close() {
    other.close();
  }
}
