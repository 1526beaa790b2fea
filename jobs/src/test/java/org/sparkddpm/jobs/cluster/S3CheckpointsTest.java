package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.checkpoint.Checkpoint;
import org.sparkddpm.jobs.checkpoint.CheckpointStore;
import org.sparkddpm.jobs.checkpoint.CorruptCheckpointException;
import org.sparkddpm.jobs.cluster.fixtures.FaultyS3;
import org.sparkddpm.jobs.cluster.fixtures.S3;
import org.sparkddpm.jobs.storage.Tensor;

/** Checkpoints on an S3 that fails, or that has lost objects, with the settings as shipped. */
@Tag("cluster")
class S3CheckpointsTest {

  @TempDir static Path temp;

  private static S3 s3;
  private static FaultyS3 faulty;

  @BeforeAll
  static void start() throws Exception {
    s3 = S3.start(temp.resolve("s3"));
    faulty = new FaultyS3(s3);
  }

  @AfterEach
  void mend() throws Exception {
    faulty.mend();
  }

  @AfterAll
  static void stop() throws Exception {
    faulty.close();
    s3.close();
  }

  @Test
  void aBurstOf503IsRiddenOut() throws Exception {
    CheckpointStore store = store("/burst");
    faulty.slowDown(10);
    store.write(1, checkpoint(1), OptionalDouble.empty());
    assertThat(faulty.faults()).isGreaterThanOrEqualTo(10);
    faulty.slowDown(10);
    assertThat(store.newestIntact().orElseThrow().checkpoint()).isEqualTo(checkpoint(1));
  }

  @Test
  void slowAnswersOnlyTakeTheirTime() throws Exception {
    faulty.delay(Duration.ofMillis(100));
    CheckpointStore store = store("/slow");
    store.write(1, checkpoint(1), OptionalDouble.empty());
    assertThat(store.newestIntact().orElseThrow().checkpoint()).isEqualTo(checkpoint(1));
  }

  @Test
  @Tag("long")
  void a503ThatStaysIsAnErrorWithinTwoMinutes() throws Exception {
    CheckpointStore store = store("/busy");
    store.write(1, checkpoint(1), OptionalDouble.empty());
    faulty.slowDown(Integer.MAX_VALUE);
    long began = System.nanoTime();
    assertThatThrownBy(() -> store.newestIntact())
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(CorruptCheckpointException.class)
        .hasMessageContaining("cannot read " + s3.uri("/busy"))
        .hasMessageContaining("Service Unavailable")
        .hasMessageContaining("run again");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMinutes(2));
  }

  @Test
  void anOutageWhileReadingIsNoDamage() throws Exception {
    Configuration conf = faulty.configuration();
    conf.set("fs.s3a.retry.limit", "1");
    CheckpointStore store = new CheckpointStore(conf, faulty.uri("/outage"), 3);
    store.write(1, checkpoint(1), OptionalDouble.empty());
    faulty.refuseConnections();
    assertThatThrownBy(() -> store.newestIntact())
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(CorruptCheckpointException.class)
        .hasMessageContaining("cannot read " + s3.uri("/outage"))
        .hasMessageContaining("Connection refused");
  }

  @Test
  void objectsThatAreMissingOrCutLeaveTheCheckpointBefore() throws Exception {
    CheckpointStore store = store("/damaged");
    for (int step = 1; step <= 3; step++) {
      store.write(step, checkpoint(step), OptionalDouble.empty());
    }
    try (FileSystem files = s3.files()) {
      files.delete(object(store, "parameters.safetensors"), false);
      assertThat(store.newestIntact().orElseThrow().checkpoint()).isEqualTo(checkpoint(2));

      cut(files, object(store, "ema.safetensors"));
      assertThat(store.newestIntact().orElseThrow().checkpoint()).isEqualTo(checkpoint(1));

      cut(files, object(store, "manifest.json"));
      assertThatThrownBy(() -> store.newestIntact())
          .isInstanceOf(CorruptCheckpointException.class)
          .hasMessageContaining("none of the 3 checkpoints in " + s3.uri("/damaged"))
          .hasMessageContaining("parameters.safetensors is missing")
          .hasMessageContaining("ema.safetensors has ")
          .hasMessageContaining("manifest.json")
          .hasMessageContaining("restore one of these folders");
    }
  }

  /** An object of the newest checkpoint that is intact. */
  private static org.apache.hadoop.fs.Path object(CheckpointStore store, String name)
      throws IOException {
    return new org.apache.hadoop.fs.Path(store.newestIntact().orElseThrow().path(), name);
  }

  private static void cut(FileSystem files, org.apache.hadoop.fs.Path object) throws IOException {
    byte[] whole;
    try (InputStream in = files.open(object)) {
      whole = in.readAllBytes();
    }
    try (OutputStream out = files.create(object, true)) {
      out.write(Arrays.copyOf(whole, whole.length / 2));
    }
  }

  private static CheckpointStore store(String path) throws IOException {
    return new CheckpointStore(faulty.configuration(), faulty.uri(path), 3);
  }

  private static Checkpoint checkpoint(int value) {
    Tensor tensor = Tensor.of("weights", new float[] {value, 2, 3, 4}, 2, 2);
    return new Checkpoint(
        JsonNodeFactory.instance.objectNode(),
        JsonNodeFactory.instance.objectNode(),
        Map.of(Checkpoint.PARAMETERS, List.of(tensor), Checkpoint.EMA, List.of(tensor)));
  }
}
