package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.cluster.fixtures.Children;
import org.sparkddpm.jobs.cluster.fixtures.LocalCluster;
import org.sparkddpm.jobs.cluster.fixtures.SubmittedJob;

/** The jars of dist/ by Spark's own spark-submit, without any setting of ours and no --class. */
@Tag("cluster")
class PlainSubmitTest {

  private static final Path DIST = Children.ROOT.resolve("dist");

  @TempDir Path temp;

  @Test
  void bothJarsRunAndSayWhatTheyMiss() throws Exception {
    try (LocalCluster cluster = LocalCluster.start(temp.resolve("cluster"), "--workers", "2")) {
      String checkpoints = temp.resolve("run/checkpoints").toString();
      try (SubmittedJob train =
          submit(
              cluster,
              "train-job.jar",
              "--data strokes --images 320 --warmup-images 64 --averaging-interval 5 --checkpoints "
                  + checkpoints)) {
        train.succeed();
        assertThat(train.log()).contains("submitted without some settings of conf/");
      }
      try (SubmittedJob generate =
          submit(
              cluster,
              "generate-job.jar",
              "--per-class 3 --steps 2 --checkpoint "
                  + checkpoints
                  + " --output "
                  + temp.resolve("samples"))) {
        generate.succeed();
      }
      assertThat(temp.resolve("samples/_result.json")).exists();
    }
  }

  @Test
  void distHoldsWhatAUserNeeds() {
    assertThat(DIST.resolve("conf/spark-defaults.standalone.conf")).exists();
    assertThat(DIST.resolve("scripts/spark-submit")).isExecutable();
    assertThat(DIST.resolve("LICENSE")).exists();
  }

  /** What bin/spark-submit of a Spark without configuration does. */
  private SubmittedJob submit(LocalCluster cluster, String jar, String arguments)
      throws IOException {
    Path conf = Files.createDirectories(temp.resolve("empty"));
    List<String> command =
        new ArrayList<>(
            Children.java(
                List.of(Children.SPARK),
                opens(),
                "org.apache.spark.deploy.SparkSubmit",
                "--master",
                cluster.url(),
                DIST.resolve(jar).toString()));
    command.addAll(List.of(arguments.split(" ", -1)));
    return SubmittedJob.of(
        temp.resolve(jar + ".log"),
        Map.of("SPARK_CONF_DIR", conf.toString(), "SPARK_LOCAL_IP", "127.0.0.1"),
        command);
  }

  private static List<String> opens() {
    return List.of(JavaModuleOptions.defaultModuleOptions().split(" ", -1));
  }
}
