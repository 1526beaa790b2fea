package org.sparkddpm.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.File;
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
import org.sparkddpm.jobs.storage.FaultyFileSystem;
import org.sparkddpm.jobs.storage.Json;
import org.sparkddpm.jobs.storage.Location;

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

  /** The store loses the file while it fails to replace it. */
  @Test
  void aBeatThatFailsIsNoTakeover() throws IOException {
    FaultyFileSystem.Faults faults = new FaultyFileSystem.Faults();
    try (WriterClaim claim = WriterClaim.make(faulty(faults))) {
      lose(claim, faults);
      claim.check();
      assertThat(claims()).hasSize(1);
      claim.check();
    }
    assertThat(claims()).isEmpty();
  }

  @Test
  void whoComesWhileAClaimIsLostHasTheLocation() throws IOException {
    FaultyFileSystem.Faults faults = new FaultyFileSystem.Faults();
    try (WriterClaim claim = WriterClaim.make(faulty(faults))) {
      lose(claim, faults);
      plant(ProcessIdentity.current());
      assertThatThrownBy(claim::check).isInstanceOf(TakenOverException.class);
      assertThatThrownBy(claim::check).isInstanceOf(TakenOverException.class);
    }
    assertThat(claims()).containsExactly(folder.resolve("_writer-planted.json"));
  }

  /** A store that refuses a rename to a name that is taken would lose the claim for a moment. */
  @Test
  void aBeatRenamesNothing() throws IOException {
    FaultyFileSystem.Faults faults = new FaultyFileSystem.Faults();
    faults.kind = FaultyFileSystem.Kind.STRICT;
    try (WriterClaim claim = WriterClaim.make(faulty(faults))) {
      faults.unrenamable = path -> true;
      faults.undeletable = path -> true;
      claim.beat();
      claim.check();
      faults.undeletable = path -> false;
    }
    assertThat(claims()).isEmpty();
  }

  private void lose(WriterClaim claim, FaultyFileSystem.Faults faults) throws IOException {
    faults.uncreatable = path -> new File(path.toUri().getPath()).delete();
    assertThatThrownBy(claim::beat).hasMessageContaining("no space");
    assertThat(claims()).isEmpty();
    faults.uncreatable = path -> false;
  }

  private Location faulty(FaultyFileSystem.Faults faults) throws IOException {
    return Location.of(
        FaultyFileSystem.configuration(faults), FaultyFileSystem.SCHEME + "://" + folder);
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
