package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Runs of single samples, which a run of more has too. */
class SingleSamplesRunTest extends OnTinyModel {

  private Map<String, Object> run(Generation on, String... more) throws IOException {
    List<String> all = new ArrayList<>(List.of("--batch-size", "4"));
    all.addAll(List.of(more));
    return on.run(all.toArray(new String[0])).figures();
  }

  @Test
  void aSampleIsTheSameByteForByteAsInTheRunThatItIsOf() throws IOException {
    Generation whole = new Generation(spark, checkpoint, temp.resolve("whole"));
    run(whole, "--per-class", "19");
    assertThat(run(job, "--samples", "2:17,0:3-9", "--format", "parquet,idx,png"))
        .containsEntry("samples", 8L)
        .containsEntry("classes", List.of(0, 2))
        .containsEntry("counts", List.of(7L, 1L))
        .containsEntry("first_indices", List.of(3L, 17L));
    Map<String, String> wanted = new TreeMap<>(whole.pixels());
    wanted.keySet().retainAll(job.pixels().keySet());
    assertThat(job.pixels())
        .isEqualTo(wanted)
        .containsOnlyKeys("0/3", "0/4", "0/5", "0/6", "0/7", "0/8", "0/9", "2/17");
  }

  @Test
  void theFirstSampleOfASmallRunNeedsItsBatchToo() throws IOException {
    Generation whole = new Generation(spark, checkpoint, temp.resolve("whole"));
    run(whole, "--per-class", "4");
    run(job, "--samples", "1:0");
    assertThat(whole.pixels()).containsAllEntriesOf(job.pixels());
    assertThat(job.pixels()).hasSize(1);
  }

  @Test
  void aCompleteRunIsLeftAloneAndAnotherIsNotItsOwn() throws IOException {
    run(job, "--samples", "2:17");
    Map<String, ByteBuffer> made = job.contents();
    assertThat(run(job, "--samples", "2:17")).containsEntry("made_now", 0L);
    assertThat(job.contents()).isEqualTo(made);
    assertThatThrownBy(() -> run(job, "--samples", "2:18"))
        .hasMessageContaining("holds another run: firsts");
  }

  @Test
  void samplesWithoutAClassAreNamedToo() throws IOException {
    Generation whole = new Generation(spark, checkpoint, temp.resolve("whole"));
    run(whole, "--per-class", "6", "--classes", "none");
    run(job, "--samples", "none:5");
    assertThat(job.samples().select("image.data").collectAsList())
        .isEqualTo(whole.samples().where("index = 5").select("image.data").collectAsList());
  }

  @Test
  void whatIsNoSampleIsRefused() {
    refused("4", "'4' is no sample; give class and index such as 4:17");
    refused("1:5-3", "the range '1:5-3' is backwards");
    refused("1:2,1:4", "names the class '1' twice");
    refused("1:2,none:4", "give one or the other");
    refused("7:2", "names label 7, but the model knows the labels 0-2");
    assertThatThrownBy(() -> run(job, "--samples", "1:2", "--per-class", "3"))
        .hasMessageContaining("leave --counts, --augment-to, --per-class and --classes out");
  }

  private void refused(String samples, String message) {
    assertThatThrownBy(() -> run(job, "--samples", samples)).hasMessageContaining(message);
  }
}
