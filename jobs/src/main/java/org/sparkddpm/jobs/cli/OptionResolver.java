package org.sparkddpm.jobs.cli;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Decides each option's value: flag, then Spark property, file, preset, built-in default. */
final class OptionResolver {
  private final JobOptions options;
  private final Presets presets;
  private final Problems problems;
  private final Map<Origin, Map<String, String>> sources = new EnumMap<>(Origin.class);

  OptionResolver(JobOptions options, Presets presets, Problems problems) {
    this.options = options;
    this.presets = presets;
    this.problems = problems;
  }

  /**
   * Looks at every source.
   *
   * @param flags values of the command line by option name
   * @param sparkConf all Spark properties; those under the job's prefix are options
   */
  ResolvedOptions resolve(Map<String, String> flags, Map<String, String> sparkConf) {
    Map<String, String> defaults = new LinkedHashMap<>();
    options.all().forEach(option -> defaults.put(option.name(), option.defaultValue()));
    sources.put(Origin.FLAG, flags);
    sources.put(Origin.SPARK_CONF, fromSparkConf(sparkConf));
    sources.put(Origin.DEFAULT, defaults);
    sources.put(Origin.FILE, fromFile(sparkConf));
    sources.put(Origin.PRESET, fromPreset());
    return new ResolvedOptions(
        options, options.all().stream().map(option -> resolve(option.name())).toList());
  }

  private ResolvedOption resolve(String name) {
    return Stream.of(Origin.values())
        .filter(origin -> sources.getOrDefault(origin, Map.of()).containsKey(name))
        .findFirst()
        .map(origin -> new ResolvedOption(name, sources.get(origin).get(name).strip(), origin))
        .orElseThrow();
  }

  private Map<String, String> fromSparkConf(Map<String, String> sparkConf) {
    Map<String, String> values = new LinkedHashMap<>();
    sparkConf.forEach(
        (key, value) -> {
          if (key.startsWith(options.confPrefix())) {
            String name = key.substring(options.confPrefix().length());
            if (options.find(name).isPresent()) {
              values.put(name, value);
            } else {
              reportUnknown("Spark property '" + key + "'", name, options.names());
            }
          }
        });
    return values;
  }

  private Map<String, String> fromFile(Map<String, String> sparkConf) {
    String file = resolve(JobOption.CONFIG).value();
    if (file.isEmpty() || Credentials.in(file)) {
      return Map.of();
    }
    Map<String, String> values = new LinkedHashMap<>();
    List<String> allowed =
        options.all().stream().filter(JobOption::allowedInFile).map(JobOption::name).toList();
    ConfigFile.read(file, HadoopSettings.of(sparkConf), problems)
        .forEach(
            (name, value) -> {
              if (allowed.contains(name)) {
                values.put(name, value);
              } else {
                reportUnknown("Key '" + name + "' in the file " + file, name, allowed);
              }
            });
    return values;
  }

  private Map<String, String> fromPreset() {
    Optional<JobOption> option = options.find(JobOption.PRESET);
    if (option.isEmpty()) {
      return Map.of();
    }
    String name = resolve(JobOption.PRESET).value();
    if (!presets.names().contains(name)) {
      problems.requireChoice(JobOption.PRESET, name, presets.names());
      return Map.of();
    }
    return presets.of(name);
  }

  private void reportUnknown(String what, String name, List<String> names) {
    problems.add(
        what
            + " is no option of "
            + options.jar()
            + "; "
            + NearestName.of(name, names)
                .map(near -> "did you mean '" + near + "'?")
                .orElse("see " + CommandSyntax.HELP + " for all of them"));
  }
}
