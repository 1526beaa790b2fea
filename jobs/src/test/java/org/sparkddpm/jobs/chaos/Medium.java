package org.sparkddpm.jobs.chaos;

import java.util.Locale;

/** Where the files of a job lie. */
enum Medium {
  /** A folder of this machine. */
  LOCAL,

  /** A small disk of this machine, which can be filled and made read-only. */
  DISK,

  /** HDFS of two data nodes. */
  HDFS,

  /** S3 behind a proxy that fails on demand. */
  S3;

  /** The medium whose undisturbed results count for this one. */
  Medium compared() {
    return this == DISK ? LOCAL : this;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
