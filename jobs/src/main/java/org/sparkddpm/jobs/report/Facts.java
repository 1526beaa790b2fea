package org.sparkddpm.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparkddpm.jobs.options.Settings;

/** Tables of names and values: where a report's numbers come from. */
public final class Facts {

  /** What the program calls itself where it runs from no jar. */
  private static final String UNPACKED = "(not packed)";

  private Facts() {}

  /** Names with their values, in their order. */
  public static DataTable of(String caption, Map<String, String> values) {
    return new DataTable(
        caption,
        List.of("What", "Value"),
        values.entrySet().stream().map(one -> List.of(one.getKey(), one.getValue())).toList(),
        false);
  }

  /** Every option with its value and where that comes from. */
  public static DataTable options(Settings settings) {
    List<List<String>> rows = new ArrayList<>();
    settings
        .toJson()
        .properties()
        .forEach(
            option -> {
              JsonNode setting = option.getValue();
              String value = setting.path("value").asText();
              rows.add(
                  List.of(
                      "--" + option.getKey(),
                      value.isEmpty() ? "(none)" : value,
                      setting.path("origin").asText()));
            });
    return new DataTable("All options", List.of("Option", "Value", "From"), rows, true);
  }

  /** What the page was made by, for its last line. */
  public static String program() {
    String version = Facts.class.getPackage().getImplementationVersion();
    return "spark-ddpm " + (version == null ? UNPACKED : version);
  }

  /**
   * What the page was made by, when and where; more can be added.
   *
   * @param spark version and master
   */
  public static Map<String, String> environment(String spark) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("Program", program());
    environment.put("Made", now());
    environment.put("Spark", spark);
    environment.put("Driver", machine());
    return environment;
  }

  /** Date and time of the page, UTC. */
  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** The Java and the system that this process runs on. */
  private static String machine() {
    return "Java %s, %s on %s, %s processors"
        .formatted(
            System.getProperty("java.version"),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors());
  }
}
