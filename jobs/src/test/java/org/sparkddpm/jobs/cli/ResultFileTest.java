package org.sparkddpm.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.storage.FaultyFileSystem;
import org.sparkddpm.jobs.train.TrainOptions;

class ResultFileTest {
  private static final Instant START = Instant.parse("2024-05-01T10:00:00Z");
  private static final Settings OPTIONS = TrainOptions.COMMAND.settings(Map.of());

  @TempDir Path folder;
  private final Configuration hadoop = new Configuration();

  @Test
  void aResultTellsEverythingThatAPipelineAsks() throws IOException {
    String uri = folder.resolve("new/folder/result.json").toUri().toString();

    new ResultFile(uri, hadoop).write(result(Map.of("loss", 0.5, "lost", List.of(1, "two"))));

    JsonNode json = read(folder.resolve("new/folder/result.json"));
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "job", "version", "status", "started", "ended", "seconds", "options", "figures");
    assertThat(json.get("job").asText()).isEqualTo("train");
    assertThat(json.get("status").asText()).isEqualTo("finished");
    assertThat(json.get("started").asText()).isEqualTo("2024-05-01T10:00:00Z");
    assertThat(json.get("seconds").asDouble()).isEqualTo(90.5);
    assertThat(json.get("options")).hasToString(OPTIONS.toJson().toString());
    assertThat(json.get("figures").get("lost")).hasToString("[1,\"two\"]");
  }

  @Test
  void theSummaryFitsALogLine() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("loss", 0.13237970109588948);
    figures.put("images_seen", 21_120L);
    figures.put("classes", List.of(0, 1));
    figures.put("small", 0.0000125);
    figures.put("large", 12345.678);
    figures.put("none", Double.NaN);
    assertThat(result(figures).summary())
        .isEqualTo(
            "loss 0.132, images_seen 21120, classes [0, 1], small 0.0000125, large 12300, none NaN");
  }

  @Test
  void aFileIsReplacedWholeOnEveryKindOfFileSystem() throws IOException {
    hadoop.set("fs.viewfs.mounttable.results.link./mount", folder.toUri().toString());
    FaultyFileSystem.Faults store = new FaultyFileSystem.Faults();
    store.kind = FaultyFileSystem.Kind.OBJECTS;
    FaultyFileSystem.settings(store).forEach(hadoop::set);
    for (String uri :
        List.of(
            folder.resolve("local/result.json").toString(),
            "viewfs://results/mount/renamed/result.json",
            FaultyFileSystem.SCHEME + "://" + folder.resolve("store/result.json"))) {
      Path local = folder.resolve(uri.replaceFirst(".*/([a-z]+/result.json)", "$1"));
      ResultFile file = new ResultFile(uri, hadoop);

      file.delete();
      for (int version = 1; version <= 3; version++) {
        file.write(result(Map.of("version", version)));
        assertThat(read(local).get("figures").get("version").asInt()).isEqualTo(version);
      }
      try (Stream<Path> left = Files.list(local.getParent())) {
        assertThat(left.filter(path -> !path.toString().endsWith(".crc"))).containsExactly(local);
      }
      file.delete();
      assertThat(local).doesNotExist();
    }
  }

  @Test
  void whatAKilledDriverHadBegunIsRemovedWithTheEarlierResult() throws IOException {
    String hidden = ".0a1b2c3d-0000-1111-2222-333344445555.tmp";
    for (String name :
        List.of(
            "result.json", ".result.json" + hidden, ".other.json" + hidden, ".result.json.tmp")) {
      Files.writeString(folder.resolve(name), "half");
    }

    new ResultFile(folder.resolve("result.json").toString(), hadoop).delete();

    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder(".other.json" + hidden, ".result.json.tmp");
  }

  /** Two jobs may have one place for their results, and nothing keeps them apart. */
  @Test
  void aResultIsWrittenAlsoWhereAJobThatBeginsTakesItForRemains() throws IOException {
    FaultyFileSystem.Faults store = new FaultyFileSystem.Faults();
    FaultyFileSystem.settings(store).forEach(hadoop::set);
    String uri = FaultyFileSystem.SCHEME + "://" + folder.resolve("result.json");
    List<Boolean> begun = new ArrayList<>();
    store.unrenamable =
        target -> {
          if (begun.isEmpty()) {
            begun.add(true);
            assertThatCode(() -> new ResultFile(uri, hadoop).delete()).doesNotThrowAnyException();
          }
          return false;
        };

    new ResultFile(uri, hadoop).write(result(Map.of("loss", 0.5)));

    assertThat(begun).hasSize(1);
    assertThat(read(folder.resolve("result.json")).get("status").asText()).isEqualTo("finished");
    assertThat(folder.toFile().list()).containsExactly("result.json");
  }

  @Test
  void aPlaceThatCannotBeWrittenToIsNamed() throws IOException {
    Path notAFolder = Files.writeString(folder.resolve("file"), "x");
    String uri = notAFolder.resolve("result.json").toString();

    assertThatIOException()
        .isThrownBy(() -> new ResultFile(uri, hadoop).write(result(Map.of())))
        .withMessageContaining(uri)
        .withMessageContaining("--result");
    assertThat(folder.toFile().list()).containsExactly("file");
  }

  @Test
  void secretsInErrorsAreStruckOut() {
    Exception failure = new IOException("No bucket", new IllegalStateException("s3a://K:hush@b/x"));
    JobResult result =
        new JobResult(
            "train",
            JobStatus.FAILED,
            START,
            START,
            OPTIONS,
            Map.of(),
            Optional.of(JobResult.describe(failure)));

    assertThat(result.toJson())
        .contains("java.io.IOException: No bucket; caused by", "s3a://***@b/x")
        .doesNotContain("hush");
  }

  @Test
  void resultsThatContradictThemselvesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new JobResult(
                    "train", JobStatus.FAILED, START, START, OPTIONS, Map.of(), Optional.empty()))
        .withMessageContaining("failed");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new JobOutcome(JobStatus.FAILED, Map.of()))
        .withMessageContaining("throw on failure");
  }

  /** All work is done then, and its result must not be lost to that. */
  @Test
  void aClockThatWasSetBackMeanwhileCountsAsHavingStoodStill() throws IOException {
    JobResult result = result(Map.of(), START.minusSeconds(1));
    assertThat(result.ended()).isEqualTo(START);
    assertThat(new ObjectMapper().readTree(result.toJson()).get("seconds").asDouble()).isZero();
  }

  @Test
  void aHostWithoutAnAddressIsNamed() {
    ResultFile file = new ResultFile("hdfs://no-host.invalid/result.json", hadoop);
    assertThatIOException()
        .isThrownBy(() -> file.write(result(Map.of())))
        .withMessageContainingAll("hdfs://no-host.invalid/result.json", "UnknownHost", "--result");
    assertThatIOException()
        .isThrownBy(file::delete)
        .withMessageContainingAll("hdfs://no-host.invalid/result.json", "UnknownHost", "--result");
  }

  private static JobResult result(Map<String, Object> figures) {
    return result(figures, START.plusMillis(90_500));
  }

  private static JobResult result(Map<String, Object> figures, Instant end) {
    return new JobResult(
        "train", JobStatus.FINISHED, START, end, OPTIONS, figures, Optional.empty());
  }

  private static JsonNode read(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }
}
