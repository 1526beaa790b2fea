package org.sparkddpm.jobs.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sparkddpm.diffusion.NoiseInterval;
import org.sparkddpm.jobs.storage.Json;
import org.sparkddpm.training.DiffusionConfig;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.unet.UNetConfig;

/** Names of runs, now and in the first version; none of the names here may ever change. */
class RunIdentityTest {

  /** Unlike the other in everything. */
  private static RunIdentity other() {
    UNetConfig unet =
        new UNetConfig(
            8,
            16,
            1,
            3,
            2,
            8,
            List.of(1, 2),
            3,
            8,
            List.of(true, false),
            true,
            2,
            4,
            4,
            false,
            true);
    return new RunIdentity(
        new ModelConfig(unet, new DiffusionConfig("linear-rescaled", 50), 7, 16),
        new SamplingConfig(
            "step-000000001000-00c0ffee",
            "raw",
            "0".repeat(64),
            "ddpm",
            20,
            1e-5,
            1,
            false,
            -3,
            64,
            12_000_000_000L,
            List.of(2, 0),
            "cpu",
            "fp32",
            List.of(),
            "",
            List.of(),
            "even",
            0,
            Double.POSITIVE_INFINITY));
  }

  @Test
  void earlierNamesAreStillFound() {
    assertThat(EarlierRun.identity().earlierRunId()).isEqualTo(EarlierRun.ID);
    assertThat(other().earlierRunId()).isEqualTo("rb0c56b6f559b");
  }

  @Test
  void aNameIsThatOfTheSortedJson() {
    String json =
        "{\"batch_size\":2,\"checkpoint\":\"step-000000000096-a6b4d575\","
            + "\"classes\":[0,1],\"clip\":true,\"eta\":0.0,\"guidance\":1.5,"
            + "\"model\":{\"class_in_time\":false,\"class_maps\":true,\"classes\":2,"
            + "\"dim\":4,\"groups\":2,\"head_channels\":4,\"heads\":1,\"height\":4,"
            + "\"image_height\":3,\"image_width\":4,\"linear_attention\":[false],"
            + "\"middle_attention\":false,\"multipliers\":[1],\"patch\":1,"
            + "\"schedule\":\"cosine\",\"stem_channels\":4,\"stem_kernel\":1,"
            + "\"timesteps\":10,\"width\":4},\"per_class\":4,\"sampler\":\"ddim\","
            + "\"seed\":1,\"steps\":3,\"version\":2,\"weights\":\"ema\","
            + "\"weights_sha256\":\"6b2e06942bd1f6d3ad90080a34f5626cfac9de7d63d2965da4aeb47e531f1293\"}";
    assertThat(new String(Json.sorted(EarlierRun.identity().toJson()), StandardCharsets.UTF_8))
        .isEqualTo(json);
    assertThat(EarlierRun.identity().runId()).isEqualTo("r1af729d8013b");
    assertThat(other().runId()).isEqualTo("r1ab52ba467ba");
  }

  @Test
  void everyValueTellsRunsApart() {
    Set<String> names = new HashSet<>(Set.of(other().runId()));
    int values = 0;
    for (String part : List.of("/model", "")) {
      for (var field : other().toJson().at(part).properties()) {
        ObjectNode changed = other().toJson();
        ((ObjectNode) changed.at(part)).put(field.getKey(), "another");
        names.add(RunIdentity.name(Json.sorted(changed)));
        values++;
      }
    }
    assertThat(values).isGreaterThanOrEqualTo(19 + 14);
    assertThat(names).hasSize(values + 1);
  }

