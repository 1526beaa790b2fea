package org.sparkddpm.jobs.preflight;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.SparkConf;
import org.apache.spark.io.CompressionCodec$;

/**
 * Whether the native libraries of Spark's codecs load, which unpack into the process's folder for
 * temporary files: Snappy's for Parquet, Zstandard's for every shuffle. (LZ4 has a way without.)
 */
final class UnpackCheck {

  private static final String NAME = "codecs";
  private static final List<String> CODECS = List.of("snappy", "zstd");

  private UnpackCheck() {}

  /** Compresses a byte by each. */
  static Finding here() {
    for (String codec : CODECS) {
      try (OutputStream out =
          CompressionCodec$.MODULE$
              .createCodec(new SparkConf(false), codec)
              .compressedOutputStream(new ByteArrayOutputStream())) {
        out.write(1);
      } catch (Exception | LinkageError e) {
        // Spark's Scala throws checked ones that it does not declare.
        return broken(codec, System.getProperty("java.io.tmpdir"), e);
      }
    }
    return Finding.ok(NAME, String.join(" and ", CODECS) + " compress");
  }

  static Finding broken(String codec, String folder, Throwable failure) {
    return Finding.fail(
        NAME,
        "%s does not load from %s: %s"
            .formatted(codec, folder, ExceptionUtils.getRootCause(failure)),
        "give -Djava.io.tmpdir a writable folder that allows execution (its mount may be noexec),"
            + " for driver and executors (extraJavaOptions)");
  }
}
