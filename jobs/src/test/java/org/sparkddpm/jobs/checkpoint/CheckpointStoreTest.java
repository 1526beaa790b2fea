package org.sparkddpm.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.storage.CapturedLog;
import org.sparkddpm.jobs.storage.ClaimLostException;
import org.sparkddpm.jobs.storage.FaultyFileSystem;
import org.sparkddpm.jobs.storage.FileEntry;
import org.sparkddpm.jobs.storage.Sha256;
import org.sparkddpm.jobs.storage.SparseFile;

final class CheckpointStoreTest {

  private static final OptionalDouble NO_LOSS = OptionalDouble.empty();

  @TempDir private Path folder;

  private CheckpointStore store() throws IOException {
    return new CheckpointStore(new Configuration(false), folder.toString(), 100);
  }

  private static Path local(org.apache.hadoop.fs.Path path) {
    return Path.of(path.toUri().getPath());
  }

  private static void damage(org.apache.hadoop.fs.Path checkpoint, String file) throws IOException {
    Path path = local(checkpoint).resolve(file);
    byte[] bytes = Files.readAllBytes(path);
    bytes[bytes.length / 2] ^= 1;
    Files.write(path, bytes);
  }

  @Test
  void readsBackWhatWasWritten() throws IOException {
    Checkpoint checkpoint = RandomCheckpoint.of(1);

    org.apache.hadoop.fs.Path path = store().write(1234, checkpoint, OptionalDouble.of(0.25));

    StoredCheckpoint read = store().newestIntact().orElseThrow();
    assertThat(read.checkpoint()).isEqualTo(checkpoint);
    assertThat(read.imagesSeen()).isEqualTo(1234);
    assertThat(read.validationLoss()).hasValue(0.25);
    assertThat(read.path()).isEqualTo(path);
    assertThat(path.toString()).matches("file:/.*/step-000000001234-[0-9a-f]{8}");
    assertThat(store().best()).contains(read);
  }

