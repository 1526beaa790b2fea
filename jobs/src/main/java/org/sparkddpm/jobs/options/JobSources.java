package org.sparkddpm.jobs.options;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Gathers what command line, Spark properties, file and preset say of a job's options. */
final class JobSources {
  private final JobCommand command;
  private final List<String> problems;

  /**
   * For one command line.
   *
   * @param problems gets what is wrong
   */
  JobSources(JobCommand command, List<String> problems) {
    this.command = command;
    this.problems = problems;
  }

  /**
   * Looks at every place.
   *
   * @param given texts by option name
   * @param words says for an option's name in words where these come from
   * @param sparkConf all Spark properties; those under the job's prefix are options
   */
  Sources gather(
      Map<String, String> given, UnaryOperator<String> words, Map<String, String> sparkConf) {
    Sources sources = command.command().sources(given, words);
    sources.put(Origin.SPARK_CONF, ofSpark(sparkConf), command.confPrefix()::concat);
    String file = sources.text(config()).orElseThrow();
    sources.put(Origin.FILE, ofFile(file, sparkConf), name -> "the file " + file);
    command
        .presets()
        .ifPresent(
            presets -> {
              String preset = sources.text(presets.option().name()).orElseThrow();
              sources.put(Origin.PRESET, presets.of(preset), name -> "preset " + preset);
            });
    return sources;
  }

  private Map<String, String> ofSpark(Map<String, String> sparkConf) {
    Map<String, String> values = new LinkedHashMap<>();
    List<String> names = command.options().names();
    sparkConf.forEach(
        (key, value) -> {
          if (key.startsWith(command.confPrefix())) {
            String name = key.substring(command.confPrefix().length());
            take(name, value, names, "Spark property '" + key + "'", values);
          }
        });
    return values;
  }

  private Map<String, String> ofFile(String file, Map<String, String> sparkConf) {
    Map<String, String> values = new LinkedHashMap<>();
    if (!file.isEmpty() && !Credentials.in(file)) {
      List<String> names =
          command.options().names().stream().filter(name -> !name.equals(config())).toList();
      ConfigFile.read(file, HadoopSettings.of(sparkConf), problems)
          .forEach(
              (name, value) ->
                  take(name, value, names, "Key '" + name + "' in the file " + file, values));
    }
    return values;
  }

  private String config() {
    return command.standard().config().name();
  }

  private void take(
      String name, String value, List<String> names, String what, Map<String, String> values) {
    if (names.contains(name)) {
      values.put(name, value);
    } else {
      problems.add(unknown(command, what, name, names));
    }
  }

  /** Refuses a name that no option has, with the one that was likely meant. */
  static String unknown(JobCommand command, String what, String name, List<String> names) {
    return what
        + " is no option of "
        + command.jar()
        + "; "
        + NearestName.of(name, names)
            .map(near -> "did you mean '" + near + "'?")
            .orElse("see " + CommandSyntax.HELP + " for all of them");
  }
}
