package org.sparkddpm.jobs.cluster;

import org.apache.spark.SparkConf;

/**
 * What Spark's pages and event logs must not show: settings and variables whose names tell that
 * they hold a key. Spark's own pattern leaves out those of several stores, such as Azure's {@code
 * fs.azure.account.key.*}.
 */
public final class SecretNames {

  /** The setting of Spark's that has the pattern. */
  static final String SETTING = "spark.redaction.regex";

  /**
   * Spark's own pattern, and the keys of Azure, Google, Alibaba, Tencent, Huawei and OpenStack as
   * their connectors call them. Not the name of a class or file that provides them, and not the
   * size of a key. The templates of conf/ have the same.
   */
  static final String PATTERN =
      "(?i)secret|passw|passphrase|token|signature|credential(?!s?[.]provider)"
          + "|(access|account|storage|private|shared|api|encryption|provided)[._-]?key(?!size|gen)"
          + "|[._]sas[._]|connection[._-]?string";

  private SecretNames() {}

  /** The pattern for a job: what a site has set, and ours. */
  static String redaction(SparkConf submitted) {
    String site = submitted.get(SETTING, PATTERN);
    return site.equals(PATTERN) ? PATTERN : "(?:" + site + ")|(?:" + PATTERN + ")";
  }
}
