package org.sparkddpm.jobs.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.jobs.train.TrainOptions;

class CredentialsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3a://AKIAKEY:hushhush@bucket/path",
        "s3a://AKIAKEY:hush/hush+hush@bucket/path",
        "S3A://AKIAKEY:123/hush@bucket",
        "s3a://hushhush@bucket/path",
        "hdfs://me:hushhush@namenode:8020/path",
        "https://host/data?X-Amz-Signature=hushhush",
        "https://host/data?a=b&access_key=hushhush",
      })
  void urisWithSecretsAreRefusedWithoutShowingThem(String uri) {
    assertThat(Credentials.in(uri)).isTrue();
    assertThat(Credentials.redact("Cannot read '" + uri + "' now")).doesNotContain("hush");
    for (String option : List.of("data", "checkpoints", "result", "config")) {
      Map<String, String> conf = Map.of("spark.ddpm.train." + option, uri);
      assertThat(Commands.refused(TrainOptions.COMMAND, conf))
          .singleElement()
          .asString()
          .contains("--" + option, "credential provider", "spark.ddpm.train." + option)
          .doesNotContain("hush");
      assertThat(Commands.refused(TrainOptions.COMMAND, "--" + option, uri))
          .singleElement()
          .asString()
          .doesNotContain("hush");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3a://bucket/path",
        "s3a://bucket/a@b:c",
        "hdfs://namenode:8020/user/a@b",
        "hdfs:///user/me",
        "abfss://container@account.dfs.core.windows.net/path",
        "runs/default",
        "mnist"
      })
  void plainPlacesAreNot(String uri) {
    assertThat(Credentials.in(uri)).isFalse();
  }

  @Test
  void argumentsThatBelongNowhereDoNotLeakEither() {
    assertThat(Commands.refused(TrainOptions.COMMAND, "s3a://KEY:hush@bucket/x"))
        .singleElement()
        .asString()
        .contains("belongs to no option")
        .doesNotContain("hush");
  }
}