  @Test
  void leavesNothingButTheFilesOfTheLayout() throws IOException {
    org.apache.hadoop.fs.Path path = store().write(1, RandomCheckpoint.of(1), NO_LOSS);
    try (Stream<Path> files = Files.list(local(path))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "config.json",
              "state.json",
              "parameters.safetensors",
              "ema.safetensors",
              "optimizer.safetensors",
              "manifest.json");
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(local(path));
    }
  }

  @Test
  void theManifestListsLengthAndSha256OfEachFileAndSealsItself() throws Exception {
    Path path = local(store().write(7, RandomCheckpoint.of(2), NO_LOSS));
    String text = Files.readString(path.resolve("manifest.json"));
    JsonNode manifest = new ObjectMapper().readTree(text);

    assertThat(manifest.get("images_seen").longValue()).isEqualTo(7);
    assertThat(manifest.get("validation_loss").isNull()).isTrue();
    assertThat(manifest.get("files").size()).isEqualTo(5);
    for (Map.Entry<String, JsonNode> file : manifest.get("files").properties()) {
      byte[] bytes = Files.readAllBytes(path.resolve(file.getKey()));
      assertThat(file.getValue().get("length").longValue()).isEqualTo(bytes.length);
      assertThat(file.getValue().get("sha256").textValue()).isEqualTo(sha256(bytes));
    }
    String seal = manifest.get("manifest_sha256").textValue();
    String unsealed = text.replace(seal, "0".repeat(64));
    assertThat(seal).isEqualTo(sha256(unsealed.getBytes(StandardCharsets.UTF_8)));
  }

  private static String sha256(byte[] bytes) throws Exception {
    StringBuilder hex = new StringBuilder();
    for (byte b : MessageDigest.getInstance("SHA-256").digest(bytes)) {
      hex.append(String.format(Locale.ROOT, "%02x", b));
    }
    return hex.toString();
  }

  @Test
  void anEmptyOrMissingLocationHasNoCheckpoint() throws IOException {
    assertThat(store().newestIntact()).isEmpty();
    assertThat(store().best()).isEmpty();
    CheckpointStore missing =
        new CheckpointStore(new Configuration(false), folder.resolve("a/b").toString(), 1);
    assertThat(missing.newestIntact()).isEmpty();
    missing.write(5, RandomCheckpoint.of(3), NO_LOSS);
    assertThat(missing.newestIntact()).map(StoredCheckpoint::imagesSeen).hasValue(5L);
  }

  @Test
  void takesTheNewestByImagesSeenThenByTime() throws IOException {
    store().write(1_000_000_000_000L, RandomCheckpoint.of(1), NO_LOSS);
    store().write(999, RandomCheckpoint.of(2), NO_LOSS);
    assertThat(store().newestIntact().orElseThrow().imagesSeen()).isEqualTo(1_000_000_000_000L);

    for (int seed = 10; seed < 20; seed++) {
      Clock clock =
          Clock.fixed(Instant.parse("2030-01-01T00:00:00Z").plusMillis(seed), ZoneOffset.UTC);
      new CheckpointStore(new Configuration(false), folder.toString(), 100, clock)
          .write(1_000_000_000_000L, RandomCheckpoint.of(seed), NO_LOSS);
    }
    assertThat(store().newestIntact().orElseThrow().checkpoint())
        .isEqualTo(RandomCheckpoint.of(19));
  }

  @Test
  void fallsBackToTheNewestIntactOneAndSaysWhy() throws IOException {
    store().write(1, RandomCheckpoint.of(1), OptionalDouble.of(1));
    org.apache.hadoop.fs.Path changed =
        store().write(2, RandomCheckpoint.of(2), OptionalDouble.of(0.5));
    org.apache.hadoop.fs.Path missing =
        store().write(3, RandomCheckpoint.of(3), OptionalDouble.of(0.4));
    org.apache.hadoop.fs.Path sealBroken = store().write(4, RandomCheckpoint.of(4), NO_LOSS);
    damage(changed, "ema.safetensors");
    Files.delete(local(missing).resolve("optimizer.safetensors"));
    damage(sealBroken, "manifest.json");

    try (CapturedLog log = new CapturedLog(CheckpointCatalog.class)) {
      assertThat(store().newestIntact().orElseThrow().checkpoint())
          .isEqualTo(RandomCheckpoint.of(1));
      assertThat(log.lines())
          .hasSize(3)
          .allMatch(line -> line.startsWith("WARN "))
          .anyMatch(line -> line.contains(changed + " is damaged: ema.safetensors has sha256 "))
          .anyMatch(
              line -> line.contains(missing + " is damaged: optimizer.safetensors is missing"))
          .anyMatch(line -> line.contains(sealBroken + " is damaged: manifest.json"));
    }
    assertThat(store().best().orElseThrow().imagesSeen()).isEqualTo(1);
  }

  @Test
  void controlCharactersInACheckpointAreShownAndNotObeyed() throws IOException {
    Path damaged = local(store().write(1, RandomCheckpoint.of(1), NO_LOSS));
    Files.writeString(
        damaged.resolve("manifest.json"), "{\"\\u001b[2J\\u000a\": 1, \"\\u001b[2J\\u000a\": 2}");
    try (CapturedLog log = new CapturedLog(CheckpointCatalog.class)) {
      assertThatExceptionOfType(CorruptCheckpointException.class)
          .isThrownBy(() -> store().newestIntact())
          .withMessageContaining("'\\u001b[2J\\u000a'");
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("manifest.json: its JSON cannot be read: Duplicate field '\\u001b[2J\\u000a'");
    }
  }

  @Test
  void failsClearlyWhereNoneIsIntact() throws IOException {
    org.apache.hadoop.fs.Path first =
        store().write(1, RandomCheckpoint.of(1), OptionalDouble.of(1));
    org.apache.hadoop.fs.Path second = store().write(2, RandomCheckpoint.of(2), NO_LOSS);
    damage(first, "parameters.safetensors");
    damage(second, "state.json");
    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> store().newestIntact())
        .withMessageContaining("none of the 2 checkpoints in " + store().location())
        .withMessageContaining(first.toString())
        .withMessageContaining(second + " is damaged: state.json")
        .withMessageContaining("where a training starts anew");
    assertThatExceptionOfType(CorruptCheckpointException.class).isThrownBy(() -> store().best());

    damage(first, "manifest.json");
    damage(second, "manifest.json");
    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> store().newestIntact());
    assertThatExceptionOfType(CorruptCheckpointException.class).isThrownBy(() -> store().best());
  }

  @Test
  void ignoresAWriteThatNeverEnded() throws IOException {
    org.apache.hadoop.fs.Path killed = store().write(9, RandomCheckpoint.of(9), NO_LOSS);
    Files.delete(local(killed).resolve("manifest.json"));
    assertThat(store().newestIntact()).isEmpty();

    store().write(8, RandomCheckpoint.of(8), NO_LOSS);
    try (CapturedLog log = new CapturedLog(CheckpointCatalog.class)) {
      assertThat(store().newestIntact().orElseThrow().imagesSeen()).isEqualTo(8);
      assertThat(log.lines()).singleElement().asString().startsWith("INFO ignoring " + killed);
    }
  }

  @Test
  void ignoresWhatItDidNotWrite() throws IOException {
    Files.createDirectory(folder.resolve("step-12-abc"));
    Files.createDirectory(folder.resolve("samples"));
    Files.writeString(folder.resolve("step-000000000001-00000000"), "a file");
    assertThat(store().newestIntact()).isEmpty();
  }

  @Test
  void readsAFolderOfAnyNameOrTheNewestOfALocation() throws IOException {
    org.apache.hadoop.fs.Path first = store().write(1, RandomCheckpoint.of(1), NO_LOSS);
    store().write(2, RandomCheckpoint.of(2), NO_LOSS);
    Path copy = folder.resolve("my best model");
    Files.move(local(first), copy);

    assertThat(store().read(copy.toString()).checkpoint()).isEqualTo(RandomCheckpoint.of(1));
    assertThat(CheckpointStore.read(new Configuration(false), folder.toString()).checkpoint())
        .isEqualTo(RandomCheckpoint.of(2));
    damage(new org.apache.hadoop.fs.Path(copy.toUri()), "config.json");
    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> store().read(copy.toString()))
        .withMessageContaining("my best model")
        .withMessageContaining("config.json")
        .withMessageContaining("restore");
  }

  @Test
  void readNamesWhatIsMissing() throws IOException {
    assertThatExceptionOfType(FileNotFoundException.class)
        .isThrownBy(() -> store().read(folder.resolve("nowhere").toString()))
        .withMessageContaining("nowhere")
        .withMessageContaining("give the folder");
    assertThatExceptionOfType(FileNotFoundException.class)
        .isThrownBy(() -> store().read(folder.toString()))
        .withMessageContaining("manifest.json");
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatIOException()
        .isThrownBy(() -> store().read(file.toString()))
        .withMessageContaining("is a file");
  }

  @Test
  void aFolderRenamedToAnotherStepIsRefused() throws IOException {
    org.apache.hadoop.fs.Path path = store().write(1, RandomCheckpoint.of(1), NO_LOSS);
    Files.move(local(path), folder.resolve("step-000000000002-00000000"));
    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> store().newestIntact())
        .withMessageContaining("1 images seen, the folder's name says 2");
  }

  @Test
  void aFileOfMoreThanTwoGigabytesIsRefused() throws IOException {
    Path path = local(store().write(1, RandomCheckpoint.of(1), NO_LOSS));
    Path file = path.resolve("ema.safetensors");
    Path manifestFile = path.resolve("manifest.json");
    org.apache.hadoop.fs.Path hadoopPath = new org.apache.hadoop.fs.Path(path.toUri());
    Manifest manifest = Manifest.decode(Files.readAllBytes(manifestFile), hadoopPath);
    long length = 3L << 30;
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(length);
    }
    manifest.files().put("ema.safetensors", new FileEntry(length, Sha256.of(new byte[0])));
    Files.write(manifestFile, manifest.encode());

    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> store().read(path.toString()))
        .withMessageContaining("ema.safetensors has " + length + " bytes");
  }

  @Test
  void aManifestOfAnySizeIsRefusedByItsBound() throws IOException {
    Path path = local(store().write(1, RandomCheckpoint.of(1), NO_LOSS));
    SparseFile.write(path.resolve("manifest.json"));
    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> store().read(path.toString()))
        .withMessageContaining("manifest.json is longer than 1048576 bytes");
  }

  @Test
  void aManifestOfAnotherVersionStopsInsteadOfFallingBack() throws IOException {
    store().write(1, RandomCheckpoint.of(1), NO_LOSS);
    Path manifest = local(store().write(2, RandomCheckpoint.of(2), NO_LOSS));
    manifest = manifest.resolve("manifest.json");
    reseal(manifest, "\"version\" : 1", "\"version\" : 2");
    assertThatIOException()
        .isThrownBy(() -> store().newestIntact())
        .isNotInstanceOf(CorruptCheckpointException.class)
        .withMessageContaining("version 2")
        .withMessageContaining("use the program that wrote it");
  }

  /** Changes the text of a manifest and seals it again. */
  private static void reseal(Path manifest, String from, String to) throws IOException {
    String text = Files.readString(manifest).replace(from, to);
    String seal = new ObjectMapper().readTree(text).get("manifest_sha256").textValue();
    String unsealed = text.replace(seal, "0".repeat(64));
    String resealed = Sha256.of(unsealed.getBytes(StandardCharsets.UTF_8));
    Files.writeString(manifest, text.replace(seal, resealed));
  }

  /** It would be read as 0, the best of all. */
  @Test
  void aValidationLossThatIsNoNumberIsRefused() throws IOException {
    store().write(1, RandomCheckpoint.of(1), OptionalDouble.of(0.5));
    for (String wrong : List.of("\"x\"", "true", "[]", "1e999")) {
      Path bad = local(store().write(2, RandomCheckpoint.of(2), OptionalDouble.of(0.25)));
      reseal(
          bad.resolve("manifest.json"),
          "\"validation_loss\" : 0.25",
          "\"validation_loss\" : " + wrong);
      assertThatExceptionOfType(CorruptCheckpointException.class)
          .isThrownBy(() -> store().read(bad.toString()))
          .withMessageContaining("validation_loss is ");
      assertThat(store().best().orElseThrow().imagesSeen()).isEqualTo(1);
    }
  }

  @Test
  void sealedNonsenseInAManifestIsRefused() throws IOException {
    Path path = local(store().write(1, RandomCheckpoint.of(1), NO_LOSS));
    org.apache.hadoop.fs.Path hadoopPath = new org.apache.hadoop.fs.Path(path.toUri());
    Manifest good = Manifest.decode(Files.readAllBytes(path.resolve("manifest.json")), hadoopPath);
    for (String name : List.of("../../etc/passwd.safetensors", "x.bin", "Config.safetensors")) {
      Manifest bad = new Manifest(good.created(), 1, NO_LOSS, new TreeMap<>(good.files()));
      bad.files().put(name, good.files().get("config.json"));
      assertThatExceptionOfType(CorruptCheckpointException.class)
          .isThrownBy(() -> Manifest.decode(bad.encode(), hadoopPath))
          .withMessageContaining(name);
    }
    Manifest bare = new Manifest(good.created(), 1, NO_LOSS, new TreeMap<>());
    assertThatExceptionOfType(CorruptCheckpointException.class)
        .isThrownBy(() -> Manifest.decode(bare.encode(), hadoopPath))
        .withMessageContaining("must list config.json");
  }

  @Test
  void refusesWhatCannotBeStored() throws IOException {
    Checkpoint checkpoint = RandomCheckpoint.of(1);
    assertThatIllegalArgumentException().isThrownBy(() -> store().write(-1, checkpoint, NO_LOSS));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store().write(1, checkpoint, OptionalDouble.of(Double.NaN)))
        .withMessageContaining("NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CheckpointStore(new Configuration(false), folder.toString(), 0));
    ObjectMapper mapper = new ObjectMapper();
    JsonNode object = mapper.createObjectNode();
    JsonNode diverged =
        mapper.createObjectNode().set("losses", mapper.createArrayNode().add(0.0 / 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Checkpoint(object, diverged, Map.of()))
        .withMessageContaining("state/losses/0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Checkpoint(mapper.createArrayNode(), object, Map.of()));
    for (String stem : List.of("config", "manifest", "a/b", "", "EMA", "..")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Checkpoint(object, object, Map.of(stem, List.of())));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> checkpoint.tensors("teacher"))
        .withMessageContaining("[ema, optimizer, parameters]");
  }

  @Test
  void aCheckpointDoesNotChangeWithTheTreesItWasMadeOf() {
    var config = new ObjectMapper().createObjectNode().put("a", 1);
    Checkpoint checkpoint = new Checkpoint(config, config, Map.of());
    config.put("a", 2);
    assertThat(checkpoint.config().get("a").intValue()).isEqualTo(1);
    ((ObjectNode) checkpoint.config()).put("a", 3);
    assertThat(checkpoint.config().get("a").intValue()).isEqualTo(1);
  }

  @Test
  void whoHasLostTheLocationWritesNothingMore() throws IOException {
    CheckpointStore store = new CheckpointStore(new Configuration(), folder.toString(), 3);
    try (Closeable claim = store.claim()) {
      assertThat(claim).isNotNull();
      store.write(1, RandomCheckpoint.of(1), OptionalDouble.empty());
      try (Stream<Path> all = Files.list(folder)) {
        Files.delete(all.filter(each -> each.toString().contains("_writer-")).findFirst().get());
      }
      assertThatThrownBy(() -> store.write(2, RandomCheckpoint.of(2), OptionalDouble.empty()))
          .hasMessageContaining("was deleted or cleared while this job wrote to it");
      assertThatThrownBy(store::requireClaim).isInstanceOf(ClaimLostException.class);
    }
    assertThat(store.newestIntact().orElseThrow().imagesSeen()).isEqualTo(1);
  }

  @Test
  void whoLosesTheLocationWhileItWritesMakesNoCheckpointOfThat() throws IOException {
    FaultyFileSystem.Faults faults = new FaultyFileSystem.Faults();
    CheckpointStore store =
        new CheckpointStore(
            FaultyFileSystem.configuration(faults), FaultyFileSystem.SCHEME + ":" + folder, 3);
    try (Closeable claim = store.claim()) {
      assertThat(claim).isNotNull();
      faults.uncreatable =
          path -> {
            if (path.getName().contains("state.json")) {
              deleteClaims();
            }
            return false;
          };
      assertThatThrownBy(() -> store.write(1, RandomCheckpoint.of(1), NO_LOSS))
          .isInstanceOf(ClaimLostException.class);
    }
    assertThat(store.newestIntact()).isEmpty();
  }

  private void deleteClaims() {
    try (Stream<Path> all = Files.list(folder)) {
      for (Path each : all.filter(path -> path.toString().contains("_writer-")).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