  @Test
  void anotherEngineOrPrecisionIsAnotherRunAndTheCpuGoesWithoutSaying() throws IOException {
    assertThat(other().toJson().has("engine")).isFalse();
    assertThat(other().toJson().has("precision")).isFalse();
    RunIdentity cuda = by("cuda", "tf32");
    assertThat(cuda.toJson().path("engine").asText()).isEqualTo("cuda");
    assertThat(cuda.toJson().path("precision").asText()).isEqualTo("tf32");
    assertThat(Set.of(other().runId(), cuda.runId(), by("cuda", "fp32").runId())).hasSize(3);
    byte[] text = RunDescription.of(cuda, 64).text().getBytes(StandardCharsets.UTF_8);
    assertThat(RunDescription.fromJson(Json.parse(text)))
        .isEqualTo(RunDescription.of(cuda, 64))
        .isNotEqualTo(RunDescription.of(other(), 64));
  }

  @Test
  void countsRealImagesAndFirstIndicesAreWrittenOnlyWhereTheyAre() throws IOException {
    assertThat(other().toJson().has("counts")).isFalse();
    assertThat(other().toJson().has("real")).isFalse();
    assertThat(other().toJson().has("firsts")).isFalse();
    RunIdentity uneven = of(List.of(7L, 12_000_000_000L), "");
    RunIdentity augmented = of(List.of(), "1".repeat(64));
    assertThat(uneven.toJson().path("counts").toString()).isEqualTo("[7,12000000000]");
    assertThat(uneven.sampling().total()).isEqualTo(12_000_000_007L);
    RunIdentity later = from(List.of(0L, 17L));
    assertThat(later.toJson().path("firsts").toString()).isEqualTo("[0,17]");
    assertThat(Set.of(other().runId(), uneven.runId(), augmented.runId(), later.runId()))
        .hasSize(4);
    for (RunIdentity run : List.of(uneven, augmented, later)) {
      byte[] text = RunDescription.of(run, 64).text().getBytes(StandardCharsets.UTF_8);
      assertThat(RunDescription.fromJson(Json.parse(text))).isEqualTo(RunDescription.of(run, 64));
      assertThat(run.sampling().ofFirstVersion()).isFalse();
    }
    assertThatThrownBy(() -> of(List.of(7L), "")).hasMessageContaining("one for each of 2 classes");
    assertThatThrownBy(() -> of(List.of(12_000_000_000L, 12_000_000_000L), ""))
        .hasMessageContaining("not all the same");
    assertThatThrownBy(() -> of(List.of(7L, 8L), "")).hasMessageContaining("per_class 12000000000");
    assertThatThrownBy(() -> of(List.of(), "none"))
        .hasMessageContaining("real 'none' is no sha256");
    assertThatThrownBy(() -> from(List.of(0L, 0L))).hasMessageContaining("not all 0");
  }

  @Test
  void spacingAndTheIntervalOfGuidanceAreWrittenOnlyWhereTheyAreOthers() throws IOException {
    assertThat(other().toJson().properties())
        .noneMatch(field -> field.getKey().matches("spacing|guidance_.*"));
    RunIdentity karras = sampled("karras", NoiseInterval.ALL);
    RunIdentity lower = sampled("even", new NoiseInterval(0, 2.5));
    RunIdentity upper = sampled("even", new NoiseInterval(0.3, Double.POSITIVE_INFINITY));
    assertThat(karras.toJson().path("spacing").asText()).isEqualTo("karras");
    assertThat(lower.toJson().path("guidance_high").asDouble()).isEqualTo(2.5);
    assertThat(lower.toJson().has("guidance_low")).isFalse();
    assertThat(upper.toJson().path("guidance_low").asDouble()).isEqualTo(0.3);
    assertThat(upper.toJson().has("guidance_high")).isFalse();
    assertThat(Set.of(other().runId(), karras.runId(), lower.runId(), upper.runId())).hasSize(4);
    for (RunIdentity run : List.of(karras, lower, upper)) {
      byte[] text = RunDescription.of(run, 64).text().getBytes(StandardCharsets.UTF_8);
      assertThat(RunDescription.fromJson(Json.parse(text))).isEqualTo(RunDescription.of(run, 64));
      assertThat(run.sampling().ofFirstVersion()).isFalse();
    }
    assertThat(other().sampling().ofFirstVersion()).isTrue();
    assertThatThrownBy(() -> sampled("even", new NoiseInterval(2, 1)))
        .hasMessageContaining("no noise level above 2.0 and up to 1.0");
  }

