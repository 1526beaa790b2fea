package org.sparkddpm.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.storage.Json;

class WriterClaimTest {

  @TempDir Path folder;

  @Test
  void aSecondWriterIsRefusedUntilTheFirstHasEnded() throws IOException {
    Closeable first = store().claim();
    assertThatThrownBy(() -> store().claim())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is being written to by another driver: process ")
        .hasMessageContaining("give other --checkpoints");
    first.close();
    store().claim().close();
    assertThat(claims()).isEmpty();
  }

  @Test
  void theClaimOfAProcessThatIsGoneFromThisMachineIsRemovedAtOnce() throws IOException {
    plant(gone());
    store().claim().close();
    assertThat(claims()).isEmpty();
  }

  @Test
  void aProcessIsItselfThoughTheMachinesTimeWasSet() {
    ProcessIdentity here = ProcessIdentity.current();
    assertThat(here.ticks()).isPositive();
    assertThat(
            new ProcessIdentity(
                    here.host(), here.numbering(), here.pid(), here.ticks(), "another time")
                .isGoneFromHere())
        .isFalse();
  }

  @Test
  @Tag("long")
  void theClaimOfAnotherMachineExpires() throws IOException {
    ProcessIdentity here = ProcessIdentity.current();
    plant(
        new ProcessIdentity("elsewhere", "another boot", here.pid(), here.ticks(), here.started()));
    store().claim().close();
    assertThat(claims()).isEmpty();
  }

  @Test
  void whoHasLostTheLocationWritesNothingMore() throws IOException {
    CheckpointStore store = store();
    Checkpoint checkpoint = new Checkpoint(Json.object(), Json.object(), java.util.Map.of());
    try (Closeable claim = store.claim()) {
      assertThat(claim).isNotNull();
      store.write(1, checkpoint, OptionalDouble.empty());
      Files.delete(claims().get(0));
      assertThatThrownBy(() -> store.write(2, checkpoint, OptionalDouble.empty()))
          .hasMessageContaining("another driver has taken over");
    }
    assertThat(store.newestIntact().orElseThrow().imagesSeen()).isEqualTo(1);
  }

  private CheckpointStore store() throws IOException {
    return new CheckpointStore(new Configuration(), folder.toString(), 3);
  }

  /** This process as it would be if it had started at another time. */
  private static ProcessIdentity gone() {
    ProcessIdentity here = ProcessIdentity.current();
    return new ProcessIdentity(here.host(), here.numbering(), here.pid(), 1, here.started());
  }

  private void plant(ProcessIdentity process) throws IOException {
    ObjectNode json = Json.object();
    process.describeIn(json);
    Files.write(folder.resolve("_writer-planted.json"), Json.indented(json));
  }

  private List<Path> claims() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith("_writer-")).toList();
    }
  }
}
