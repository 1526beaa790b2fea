package org.sparkddpm.jobs.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.storage.FileEntry;
import org.sparkddpm.jobs.storage.Json;
import org.sparkddpm.jobs.storage.Sha256;

class RunManifestTest {

  private static final SampleUnits PLAN = SampleUnits.even(List.of(2, 10, 1), 5, 2, 2);

  @TempDir Path temp;

  private static FileEntry entry(int number) {
    return new FileEntry(number, Sha256.of(new byte[] {(byte) number}));
  }

  private static RunManifest whole() {
    RunManifest manifest = new RunManifest(PLAN);
    for (int number = 0; number < PLAN.size(); number++) {
      manifest.units().put(number, entry(number));
    }
    List.of("_idx/a.gz", "label=2/real-000000000-7.parquet", "samples.gz", "label=10.png")
        .forEach(name -> manifest.others().put(name, entry(100)));
    return manifest;
  }

  private static String text(RunManifest manifest, List<String> words) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    manifest.write(out, Json.object().put("seed", 1), 15, words);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static RunManifest read(String text) throws IOException {
    return RunManifest.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), PLAN);
  }

  @Test
  void filesStandInTheOrderOfTheirNames() throws IOException {
    List<String> names = new ArrayList<>();
    JsonNode json = Json.parse(text(whole(), List.of()).getBytes(StandardCharsets.UTF_8));
    json.path("files").fieldNames().forEachRemaining(names::add);
    assertThat(names).hasSize(PLAN.size() + 4).isSorted();
    assertThat(json.has("class_names")).isFalse();
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    RunManifest manifest = whole();
    manifest.units().remove(4);
    RunManifest read = read(text(manifest, List.of("cat", "dog")));
    assertThat(text(read, List.of("cat", "dog"))).isEqualTo(text(manifest, List.of("cat", "dog")));
    assertThat(text(read, List.of("cat", "dog")))
        .contains("\"class_names\" : [ \"cat\", \"dog\" ]");
    assertThat(read.units().has(4)).isFalse();
    assertThat(read.units().get(5)).isEqualTo(entry(5));
  }

  @Test
  void whatHasChangedIsToldFromWhatIsTheSame() {
    RunManifest listed = whole();
    RunManifest found = whole();
    found.units().remove(0);
    found.units().put(3, entry(30));
    found.others().put("samples.gz", entry(1));
    assertThat(listed.keepSame(found).stream()).containsExactly(3);
    assertThat(listed.size()).isEqualTo(PLAN.size() - 2 + 3);
    assertThat(listed.others()).doesNotContainKey("samples.gz");
    assertThat(listed.withoutUnits().hasParquet()).isFalse();
  }

  @Test
  void whatIsNoManifestIsRefused() throws IOException {
    String text = text(whole(), List.of());
    String first = "\"" + PLAN.get(0).path() + "\"";
    refused(text.replace("spark-ddpm-samples", "another"), "it is no manifest of samples");
    refused(text.replace("\"files\"", "\"file\""), "it is no manifest of samples");
    refused(text + "{}", "it is no manifest of samples");
    refused("[]", "it is no manifest of samples");
    refused(text.substring(0, text.length() / 2), "its JSON cannot be read");
    refused(text.replace(PLAN.get(1).path(), PLAN.get(0).path()), "it lists label=2/part");
    refused(text.replace("_idx/a.gz", "samples.gz"), "it lists samples.gz twice");
    refused(text.replace("\"length\" : 3", "\"length\" : -3"), "no whole number");
    assertThat(text).contains(first);
  }

  /** What a manifest names is opened, so it must be a file of the run. */
  @Test
  void namesThatLeadElsewhereAreRefused() throws IOException {
    String text = text(whole(), List.of());
    for (String name :
        List.of(
            "/dev/zero",
            "/etc/hostname",
            "../../secret",
            "_idx/../../secret",
            "..",
            ".",
            "",
            "_idx/",
            "a//b",
            "a/b/c",
            "hdfs://host/file",
            "file:/etc/hostname",
            "a:b",
            ".hidden",
            "_idx/.hidden",
            "a\\nb",
            "a\\u0000")) {
      refused(text.replace("_idx/a.gz", name), "no name of a file that a job wrote");
    }
  }

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  /** A tree and a map of it would need more than 1 GB. */
  @Test
  void aManifestOfAMillionFilesTakesLittleMemory() throws Exception {
    String output =
        SmallHeap.run("192m", ManifestOfAMillion.class, temp.resolve("manifest").toString());
    assertThat(output).contains("files 1000001");
  }
}
