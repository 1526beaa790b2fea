package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No key of any store is on Spark's pages or in its event log, whatever template was used. */
class SecretNamesTest {

  /** One of each kind of every connector that Hadoop has, and what clouds take from variables. */
  private static final List<String> KEYS =
      List.of(
          "spark.hadoop.fs.s3a.access.key",
          "spark.hadoop.fs.s3a.secret.key",
          "spark.hadoop.fs.s3a.session.token",
          "spark.hadoop.fs.s3a.bucket.one.secret.key",
          "spark.hadoop.fs.s3a.encryption.key",
          "spark.hadoop.fs.s3a.server-side-encryption.key",
          "spark.hadoop.fs.azure.account.key.one.dfs.core.windows.net",
          "spark.hadoop.fs.azure.account.key.one.blob.core.windows.net",
          "spark.hadoop.fs.azure.sas.container.one.blob.core.windows.net",
          "spark.hadoop.fs.azure.sas.fixed.token.one.dfs.core.windows.net",
          "spark.hadoop.fs.azure.account.oauth2.client.secret.one.dfs.core.windows.net",
          "spark.hadoop.fs.azure.account.oauth2.refresh.token",
          "spark.hadoop.fs.azure.encryption.encoded.client-provided-key",
          "spark.hadoop.fs.adl.oauth2.credential",
          "spark.hadoop.dfs.adls.oauth2.credential",
          "spark.hadoop.fs.gs.auth.service.account.private.key",
          "spark.hadoop.fs.gs.auth.service.account.private.key.id",
          "spark.hadoop.google.cloud.auth.service.account.private.key",
          "spark.hadoop.fs.gs.encryption.key",
          "spark.hadoop.fs.oss.accessKeyId",
          "spark.hadoop.fs.oss.accessKeySecret",
          "spark.hadoop.fs.oss.securityToken",
          "spark.hadoop.fs.cosn.userinfo.secretId",
          "spark.hadoop.fs.cosn.userinfo.secretKey",
          "spark.hadoop.fs.obs.access.key",
          "spark.hadoop.fs.obs.secret.key",
          "spark.hadoop.fs.swift.service.one.password",
          "spark.hadoop.fs.swift.service.one.apikey",
          "spark.executorEnv.AWS_ACCESS_KEY_ID",
          "spark.executorEnv.AWS_SECRET_ACCESS_KEY",
          "spark.executorEnv.AWS_SESSION_TOKEN",
          "spark.executorEnv.AZURE_STORAGE_KEY",
          "spark.executorEnv.AZURE_STORAGE_CONNECTION_STRING",
          "spark.executorEnv.AZURE_STORAGE_SAS_TOKEN",
          "spark.ssl.ui.keyPassword");

  private static final List<String> TEMPLATES =
      List.of(
          "spark-defaults.conf",
          "spark-defaults.standalone.conf",
          "spark-defaults.yarn.conf",
          "spark-defaults.kubernetes.conf");

  @TempDir Path temp;

  @Test
  void everyKindOfKeyHasSuchAName() {
    Pattern pattern = Pattern.compile(SecretNames.PATTERN);
    assertThat(KEYS).allMatch(key -> pattern.matcher(key).find());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.hadoop.fs.s3a.endpoint",
        "spark.hadoop.fs.s3a.aws.credentials.provider",
        "spark.hadoop.hadoop.security.credential.provider.path",
        "spark.io.encryption.keySizeBits",
        "spark.io.encryption.keygen.algorithm",
        "spark.executor.memory",
        "spark.sql.session.timeZone",
        "spark.hadoop.fs.azure.account.auth.type.one.dfs.core.windows.net",
        "spark.executorEnv.OMP_NUM_THREADS"
      })
  void whatIsNoKeyIsShown(String name) {
    assertThat(Pattern.compile(SecretNames.PATTERN).matcher(name).find()).isFalse();
  }

  @Test
  void allTemplatesHaveThePattern() throws IOException {
    for (String template : TEMPLATES) {
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(Path.of("../conf", template))) {
        properties.load(reader);
      }
      assertThat(properties.getProperty(SecretNames.SETTING))
          .as(template)
          .isEqualTo(SecretNames.PATTERN);
    }
  }

  @Test
  void whatASiteHidesStaysHidden() {
    Pattern both =
        Pattern.compile(
            SecretNames.redaction(
                new SparkConf(false).set(SecretNames.SETTING, "spark[.]site[.].*")));
    assertThat(both.matcher("spark.site.thing").find()).isTrue();
    assertThat(KEYS).allMatch(key -> both.matcher(key).find());
    assertThat(both.matcher("spark.executor.memory").find()).isFalse();
  }

  @Test
  void noKeyIsOnThePagesOrInTheEventLogOfAJobWithoutATemplate() throws Exception {
    Path events = Files.createDirectories(temp.resolve("events"));
    Map<String, Object> settings = new HashMap<>();
    for (int i = 0; i < KEYS.size(); i++) {
      settings.put(KEYS.get(i), "planted-" + i + "-value");
    }
    settings.put("spark.master", "local[1]");
    settings.put("spark.driver.host", "127.0.0.1");
    settings.put("spark.ui.port", "0");
    settings.put("spark.eventLog.enabled", "true");
    settings.put("spark.eventLog.dir", events.toUri().toString());
    List<String> shown = new ArrayList<>();
    try (SparkSession spark = JobSession.open("secrets", settings)) {
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      assertThat(context.parallelize(List.of(1, 2)).count()).isEqualTo(2);
      String page = spark.sparkContext().uiWebUrl().get();
      shown.add(read(page + "/environment/"));
      shown.add(
          read(
              page
                  + "/api/v1/applications/"
                  + spark.sparkContext().applicationId()
                  + "/environment"));
    }
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(events)) {
      for (Path log : logs) {
        shown.add(Files.readString(log));
      }
    }
    assertThat(shown).hasSize(3).allMatch(text -> text.contains("spark.hadoop.fs.azure.account"));
    assertThat(shown).noneMatch(text -> text.contains("planted-"));
  }

  private static String read(String address) throws IOException {
    try (InputStream in = URI.create(address).toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
