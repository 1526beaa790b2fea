package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Samples without a class have no label, not even a made-up one. */
class UnlabelledRunTest extends OnTinyModel {

  private Map<String, Object> run(Generation on, String... more) throws IOException {
    String[] all = new String[4 + more.length];
    System.arraycopy(new String[] {"--per-class", "5", "--batch-size", "2"}, 0, all, 0, 4);
    System.arraycopy(more, 0, all, 4, more.length);
    return on.run(all).figures();
  }

  private List<Row> rows(Generation on) {
    return on.samples()
        .selectExpr("label", "index", "hex(image.data)", "image.origin", "guidance")
        .orderBy("index")
        .collectAsList();
  }

  @Test
  void theirLabelIsNull() throws IOException {
    assertThat(run(job, "--classes", "none", "--format", "parquet,png"))
        .containsEntry("samples", 5L)
        .containsEntry("classes", List.of());
    List<Row> rows = rows(job);
    assertThat(rows).hasSize(5);
    for (int i = 0; i < 5; i++) {
      assertThat(rows.get(i).isNullAt(0)).isTrue();
      assertThat(rows.get(i).getLong(1)).isEqualTo(i);
      assertThat(rows.get(i).getString(3)).endsWith("/unlabelled/" + i);
      assertThat(rows.get(i).getDouble(4)).isZero();
    }
    assertThat(rows).extracting(row -> row.getString(2)).doesNotHaveDuplicates();
    assertThat(job.folder().resolve("_pictures/contact-sheet-unlabelled.png")).exists();
    Files.delete(job.folder().resolve("_SUCCESS"));
    Files.delete(job.parquetFiles().get(1));
    assertThat(run(job, "--guidance", "0", "--format", "parquet,png"))
        .containsEntry("made_now", 2L);
    assertThat(rows(job)).isEqualTo(rows);
  }

  @Test
  void besideLabelledOnesTheColumnIsANumberOrNull() throws IOException {
    run(job, "--classes", "none");
    Generation labelled = new Generation(spark, checkpoint, temp.resolve("out/labelled"));
    run(labelled, "--classes", "2");
    Files.move(labelled.folder(), job.output().resolve("run_id=labelled"));
    Files.delete(labelled.output());
    assertThat(
            job.samples().groupBy("label").count().orderBy("label").collectAsList().stream()
                .map(Row::toString))
        .containsExactly("[null,5]", "[2,5]");
  }

  @Test
  void whatNeedsAClassIsRefused() throws IOException {
    refused("--guidance 0 makes images without a class", "--guidance", "0", "--classes", "1");
    refused("--guidance 0 makes images without a class", "--guidance", "0", "--counts", "1:3");
    refused("--guidance 1.5 guides towards a class", "--guidance", "1.5", "--classes", "none");
    refused("--gif 1 draws a class", "--classes", "none", "--gif", "1");
    refused("cannot hold images without a class", "--classes", "none", "--format", "idx");
    String always = TinyModel.store(temp.resolve("always"), 0);
    job = new Generation(spark, always, temp.resolve("out"));
    refused("--classes none, or --guidance 0, needs a model", "--classes", "none");
    assertThat(temp.resolve("out")).doesNotExist();
  }

  private void refused(String message, String... options) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> job.run(options))
        .withMessageContaining(message);
  }
}
