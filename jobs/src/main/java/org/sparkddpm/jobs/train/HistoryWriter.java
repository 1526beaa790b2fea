package org.sparkddpm.jobs.train;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.jobs.checkpoint.CheckpointStore;
import org.sparkddpm.jobs.checkpoint.PatientWriter;

/**
 * Writes the rounds that are not yet in their file, unless another driver may have come: its rounds
 * are there then.
 */
final class HistoryWriter {

  private static final Logger log = LoggerFactory.getLogger(Training.class);

  private final TrainingHistory history;
  private final CheckpointStore store;
  private final PatientWriter writer;

  /** Of a training's rounds, beside its checkpoints. */
  HistoryWriter(TrainingHistory history, CheckpointStore store, PatientWriter writer) {
    this.history = history;
    this.store = store;
    this.writer = writer;
  }

  /** Tries it. Where that fails training goes on, and the next call tries again. */
  void keep() {
    try {
      write();
    } catch (IOException e) {
      log.warn("{}", e.getMessage());
    }
  }

  /**
   * Writes them where there is no next call: a store that is away is waited for as for a
   * checkpoint.
   *
   * @throws IOException if it stays away; the rounds of this run that are not there are lost
   */
  void keepAtLast() throws IOException {
    writer.write(
        () -> {
          write();
          return history;
        });
  }

  private void write() throws IOException {
    if (!history.isWritten()) {
      store.checkClaim();
      history.write();
    }
  }
}
