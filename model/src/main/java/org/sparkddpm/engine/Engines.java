package org.sparkddpm.engine;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engines by name, found on the class path by {@link ServiceLoader}: a further one is an {@link
 * EngineProvider} with a line in {@code META-INF/services}.
 */
public final class Engines {

  private static final Logger log = LoggerFactory.getLogger(Engines.class);

  private Engines() {}

  /** The names of all engines, the fastest first, whether they run here or not. */
  public static List<String> names() {
    return providers().stream().map(EngineProvider::name).toList();
  }

  /**
   * The engine of a name.
   *
   * @param fixedWeights whether {@link Engine#weightsChanged} follows each change of the weights
   * @throws IllegalArgumentException if there is none, or it cannot run here; says why
   */
  public static Engine of(String name, boolean fixedWeights) {
    EngineProvider provider =
        providers().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "unknown engine '" + name + "'; use one of " + names()));
    provider
        .missing()
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException("engine " + name + " cannot run here: " + reason);
            });
    return provider.create(fixedWeights);
  }

  /** The fastest engine that runs here, for weights that change in training. */
  public static Engine fastest() {
    return fastest(false);
  }

  /**
   * The fastest engine that runs here. Logs which, and why not those before it.
   *
   * @param fixedWeights whether {@link Engine#weightsChanged} follows each change of the weights
   * @throws IllegalStateException if none runs
   */
  public static Engine fastest(boolean fixedWeights) {
    StringBuilder reasons = new StringBuilder();
    for (EngineProvider provider : providers()) {
      Optional<String> missing = provider.missing();
      if (missing.isEmpty()) {
        Engine engine = provider.create(fixedWeights);
        log.info("engine {}: {}", engine.name(), engine.describe());
        if (!reasons.isEmpty()) {
          log.warn("faster engines do not run here:{}", reasons);
        }
        return engine;
      }
      reasons.append(' ').append(provider.name()).append(" (").append(missing.get()).append(')');
    }
    throw new IllegalStateException("no engine runs here:" + reasons);
  }

  private static List<EngineProvider> providers() {
    return ServiceLoader.load(EngineProvider.class, Engines.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparingInt(EngineProvider::rank))
        .toList();
  }
}
