package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.checkpoint.CorruptCheckpointException;
import org.sparkddpm.jobs.options.Commands;

/** A dry run looks at the checkpoint, says what would be made of it, and writes nothing. */
class GenerateDryRunTest {

  @TempDir Path temp;
  private Path models;

  @BeforeEach
  void train() throws IOException {
    models = Path.of(TinyModel.store(temp.resolve("model"), 0.1));
  }

  @Test
  void saysWhatWouldBeMade() throws IOException {
    assertThat(dryRun("--per-class", "5", "--classes", "0,2", "--format", "parquet,idx"))
        .containsEntry("samples", 10L)
        .containsEntry("classes", List.of(0, 2))
        .containsEntry("guidance", 2.0)
        .containsEntry("calls_per_sample", 11)
        .containsEntry("folder", "file:" + temp.resolve("out") + "/run_id=run")
        .containsEntry("files", 4)
        .containsEntry("counts", "5 of each")
        .containsEntry("state", "new")
        .containsEntry("checkpoint", step().getFileName().toString());
    assertThat(temp.resolve("out")).doesNotExist();
  }

  /** A card that gets few images at once stands idle. */
  @Test
  void batchesAreLargerOnAGpu() throws IOException {
    assertThat(dryRun("--per-class", "1000")).containsEntry("files", 3 * 16);
    assertThat(dryRun("--per-class", "1000", "--engine", "cuda")).containsEntry("files", 3 * 4);
    assertThat(dryRun("--per-class", "1000", "--engine", "cuda", "--batch-size", "64"))
        .containsEntry("files", 3 * 16);
  }

  @Test
  void aModelNamesItsOwnGuidance() throws IOException {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.put("label_dropout", 0.1).put("guidance", 1.25);
    models = Path.of(TinyModel.store(temp.resolve("own"), 1, 50, config));
    assertThat(dryRun()).containsEntry("guidance", 1.25);
    assertThat(dryRun("--guidance", "1.75")).containsEntry("guidance", 1.75);
    assertThat(dryRun("--classes", "none")).containsEntry("guidance", 0.0);
    config.put("guidance", 1);
    models = Path.of(TinyModel.store(temp.resolve("none"), 1, 50, config));
    assertThat(dryRun()).containsEntry("guidance", 1.0).containsEntry("calls_per_sample", 8);
  }

  @Test
  void moreImagesThanIdxCountsAreRefused() {
    assertThatThrownBy(() -> dryRun("--per-class", "1000000000", "--format", "idx"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--format idx cannot hold 1000000000 samples of each of 3 classes")
        .hasMessageContaining("give parquet");
  }

  @Test
  void saysHowFarTheRunIs() throws IOException {
    Path run = Files.createDirectories(temp.resolve("out/run_id=run"));
    Files.writeString(run.resolve("_run.json"), "{}");
    assertThat(dryRun()).containsEntry("state", "begun");
    Files.writeString(run.resolve("_SUCCESS"), "");
    assertThat(dryRun()).containsEntry("state", "complete");
  }

  @Test
  void aDamagedCheckpointIsRefused() throws IOException {
    Path ema = step().resolve("ema.safetensors");
    byte[] bytes = Files.readAllBytes(ema);
    bytes[bytes.length / 2] ^= 1;
    Files.write(ema, bytes);
    assertThatThrownBy(this::dryRun)
        .isInstanceOf(CorruptCheckpointException.class)
        .hasMessageContainingAll(
            "none of the 1 checkpoints", "ema.safetensors has sha256", "from a copy");
  }

  @Test
  void aMissingCheckpointIsRefused() {
    models = temp.resolve("none");
    assertThatThrownBy(this::dryRun)
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContainingAll("there is no checkpoint at", temp.resolve("none").toString());
  }

  @Test
  void whatTheModelCannotDoIsRefused() {
    assertThatThrownBy(() -> dryRun("--classes", "3"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the model knows the labels 0-2");
  }

  @Test
  void theDefaultNumberOfStepsFitsAModelOfFewTimesteps() throws IOException {
    models = Path.of(TinyModel.store(temp.resolve("few"), 0.1, 1, 12));
    assertThat(dryRun()).containsEntry("state", "new");
    assertThatThrownBy(() -> dryRun("--steps", "20"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("use 1..12 steps");
  }

  @Test
  void saysTheNetworkCallsOfASample() throws IOException {
    assertThat(dryRun("--sampler=unipc", "--steps=9", "--guidance-interval=all"))
        .containsEntry("calls_per_sample", 18);
    assertThat(dryRun("--sampler=heun", "--steps=9", "--spacing=even", "--guidance=1"))
        .containsEntry("calls_per_sample", 16);
    // Noise levels 1015, 1.84, 0.602 and 0.0418 of timesteps 49, 33, 16 and 0.
    assertThat(dryRun("--steps=4", "--spacing=even", "--guidance-interval=0.1:3"))
        .containsEntry("calls_per_sample", 6);
    assertThat(dryRun("--classes=none", "--steps=7")).containsEntry("calls_per_sample", 7);
  }

  @Test
  void aQualityGoesWithEveryKindOfSamples() throws IOException {
    for (String quality : SamplingQuality.names()) {
      assertThat(dryRun("--quality=" + quality)).containsEntry("state", "new");
      assertThat(dryRun("--quality=" + quality, "--classes=none")).containsEntry("guidance", 0.0);
    }
    models = Path.of(TinyModel.store(temp.resolve("labelled"), 0, 1, 6));
    assertThat(dryRun("--quality=best"))
        .containsEntry("guidance", 1.0)
        .containsEntry("calls_per_sample", 6);
  }

  @Test
  void anIntervalThatGuidesNothingIsRefused() {
    assertThatThrownBy(() -> dryRun("--steps=4", "--spacing=even", "--guidance-interval=0.7:1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--guidance-interval 0.7:1.0 holds none of the steps' noise levels")
        .hasMessageContaining("widen it");
    assertThatThrownBy(() -> dryRun("--classes=none", "--guidance-interval=0.1:3"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--guidance-interval 0.1:3.0 limits a guidance")
        .hasMessageContaining("leave it out");
  }

  private Map<String, Object> dryRun(String... more) throws IOException {
    String[] args =
        Stream.concat(
                Stream.of(
                    "--run-id=run", "--checkpoint=" + models, "--output=" + temp.resolve("out")),
                Stream.of(more))
            .toArray(String[]::new);
    return new GenerateJob()
        .dryRun(Commands.parse(GenerateOptions.COMMAND, args), new Configuration());
  }

  private Path step() throws IOException {
    try (Stream<Path> steps = Files.list(models)) {
      return steps.findFirst().orElseThrow();
    }
  }
}
