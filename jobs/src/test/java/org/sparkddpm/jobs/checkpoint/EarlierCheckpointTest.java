package org.sparkddpm.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.samples.EarlierRun;

/** A checkpoint that the first version of the job wrote is read, and continued in its place. */
class EarlierCheckpointTest {

  @TempDir Path temp;
  private final Configuration conf = new Configuration();

  @Test
  void itIsReadWhole() throws IOException {
    StoredCheckpoint stored = CheckpointStore.read(conf, EarlierRun.checkpoints().toString());
    assertThat(stored.imagesSeen()).isEqualTo(96);
    assertThat(stored.validationLoss()).hasValue(0.625);
    Checkpoint checkpoint = stored.checkpoint();
    assertThat(ModelJson.fromJson(checkpoint.config().path("model"))).isEqualTo(EarlierRun.model());
    assertThat(ModelJson.toJson(EarlierRun.model())).isEqualTo(checkpoint.config().path("model"));
    assertThat(checkpoint.config().path("label_dropout").asDouble()).isEqualTo(0.1);
    assertThat(checkpoint.state().path("history")).hasSize(2);
    assertThat(checkpoint.tensors()).containsOnlyKeys("ema", "optimizer", "parameters");
    assertThat(checkpoint.tensors(Checkpoint.PARAMETERS).stream().mapToInt(t -> t.size()).sum())
        .isEqualTo(5041);
  }

  @Test
  void theNextOneLiesBesideIt() throws IOException {
    Path location = EarlierRun.copy(EarlierRun.checkpoints(), temp.resolve("checkpoints"));
    CheckpointStore store = new CheckpointStore(conf, location.toString(), 2);
    StoredCheckpoint earlier = store.newestIntact().orElseThrow();
    try (Closeable claim = store.claim()) {
      assertThat(claim).isNotNull();
      store.write(128, earlier.checkpoint(), OptionalDouble.of(0.75));
    }
    assertThat(store.newestIntact().orElseThrow().checkpoint()).isEqualTo(earlier.checkpoint());
    assertThat(store.newestIntact().orElseThrow().imagesSeen()).isEqualTo(128);
    assertThat(store.best().orElseThrow().imagesSeen()).isEqualTo(96);
  }
}
