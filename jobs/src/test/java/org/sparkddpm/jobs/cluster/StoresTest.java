package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.cluster.fixtures.Hdfs;
import org.sparkddpm.jobs.cluster.fixtures.Jobs;
import org.sparkddpm.jobs.cluster.fixtures.LocalCluster;
import org.sparkddpm.jobs.cluster.fixtures.S3;
import org.sparkddpm.jobs.cluster.fixtures.Store;
import org.sparkddpm.jobs.cluster.fixtures.SubmittedJob;

/** Data, checkpoints and samples on HDFS and on S3, by two executor processes. */
@Tag("cluster")
class StoresTest {

  @TempDir Path temp;

  @Test
  void bothJobsWorkOnHdfs() throws Exception {
    try (Hdfs hdfs = Hdfs.start(temp.resolve("hdfs"), 1)) {
      run(hdfs, 20, "--steps", "2");
    }
  }

  @Test
  @Tag("long")
  void bothJobsWorkOnS3() throws Exception {
    try (S3 s3 = S3.start(temp.resolve("s3"))) {
      run(s3, 20, "--steps", "2");
    }
  }

  @Test
  @Tag("long")
  void aThousandOfEachClassOnHdfs() throws Exception {
    try (Hdfs hdfs = Hdfs.start(temp.resolve("hdfs"), 2)) {
      run(hdfs, 1000, "--steps", "5");
    }
  }

  @Test
  @Tag("long")
  void aThousandOfEachClassOnS3() throws Exception {
    try (S3 s3 = S3.start(temp.resolve("s3"))) {
      run(s3, 1000, "--steps", "5");
    }
  }

  private void run(Store store, int perClass, String... sampling) throws Exception {
    String checkpoints = store.uri("/model/checkpoints");
    try (LocalCluster cluster = LocalCluster.start(temp.resolve("cluster"), "--workers", "2");
        FileSystem files = store.files()) {
      Jobs.writeData(files, store.uri("/digits"), 2000);
      Jobs jobs = new Jobs(cluster, temp, store);
      try (SubmittedJob train = jobs.train(checkpoints, 640, "--data", store.uri("/digits"))) {
        train.succeed();
        assertThat(train.log()).contains("1,800 training", "workers: 2 on 2 slots");
      }
      // The same command again continues: one more round.
      try (SubmittedJob train = jobs.train(checkpoints, 800, "--data", store.uri("/digits"))) {
        train.succeed();
        assertThat(train.log()).contains("continuing from " + checkpoints);
      }
      assertThat(Jobs.newest(store.configuration(), checkpoints).imagesSeen()).isEqualTo(800);

      String output = store.uri("/samples");
      String[] options = concat(sampling, "--format", "parquet,idx,png", "--run-id", "one");
      try (SubmittedJob generate = jobs.generate(checkpoints, output, perClass, options)) {
        generate.succeed();
      }
      assertThat(counts(store.configuration(), output + "/run_id=one"))
          .hasSize(10)
          .allSatisfy(row -> assertThat(row.getLong(1)).isEqualTo(perClass))
          .allSatisfy(row -> assertThat(row.getLong(2)).isEqualTo(perClass));
      assertThat(names(files, output + "/run_id=one"))
          .contains("_SUCCESS", "_manifest.json", "samples-images-idx3-ubyte.gz")
          .noneMatch(name -> name.endsWith(".tmp") || name.endsWith(".crc"));

      try (SubmittedJob again = jobs.generate(checkpoints, output, perClass, options)) {
        again.succeed();
        assertThat(again.log()).contains("finished already");
      }
    }
  }

  private static String[] concat(String[] first, String... more) {
    return java.util.stream.Stream.concat(
            java.util.Arrays.stream(first), java.util.Arrays.stream(more))
        .toArray(String[]::new);
  }

  private static List<String> names(FileSystem files, String folder) throws IOException {
    List<String> names = new java.util.ArrayList<>();
    var listed = files.listFiles(new org.apache.hadoop.fs.Path(folder), true);
    while (listed.hasNext()) {
      names.add(listed.next().getPath().getName());
    }
    return names;
  }

  /** Label, rows and different indices of each label, as Spark reads them. */
  static List<Row> counts(Configuration conf, String run) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(S3.connector());
    SparkSession.Builder session =
        SparkSession.builder()
            .master("local[2]")
            .appName("read samples back")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2");
    conf.getPropsWithPrefix("fs.s3a.")
        .forEach((key, value) -> session.config("spark.hadoop.fs.s3a." + key, value));
    try (SparkSession spark = session.getOrCreate()) {
      Dataset<Row> samples = spark.read().parquet(run);
      samples.createOrReplaceTempView("samples");
      return spark
          .sql("select label, count(1), count(distinct index) from samples group by label")
          .collectAsList();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
