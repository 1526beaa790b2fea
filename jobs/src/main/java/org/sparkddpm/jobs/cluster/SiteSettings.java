package org.sparkddpm.jobs.cluster;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settings that many sites change for all jobs and that ours cannot run with, or would give wrong
 * results with: a job sets its own.
 */
public final class SiteSettings {

  private static final Logger log = LoggerFactory.getLogger(SiteSettings.class);

  private static final Map<String, Object> OWN =
      new TreeMap<>(
          Map.of(
              // Kryo cannot fill the fields of records, and a site's registrators may be in no jar
              // here. Nearly all that travels is arrays, which Java writes as well.
              "spark.serializer", "org.apache.spark.serializer.JavaSerializer",
              // A stream keeps all objects since its last reset, and those of ours have megabytes.
              "spark.serializer.objectStreamReset", "8",
              "spark.kryo.registrator", "",
              "spark.kryo.classesToRegister", "",
              "spark.kryo.registrationRequired", "false",
              // A damaged file of data or samples is an error, not less data.
              "spark.sql.files.ignoreCorruptFiles", "false",
              "spark.sql.files.ignoreMissingFiles", "false"));

  private SiteSettings() {}

  /** What a job sets in place of a site's defaults, by the names of Spark's settings. */
  public static Map<String, Object> own() {
    return OWN;
  }

  /**
   * Says which settings of a site are set aside.
   *
   * @param submitted the settings that the job was submitted with
   */
  public static void log(SparkConf submitted) {
    OWN.forEach(
        (name, value) -> {
          String given = submitted.get(name, value.toString());
          if (!given.equals(value)) {
            log.info("{}={} is set aside: these jobs need '{}'", name, given, value);
          }
        });
  }
}
