package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sparkddpm.jobs.cli.JobOutcome;
import org.sparkddpm.jobs.storage.ClaimLostException;
import org.sparkddpm.jobs.storage.FaultyFileSystem;

/** Two drivers on one folder, and a folder that goes while a driver works on it. */
class GenerateBesideTest extends OnTinyModel {

  private static final List<String> SMALL =
      List.of(
          "--per-class", "6", "--batch-size", "2", "--samples-per-file", "2", "--partitions", "1");

  /** The first to end once removed the table that the other one was reading back. */
  @Test
  void twoOfTheSameRunBothEndWithTheSameRun() throws Exception {
    List<Future<JobOutcome>> both =
        atOnce(() -> job.run(with("--format", "idx")), () -> job.run(with("--format", "idx")));
    List<Object> made = new ArrayList<>();
    for (Future<JobOutcome> each : both) {
      made.add(each.get().figures().get("made_now"));
    }
    assertThat(made).containsExactlyInAnyOrder(18L, 0L);
    assertThat(job.folder().resolve("_SUCCESS")).exists();
    assertThat(job.contents().keySet())
        .containsExactly(
            "_SUCCESS",
            "_idx/samples-images-idx3-ubyte.gz",
            "_idx/samples-labels-idx1-ubyte.gz",
            "_manifest.json",
            "_passing_table",
            "_run.json");
  }

  @Test
  void ofTwoRunsInOneFolderOneIsRefused() throws Exception {
    List<Future<JobOutcome>> both =
        atOnce(() -> job.run(with("--seed", "1")), () -> job.run(with("--seed", "2")));
    int refused = 0;
    for (Future<JobOutcome> each : both) {
      try {
        each.get();
      } catch (ExecutionException e) {
        refused++;
        assertThat(e.getCause())
            .isInstanceOf(IOException.class)
            .hasMessageContaining("holds another run: seed: ");
      }
    }
    assertThat(refused).isEqualTo(1);
    assertThat(job.pixels()).hasSize(18);
    assertThat(job.folder().resolve("_SUCCESS")).exists();
  }

  @Test
  void aFolderThatIsDeletedMeanwhileIsNeverCalledComplete() throws Exception {
    FaultyFileSystem.Faults faults = new FaultyFileSystem.Faults();
    Generation gone = faulty(faults);
    Path folder = temp.resolve("out/run_id=run");
    for (String moment :
        List.of("part-000000002", "samples-labels", "_manifest.json", "_SUCCESS")) {
      faults.uncreatable =
          path -> {
            if (path.getName().contains(moment)) {
              faults.uncreatable = any -> false;
              delete(folder);
            }
            return false;
          };
      assertThatThrownBy(() -> gone.run(with("--format", "parquet,idx")))
          .as(moment)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("was deleted or cleared while this job wrote to it")
          .hasMessageContaining("delete what is left of it");
      assertThat(folder.resolve("_SUCCESS")).doesNotExist();
      // The advice is one that can be followed.
      delete(folder);
    }
    gone.run(with("--format", "parquet,idx"));
    assertThat(folder.resolve("_SUCCESS")).exists();
  }

  /** What comes back with the report is no run, and in nobody's way. */
  @Test
  void aFolderThatIsDeletedWhileItsReportIsMadeIsNotFinished() throws Exception {
    Path report = job.folder().resolve("_report/report.html");
    assertThatThrownBy(
            () ->
                job.run(
                    outcome -> {
                      delete(job.folder());
                      write(report);
                      return outcome;
                    },
                    with()))
        .isInstanceOf(ClaimLostException.class)
        .hasMessageContaining("was deleted or cleared while this job wrote to it");
    assertThat(report).exists();
    job.run(with());
    assertThat(job.folder().resolve("_SUCCESS")).exists();
  }

  private static void write(Path file) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, "a report");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Either may be all that is missing yet: a store deletes one file after the other. */
  @Test
  void withoutItsClaimOrItsDescriptionARunIsNeverCalledComplete() throws Exception {
    FaultyFileSystem.Faults faults = new FaultyFileSystem.Faults();
    Generation gone = faulty(faults);
    Path folder = temp.resolve("out/run_id=run");
    for (String name : List.of("_writer-", "_run.json")) {
      faults.uncreatable =
          path -> {
            if (path.getName().contains("part-000000002")) {
              faults.uncreatable = any -> false;
              delete(only(folder, name));
            }
            return false;
          };
      assertThatThrownBy(() -> gone.run(with()))
          .as(name)
          .isInstanceOf(ClaimLostException.class)
          .hasMessageContaining(name)
          .hasMessageContaining(" is gone");
      assertThat(folder.resolve("_SUCCESS")).doesNotExist();
      delete(folder);
    }
  }

  private Generation faulty(FaultyFileSystem.Faults faults) {
    FaultyFileSystem.settings(faults).forEach(spark.sparkContext().hadoopConfiguration()::set);
    return new Generation(
        spark, checkpoint, Path.of(FaultyFileSystem.SCHEME + ":" + temp.resolve("out")));
  }

  private static Path only(Path folder, String beginning) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.getFileName().toString().startsWith(beginning))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String[] with(String... more) {
    return Stream.concat(SMALL.stream(), Stream.of(more)).toArray(String[]::new);
  }

  private static List<Future<JobOutcome>> atOnce(
      Callable<JobOutcome> one, Callable<JobOutcome> other) throws InterruptedException {
    ExecutorService drivers = Executors.newFixedThreadPool(2);
    try {
      return drivers.invokeAll(List.of(one, other));
    } finally {
      drivers.shutdown();
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
