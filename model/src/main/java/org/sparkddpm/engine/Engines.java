package org.sparkddpm.engine;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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
   * The provider of a name, whether its engine runs here or not.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static EngineProvider provider(String name) {
    return providers().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown engine '" + name + "'; use one of " + names()));
  }

  /**
   * The engine of a name.
   *
   * @throws IllegalArgumentException if there is none, it cannot run here, or has no such precision
   *     or device; says why
   */
  public static Engine of(String name, EngineSettings settings) {
    EngineProvider provider = provider(name);
    provider
        .missing()
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException("engine " + name + " cannot run here: " + reason);
            });
    return create(provider, settings);
  }

  /** The fastest engine of the host's memory that runs here, for weights that change. */
  public static Engine fastest() {
    return fastest(EngineSettings.onHost(false));
  }

  /**
   * The fastest engine that runs here: of those for a device where the settings name one, otherwise
   * of those of the host's memory. Logs which, and why not those before it.
   *
   * @throws IllegalArgumentException if it has no such precision or device
   * @throws IllegalStateException if none runs
   */
  public static Engine fastest(EngineSettings settings) {
    StringBuilder reasons = new StringBuilder();
    for (EngineProvider provider : providers()) {
      if (provider.needsDevice() != settings.namesDevice()) {
        continue;
      }
      Optional<String> missing = provider.missing();
      if (missing.isEmpty()) {
        Engine engine = create(provider, settings);
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

  private static Engine create(EngineProvider provider, EngineSettings settings) {
    String name = provider.name();
    if (provider.needsDevice()) {
      requireDevice(provider, settings.device());
    } else if (settings.namesDevice()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "engine %s computes in the host's memory and has no device %d; name none",
              name,
              settings.device()));
    }
    List<Precision> precisions = provider.precisions(settings.device());
    if (!precisions.contains(settings.precision())) {
      throw new IllegalArgumentException(
          "engine %s does not compute in %s here; use one of %s"
              .formatted(name, settings.precision(), precisions));
    }
    return provider.create(settings);
  }

  private static void requireDevice(EngineProvider provider, int number) {
    List<EngineDevice> devices = provider.devices();
    EngineDevice device =
        devices.stream()
            .filter(each -> each.number() == number)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        String.format(
                            Locale.ROOT,
                            "engine %s has no device %d here; its devices are %s",
                            provider.name(),
                            number,
                            devices.stream().map(EngineDevice::number).toList())));
    device
        .missing()
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException(
                  String.format(
                      Locale.ROOT,
                      "engine %s does not run on device %d, %s: %s",
                      provider.name(),
                      number,
                      device.name(),
                      reason));
            });
  }

  private static List<EngineProvider> providers() {
    return Found.PROVIDERS;
  }

  /** Looked for once: it opens jars, some of them large, and every task asks for its engine. */
  private static final class Found {

    static final List<EngineProvider> PROVIDERS =
        ServiceLoader.load(EngineProvider.class, Engines.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .sorted(Comparator.comparingInt(EngineProvider::rank))
            .toList();
  }
}