  private static RunIdentity sampled(String spacing, NoiseInterval interval) {
    return with("cpu", "fp32", List.of(), "", List.of(), spacing, interval);
  }

  private static RunIdentity of(List<Long> counts, String real) {
    return with("cpu", "fp32", counts, real, List.of(), "even", NoiseInterval.ALL);
  }

  private static RunIdentity from(List<Long> firsts) {
    return with("cpu", "fp32", List.of(), "", firsts, "even", NoiseInterval.ALL);
  }

  private static RunIdentity by(String engine, String precision) {
    return with(engine, precision, List.of(), "", List.of(), "even", NoiseInterval.ALL);
  }

  private static RunIdentity with(
      String engine,
      String precision,
      List<Long> counts,
      String real,
      List<Long> firsts,
      String spacing,
      NoiseInterval interval) {
    SamplingConfig on = other().sampling();
    return new RunIdentity(
        other().model(),
        new SamplingConfig(
            on.checkpoint(),
            on.weights(),
            on.weightsSha256(),
            on.sampler(),
            on.steps(),
            on.eta(),
            on.guidance(),
            on.clip(),
            on.seed(),
            on.batchSize(),
            on.perClass(),
            on.classes(),
            engine,
            precision,
            counts,
            real,
            firsts,
            spacing,
            interval.low(),
            interval.high()));
  }

  @Test
  void aDescriptionSurvivesTheRoundTrip() throws IOException {
    RunDescription now = RunDescription.of(other(), 64);
    for (RunDescription run : List.of(now, now.earlier().get(0), now.earlier().get(1))) {
      byte[] text = run.text().getBytes(StandardCharsets.UTF_8);
      assertThat(RunDescription.fromJson(Json.parse(text))).isEqualTo(run);
    }
    assertThat(now.toJson().path("version").asInt()).isEqualTo(2);
    assertThat(now.toJson().path("layout").asText()).isEqualTo("apart");
    assertThat(now.earlier().get(0).toJson().has("layout")).isFalse();
    assertThat(now.earlier().get(0).toJson().path("version").asInt()).isEqualTo(2);
    assertThat(now.earlier().get(1).toJson().has("version")).isFalse();
  }

  @Test
  void whatIsUnknownMissingOrImpossibleIsNamed() {
    ObjectNode json = RunDescription.of(other(), 64).toJson();
    ObjectNode newer = json.deepCopy().put("version", 3);
    ObjectNode more = json.deepCopy().put("note", "mine");
    ObjectNode modelless = json.deepCopy();
    modelless.remove("model");
    ObjectNode seedless = json.deepCopy();
    seedless.remove("seed");
    ObjectNode empty = json.deepCopy();
    empty.putArray("classes");
    ObjectNode earlier = RunDescription.of(other(), 64).earlier().get(1).toJson();
    earlier.put("weights_sha256", "none");
    refused(newer, "_run.json has version 3");
    refused(json.deepCopy().put("layout", "flat"), "layout 'flat' is unknown to this version");
    refused(more, "_run.json: note is unknown to this version");
    refused(modelless, "has no model.image_height");
    refused(seedless, "_run.json has no seed");
    refused(empty, "classes in [] must be at least 1");
    refused(earlier, "weights_sha256 'none' is no sha256");
    refused(json.deepCopy().put("samples_per_file", 0), "samples_per_file must be at least 1");
    refused(
        json.deepCopy().put("samples_per_file", "2"), "samples_per_file must be a whole number");
  }

  private static void refused(ObjectNode json, String message) {
    assertThatThrownBy(() -> RunDescription.fromJson(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
