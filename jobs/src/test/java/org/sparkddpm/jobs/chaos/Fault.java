package org.sparkddpm.jobs.chaos;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What can happen to a job: where, to which jobs, what these are then to do, and how it is done.
 */
@SuppressWarnings(
    "ImmutableEnumChecker") // Its lists cannot be changed, and each strike is a method.
enum Fault {
  EXECUTOR_KILLED("executor killed (`kill -9`)", Course.GOES_ON, ProcessFaults::killExecutor),
  WORKER_KILLED(
      "worker killed with its executor (`kill -9`), started again later",
      Course.GOES_ON,
      ProcessFaults::killWorker),
  EXECUTOR_STOPPED(
      "executor stands still (SIGSTOP), for a while or for good",
      Course.GOES_ON,
      ProcessFaults::stopExecutor),
  DRIVER_KILLED(
      "driver killed (`kill -9`), half of the times while it writes",
      Course.ENDS,
      DriverFaults::kill),
  DRIVER_TOLD("driver told to stop (SIGTERM) while it writes", Course.ENDS, DriverFaults::tell),
  SECOND_TRAINING(
      "second driver on the same checkpoints",
      Course.ENDS,
      DriverFaults::second,
      List.of(Work.TRAINING),
      Media.ANY),
  SECOND_GENERATION(
      "second driver on the same output",
      Course.UNTOUCHED,
      DriverFaults::second,
      List.of(Work.GENERATION),
      Media.ANY,
      // One executor for each of them.
      "--conf",
      "spark.cores.max=1"),
  READERS("readers beside the writer", Course.UNTOUCHED, DriverFaults::read),
  DATA_NODE_KILLED(
      "HDFS: data node killed", Course.GOES_ON, StoreFaults::killDataNode, Medium.HDFS),
  NAME_NODE_KILLED(
      "HDFS: name node killed, started again after 1 to 20 s",
      Course.WAITS,
      StoreFaults::killNameNode,
      Medium.HDFS),
  NAME_NODE_STOPPED(
      "HDFS: name node stands still (SIGSTOP) for 1 to 20 s",
      Course.GOES_ON,
      StoreFaults::stopNameNode,
      Medium.HDFS),
  HDFS_FULL(
      "HDFS: no space (quota) for 1 to 40 s", Course.WAITS, StoreFaults::fillHdfs, Medium.HDFS),
  S3_REFUSED("S3: connections refused for 1 to 40 s", Course.WAITS, StoreFaults::refuse, Medium.S3),
  S3_ERRORS(
      "S3: answers 503, some or for 1 to 40 s", Course.WAITS, StoreFaults::slowDown, Medium.S3),
  S3_SLOW(
      "S3: answers 0.1 to 0.8 s late for 5 to 30 s", Course.GOES_ON, StoreFaults::delay, Medium.S3),
  S3_READ_ONLY("S3: read-only (403) for 1 to 40 s", Course.WAITS, StoreFaults::forbid, Medium.S3),
  DISK_FULL("local disk full for 1 to 40 s", Course.WAITS, StoreFaults::fillDisk, Medium.DISK),
  DISK_READ_ONLY(
      "local disk read-only for 1 to 40 s",
      Course.WAITS,
      StoreFaults::makeDiskReadOnly,
      Medium.DISK);

  /** How a fault is made. */
  @FunctionalInterface
  interface Strike {
    /**
     * Waits for its moment, does it, and takes back what does not last; returns when nothing but
     * the consequences is left.
     *
     * @throws AssertionError if something does not come as promised
     */
    void on(Trial trial) throws Exception;
  }

  /** Where most faults can happen. */
  private static final class Media {
    static final List<Medium> ANY = List.of(Medium.LOCAL, Medium.HDFS, Medium.S3);
  }

  private final String title;
  private final Course course;
  private final Strike strike;
  private final List<Work> works;
  private final List<Medium> media;
  private final List<String> options;

  Fault(String title, Course course, Strike strike) {
    this(title, course, strike, List.of(Work.values()), Media.ANY);
  }

  Fault(String title, Course course, Strike strike, Medium medium) {
    this(title, course, strike, List.of(Work.values()), List.of(medium));
  }

  Fault(
      String title,
      Course course,
      Strike strike,
      List<Work> works,
      List<Medium> media,
      String... options) {
    this.title = title;
    this.course = course;
    this.strike = strike;
    this.works = works;
    this.media = media;
    this.options = List.of(options);
  }

  /** The fault of a name. */
  static Fault of(String name) {
    return Arrays.stream(values())
        .filter(fault -> fault.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no fault '%s'; give some of %s"
                        .formatted(
                            name,
                            Arrays.stream(values())
                                .map(Fault::toString)
                                .collect(Collectors.joining(",")))));
  }

  /** What happens, for people. */
  String title() {
    return title;
  }

  /** What the job is to do. */
  Course course() {
    return course;
  }

  /** The jobs that it can happen to. */
  List<Work> works() {
    return works;
  }

  /** Where their files can lie. */
  List<Medium> media() {
    return media;
  }

  /** Options of spark-submit that the job needs for it. */
  String[] options() {
    return options.toArray(String[]::new);
  }

  void strike(Trial trial) throws Exception {
    strike.on(trial);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
