package org.sparkddpm.jobs.options;

import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** Hadoop's configuration as Spark would make it, before there is a Spark session. */
public final class HadoopSettings {
  private static final String PREFIX = "spark.hadoop.";

  private HadoopSettings() {}

  /** Hadoop's own files and, over them, every {@code spark.hadoop.*} property. */
  public static Configuration of(Map<String, String> sparkConf) {
    Configuration hadoop = new Configuration();
    sparkConf.forEach(
        (key, value) -> {
          if (key.startsWith(PREFIX)) {
            hadoop.set(key.substring(PREFIX.length()), value);
          }
        });
    return hadoop;
  }
}
