package org.sparkddpm.jobs.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.spark.SparkConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which settings of {@code conf/} a job was submitted without. It runs without them, and pays
 * for it.
 */
public final class MissingSettings {

  private static final Logger log = LoggerFactory.getLogger(MissingSettings.class);

  private static final List<String> MALLOC =
      List.of("MALLOC_MMAP_MAX_", "MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_");
  private static final String NATIVE = "org.bytedeco.javacpp.";

  private MissingSettings() {}

  /** Logs one warning if anything is missing. */
  public static void warn(SparkConf conf) {
    List<String> missing =
        conf.get("spark.master", "local").startsWith("local")
            ? missing(System.getenv()::get, name -> System.getProperty(name, ""))
            : missing(
                name -> conf.get("spark.executorEnv." + name, null),
                name -> ofExecutors(conf).contains(name + "=") ? "given" : "");
    if (!missing.isEmpty()) {
      log.warn(
          "submitted without some settings of conf/; the job runs, but: {}. To give them:"
              + " --properties-file with the template of conf/ for this kind of cluster, or"
              + " scripts/spark-submit",
          String.join("; ", missing));
    }
  }

  private static String ofExecutors(SparkConf conf) {
    return conf.get("spark.executor.defaultJavaOptions", "")
        + " "
        + conf.get("spark.executor.extraJavaOptions", "");
  }

  static List<String> missing(Map<String, String> environment, Map<String, String> properties) {
    return missing(environment::get, name -> properties.getOrDefault(name, ""));
  }

  private static List<String> missing(
      UnaryOperator<String> environment, UnaryOperator<String> properties) {
    List<String> missing = new ArrayList<>();
    if (environment.apply("OMP_NUM_THREADS") == null) {
      missing.add(
          "without OMP_NUM_THREADS native code starts a thread for each core of the machine");
    }
    if (!"1".equals(environment.apply("OMP_NUM_THREADS"))
        && environment.apply("OMP_WAIT_POLICY") == null) {
      missing.add(
          "without OMP_WAIT_POLICY=PASSIVE native threads that wait spin, and slow a training step");
    }
    if (MALLOC.stream().anyMatch(name -> environment.apply(name) == null)) {
      missing.add(
          "without "
              + String.join(", ", MALLOC)
              + " each step asks the system for its memory anew");
    }
    if (properties.apply(NATIVE + "maxbytes").isEmpty()
        || properties.apply(NATIVE + "maxphysicalbytes").isEmpty()) {
      missing.add(
          "without -D%smaxbytes and -D%<smaxphysicalbytes native memory is bounded by the heap's size"
              .formatted(NATIVE));
    }
    if (properties.apply(NATIVE + "cachedir").isEmpty()) {
      missing.add(
          "without -D" + NATIVE + "cachedir native libraries (0.5 GB) unpack into ~/.javacpp");
    }
    return missing;
  }
}
