package org.sparkddpm.engine;

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
}
