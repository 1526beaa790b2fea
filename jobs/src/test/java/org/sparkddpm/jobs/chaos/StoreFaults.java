package org.sparkddpm.jobs.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.sparkddpm.jobs.cluster.fixtures.FaultyS3;
import org.sparkddpm.jobs.cluster.fixtures.Hdfs;
import org.sparkddpm.jobs.cluster.fixtures.StoppedProcess;
import org.sparkddpm.jobs.storage.SmallDisk;

/** What happens to stores. */
final class StoreFaults {

  private static final int MOST_ERRORS = 30;

  private StoreFaults() {}

  /** Either way of something that is done and taken back. */
  @FunctionalInterface
  private interface Action {
    void run() throws Exception;
  }

  /** It stays away, or is started again after a while. */
  static void killDataNode(Trial trial) throws Exception {
    trial.awaitMoment();
    int number = Draw.any(trial.random(), trial.site().dataNodes());
    boolean comesBack = trial.random().nextBoolean();
    trial.note(comesBack ? "started again" : "for good");
    trial.site().hdfs().killDataNode(number);
    trial.over();
    if (comesBack) {
      trial.pass(trial.drawTime(1, 20));
      trial.site().hdfs().restartDataNode(number);
    }
  }

  static void killNameNode(Trial trial) throws Exception {
    Hdfs hdfs = trial.site().hdfs();
    during(trial, trial.drawTime(1, 20), hdfs::killNameNode, hdfs::repair);
  }

  static void stopNameNode(Trial trial) throws Exception {
    ProcessHandle nameNode = trial.site().hdfs().nameNode();
    List<StoppedProcess> stopped = new ArrayList<>();
    during(
        trial,
        trial.drawTime(1, 20),
        () -> stopped.add(StoppedProcess.forGood(nameNode)),
        () -> stopped.forEach(StoppedProcess::close));
  }

  static void fillHdfs(Trial trial) throws Exception {
    Hdfs hdfs = trial.site().hdfs();
    String uri = trial.place().uri();
    try (FileSystem files = hdfs.files()) {
      files.mkdirs(new Path(uri));
      outage(trial, () -> hdfs.fill(files, uri), () -> hdfs.clear(files, uri));
    }
  }

  static void refuse(Trial trial) throws Exception {
    FaultyS3 s3 = trial.site().faultyS3();
    outage(trial, s3::refuseConnections, s3::mend);
  }

  /** Some requests, or all for a while. */
  static void slowDown(Trial trial) throws Exception {
    FaultyS3 s3 = trial.site().faultyS3();
    boolean some = trial.random().nextBoolean();
    int requests = some ? 1 + trial.random().nextInt(MOST_ERRORS) : Integer.MAX_VALUE;
    trial.note(some ? requests + " answers" : "all answers");
    outage(trial, () -> s3.slowDown(requests), s3::mend);
  }

  static void delay(Trial trial) throws Exception {
    FaultyS3 s3 = trial.site().faultyS3();
    Duration each = Duration.ofMillis(100 + trial.random().nextInt(700));
    trial.note(each.toMillis() + " ms");
    during(trial, trial.drawTime(5, 30), () -> s3.delay(each), s3::mend);
  }

  static void forbid(Trial trial) throws Exception {
    FaultyS3 s3 = trial.site().faultyS3();
    outage(trial, s3::readOnly, s3::mend);
  }

  static void fillDisk(Trial trial) throws Exception {
    SmallDisk disk = trial.site().disk();
    outage(trial, () -> disk.fill(0), disk::mend);
  }

  static void makeDiskReadOnly(Trial trial) throws Exception {
    SmallDisk disk = trial.site().disk();
    outage(trial, disk::makeReadOnly, disk::mend);
  }

  private static void outage(Trial trial, Action begin, Action end) throws Exception {
    during(trial, trial.drawTime(1, 40), begin, end);
  }

  private static void during(Trial trial, Duration time, Action begin, Action end)
      throws Exception {
    trial.awaitMoment();
    trial.note(String.format(Locale.ROOT, "for %.1f s", time.toMillis() / 1e3));
    begin.run();
    try {
      trial.pass(time);
    } finally {
      end.run();
    }
  }
}
