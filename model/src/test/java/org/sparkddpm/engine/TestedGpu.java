package org.sparkddpm.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * The GPU of the tests tagged {@code gpu}: the first of those that the driver shows, which may be
 * an emulated one.
 */
public final class TestedGpu {

  private TestedGpu() {}

  /** A new engine, which whoever asks for it closes; fails where there is no GPU. */
  public static Engine engine(Precision precision) {
    Engine engine = Engines.of("cuda", new EngineSettings(false, precision, 0));
    engine.bind(1);
    return engine;
  }

  /** The same engine without recordings: what was to be replayed is called each time. */
  public static Engine uncaptured(Engine engine) {
    return (Engine)
        Proxy.newProxyInstance(
            Engine.class.getClassLoader(),
            new Class<?>[] {Engine.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("record")) {
                return arguments[0];
              }
              try {
                return method.invoke(engine, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
