package org.sparkddpm.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriterClaimTest {

  private static final String OTHER = "other --checkpoints";

  @TempDir Path folder;

  @Test
  void aSecondWriterIsRefusedUntilTheFirstHasEnded() throws IOException {
    WriterClaim first = claim();
    assertThatThrownBy(this::claim)
        .isInstanceOf(ClaimedException.class)
        .hasMessageContaining("is being written to by another driver: process ")
        .hasMessageContaining("give other --checkpoints");
    first.close();
    claim().close();
    assertThat(claims()).isEmpty();
  }

  /** Its file is half written at the moment at which it is seen to be renewed. */
  @Test
  void theFirstIsNamedByWhatItsClaimSaidBeforeItsRenewal() throws IOException {
    FaultyFileSystem.Faults faults = new FaultyFileSystem.Faults();
    AtomicInteger reads = new AtomicInteger();
    faults.unreadable = path -> reads.incrementAndGet() > 1;
    try (WriterClaim first = claim()) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> WriterClaim.make(faulty(faults), OTHER))
          .isInstanceOf(ClaimedException.class)
          .hasMessageContaining("is being written to by another driver: process ");
    }
  }

  @Test
  void whoWaitsSaysSoAgainAndGetsThePlaceOnceTheFirstHasEnded() throws Exception {
    WriterClaim first = claim();
    CompletableFuture<WriterClaim> second;
    try (CapturedLog log = new CapturedLog(WriterClaim.class)) {
      second = CompletableFuture.supplyAsync(this::await);
      until(
          () ->
              log.lines().stream().filter(line -> line.contains("waiting for another")).count()
                  > 1);
      assertThat(second).isNotDone();
    }
    first.close();
    second.get(60, TimeUnit.SECONDS).close();
    assertThat(claims()).isEmpty();
  }

  @Test
  void theClaimOfAProcessThatIsGoneFromThisMachineIsRemovedAtOnce() throws IOException {
    LeftClaim.plant(folder);
    claim().close();
    assertThat(claims()).isEmpty();
  }

  /** What a claim says of its driver reaches the log of whoever it keeps out. */
  @Test
  void controlCharactersInAClaimAreShownAndNotObeyed() throws IOException {
    ProcessIdentity here = ProcessIdentity.current();
    LeftClaim.plant(
        folder,
        new ProcessIdentity("a\u001b[2J", here.numbering(), here.pid(), here.ticks(), "b\nc"));
    ClaimFiles claims = new ClaimFiles(place());
    assertThat(claims.refusal(claims.all().get(0), OTHER))
        .hasMessageContaining(" on a\\u001b[2J, since b\\u000ac (");
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

  /** As on machines that hide the processes of other users. */
  @Test
  void aProcessThatIsHiddenMayLive() {
    ProcessIdentity here = ProcessIdentity.current();
    ProcessIdentity other =
        new ProcessIdentity(
            here.host(), here.numbering(), Integer.MAX_VALUE, here.ticks(), here.started());
    assertThat(other.isGoneFromHere(pid -> Optional.empty())).isFalse();
    assertThat(
            other.isGoneFromHere(
                pid -> pid == 1 ? Optional.of(ProcessHandle.current()) : Optional.empty()))
        .isTrue();
  }

  @Test
  @Tag("long")
  void theClaimOfAnotherMachineExpires() throws IOException {
    ProcessIdentity here = ProcessIdentity.current();
    LeftClaim.plant(
        folder,
        new ProcessIdentity("elsewhere", "another boot", here.pid(), here.ticks(), here.started()));
    claim().close();
    assertThat(claims()).isEmpty();
  }

  @Test
  void ofAClaimNoMoreIsReadThanOneHas() throws IOException {
    SparseFile.write(folder.resolve(LeftClaim.NAME));
    ClaimFiles claims = new ClaimFiles(place());
    assertThat(claims.refusal(claims.all().get(0), OTHER))
        .hasMessageContaining("by another driver: unknown (" + LeftClaim.NAME + ")");
  }

  /** Of five gigabytes that need no room on a disk. */
  @Test
  @Tag("long")
  void aClaimOfAnySizeIsNoMoreThanAClaim() throws IOException {
    SparseFile.write(folder.resolve(LeftClaim.NAME));
    claim().close();
    assertThat(claims()).isEmpty();
  }

  /** By the beat itself, every five seconds: an Error once ended it for good. */
  @Test
  void aDiskThatIsFullForAWhileDoesNotEndTheRenewal() throws Exception {
    FaultyFileSystem.Faults faults = new FaultyFileSystem.Faults();
    try (CapturedLog log = new CapturedLog(WriterClaim.class);
        WriterClaim claim = WriterClaim.make(faulty(faults), OTHER)) {
      faults.space = 0;
      until(() -> log.lines().stream().anyMatch(line -> line.startsWith("WARN cannot renew")));
      faults.space = Long.MAX_VALUE;
      until(() -> log.lines().stream().anyMatch(line -> line.contains("is renewed again")));
      assertThat(log.lines().get(0)).contains(folder.toString(), "No space left", "take over");
      claim.check();
    }
  }

  @Test
  void aClaimThatIsOlderThanItsLeaseAllowsNothing() throws IOException {
    FaultyFileSystem.Faults faults = new FaultyFileSystem.Faults();
    Duration[] ahead = {Duration.ZERO};
    Clock clock = new Shifted(ahead);
    try (WriterClaim claim = WriterClaim.make(faulty(faults), OTHER, clock)) {
      faults.uncreatable = path -> true;
      ahead[0] = WriterClaim.LEASE.minusSeconds(3);
      claim.check();
      ahead[0] = WriterClaim.LEASE;
      assertThatIOException().isThrownBy(claim::check).withMessageContaining("no space for");
      assertThat(claims()).hasSize(1);
      faults.uncreatable = path -> false;
      claim.check();
    }
  }

  /** Hadoop's local disks tell it by an Error, for which no training would wait. */
  @Test
  void whereTheDiskIsFullACheckFailsByAnException() throws IOException {
    FaultyFileSystem.Faults faults = new FaultyFileSystem.Faults();
    Duration[] ahead = {Duration.ZERO};
    try (WriterClaim claim = WriterClaim.make(faulty(faults), OTHER, new Shifted(ahead))) {
      faults.space = 0;
      ahead[0] = WriterClaim.LEASE;
      assertThatIOException().isThrownBy(claim::check).withMessageContaining("No space left");
      faults.space = Long.MAX_VALUE;
      claim.check();
    }
  }

  @Test
  void whoIsTooLateGivesWay() throws IOException {
    Duration[] ahead = {Duration.ZERO};
    try (WriterClaim claim = WriterClaim.make(place(), OTHER, new Shifted(ahead))) {
      ahead[0] = WriterClaim.PATIENCE;
      Files.delete(claims().get(0));
      LeftClaim.plant(folder, ProcessIdentity.current());
      assertThatThrownBy(claim::check)
          .isInstanceOf(ClaimedException.class)
          .hasMessageContaining("another driver has taken over");
      assertThatThrownBy(claim::requireKept).isInstanceOf(ClaimedException.class);
    }
    assertThat(claims()).containsExactly(folder.resolve(LeftClaim.NAME));
  }

  /** Which is about to remove the file of this one, as that of a crashed process. */
  @Test
  void whoIsLateGivesWayToAnotherThatWaits() throws IOException {
    Duration[] ahead = {Duration.ZERO};
    try (WriterClaim claim = WriterClaim.make(place(), OTHER, new Shifted(ahead))) {
      LeftClaim.plant(folder, ProcessIdentity.current());
      claim.check();
      ahead[0] = WriterClaim.LEASE;
      assertThatThrownBy(claim::check).isInstanceOf(ClaimedException.class);
    }
    assertThat(claims()).containsExactly(folder.resolve(LeftClaim.NAME));
  }

  /** Another may have come and ended by now. */
  @Test
  void aClaimThatWasLostForTooLongDoesNotComeBack() throws IOException {
    FaultyFileSystem.Faults faults = new FaultyFileSystem.Faults();
    Duration[] ahead = {Duration.ZERO};
    try (WriterClaim claim = WriterClaim.make(faulty(faults), OTHER, new Shifted(ahead))) {
      lose(claim, faults);
      ahead[0] = WriterClaim.PATIENCE;
      assertThatThrownBy(claim::check).isInstanceOf(ClaimedException.class);
    }
    assertThat(claims()).isEmpty();
  }

  @Test
  void aFolderThatWasDeletedIsNotCalledTakenOver() throws IOException {
    try (WriterClaim claim = claim()) {
      Files.delete(claims().get(0));
      Files.delete(folder);
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(claim::check)
            .isInstanceOf(ClaimLostException.class)
            .hasMessageContaining(folder + " was deleted or cleared")
            .hasMessageContaining("run the same command again");
      }
    }
    assertThat(folder).doesNotExist();
    Files.createDirectory(folder);
  }

  /** The store loses the file while it fails to replace it. */
  @Test
  void aBeatThatFailsIsNoTakeover() throws IOException {
    FaultyFileSystem.Faults faults = new FaultyFileSystem.Faults();
    try (WriterClaim claim = WriterClaim.make(faulty(faults), OTHER)) {
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
    try (WriterClaim claim = WriterClaim.make(faulty(faults), OTHER)) {
      lose(claim, faults);
      LeftClaim.plant(folder, ProcessIdentity.current());
      assertThatThrownBy(claim::check).isInstanceOf(ClaimedException.class);
      assertThatThrownBy(claim::check).isInstanceOf(ClaimedException.class);
    }
    assertThat(claims()).containsExactly(folder.resolve(LeftClaim.NAME));
  }

  /** A store that refuses a rename to a name that is taken would lose the claim for a moment. */
  @Test
  void aBeatRenamesNothing() throws IOException {
    FaultyFileSystem.Faults faults = new FaultyFileSystem.Faults();
    faults.kind = FaultyFileSystem.Kind.STRICT;
    try (WriterClaim claim = WriterClaim.make(faulty(faults), OTHER)) {
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

  private WriterClaim claim() throws IOException {
    return WriterClaim.make(place(), OTHER);
  }

  private WriterClaim await() {
    try {
      return WriterClaim.await(place(), OTHER, Duration.ofSeconds(1));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Location place() throws IOException {
    return Location.of(new Configuration(), folder.toString());
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("within a minute").isLessThan(end);
      Thread.sleep(50);
    }
  }

  /** The machine's time and so much more. */
  private static final class Shifted extends Clock {
    private final Duration[] ahead;

    Shifted(Duration[] ahead) {
      this.ahead = ahead;
    }

    @Override
    public java.time.ZoneId getZone() {
      return java.time.ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }

    @Override
    public java.time.Instant instant() {
      return java.time.Instant.now().plus(ahead[0]);
    }
  }

  private List<Path> claims() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith("_writer-")).toList();
    }
  }
}
