package org.sparkddpm.jobs.train;

import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.images.ClassNames;
import org.sparkddpm.jobs.checkpoint.ClassNamesJson;
import org.sparkddpm.jobs.checkpoint.ModelJson;
import org.sparkddpm.jobs.checkpoint.StoredCheckpoint;
import org.sparkddpm.jobs.checkpoint.TrainingData;
import org.sparkddpm.jobs.storage.Json;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.unet.ParameterLayout;

/** The model of a checkpoint as the one to go on with, if it is of the run that was asked for. */
final class Resumption {

  private static final Logger log = LoggerFactory.getLogger(Resumption.class);

  private Resumption() {}

  /**
   * Warns if another number of workers goes on.
   *
   * @param names of the classes of the data
   * @param data that it goes on with
   * @throws IllegalArgumentException if it is another model, has classes of other names, other data
   *     that are not accepted, or another seed
   */
  static Snapshot of(
      StoredCheckpoint stored,
      TrainingPlan plan,
      ClassNames names,
      TrainingData data,
      ParameterLayout layout) {
    ModelConfig model = model(stored);
    if (!model.equals(plan.model())) {
      throw new IllegalArgumentException(
          ("the checkpoint %s is of another model than the options and the data ask for: %s; give"
                  + " another --checkpoints, or the options and the data that it was trained with")
              .formatted(
                  stored.path(),
                  String.join(
                      "; ",
                      Json.differences(
                          ModelJson.toJson(model),
                          "in the checkpoint",
                          ModelJson.toJson(plan.model()),
                          "asked for"))));
    }
    ClassNames trained = ClassNamesJson.of(stored.checkpoint().config(), model.unet().classes());
    if (trained.areWords() && !trained.equals(names)) {
      throw new IllegalArgumentException(
          "the checkpoint %s has the classes %s, but those of the data are %s; give the data that it was trained with, or another --checkpoints"
              .formatted(
                  stored.path(),
                  trained.words(),
                  names.areWords() ? names.words() : "called by numbers"));
    }
    if (!trained.areWords() && names.areWords()) {
      log.warn(
          "the classes of the checkpoint {} are called by numbers; from now on they are called {}",
          stored.path(),
          names.words());
    }
    checkData(stored, plan, data);
    Snapshot resumed = Snapshot.of(stored.checkpoint(), layout);
    TrainingProgress state = resumed.state();
    if (state.seed() != plan.settings().get(TrainOptions.SEED)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the checkpoint %s was trained with --seed %d, not %d; give that seed or other --checkpoints",
              stored.path(),
              state.seed(),
              plan.settings().get(TrainOptions.SEED)));
    }
    if (state.workers() != plan.workers()) {
      log.warn(
          "{} workers go on where {} stopped: images come in another order than in an undisturbed"
              + " run",
          plan.workers(),
          state.workers());
    }
    log.info(
        "continuing from {}: round {}, {} images seen",
        stored.path(),
        state.round(),
        state.imagesSeen());
    return resumed;
  }

  /** The model of a checkpoint. */
  static ModelConfig model(StoredCheckpoint stored) {
    return ModelJson.fromJson(stored.checkpoint().config().path("model"));
  }

  private static void checkData(StoredCheckpoint stored, TrainingPlan plan, TrainingData data) {
    Optional<TrainingData> before =
        TrainingData.of(stored.checkpoint().config(), data.classCounts().size());
    if (before.isEmpty() || before.get().fingerprint().equals(data.fingerprint())) {
      return;
    }
    String difference =
        String.format(
            Locale.ROOT,
            "the checkpoint %s was trained on other images than those of --data (%,d then, %,d now;"
                + " fingerprints %s and %s)",
            stored.path(),
            before.get().images(),
            data.images(),
            before.get().fingerprint(),
            data.fingerprint());
    if (!plan.settings().get(TrainOptions.ACCEPT_CHANGED_DATA)) {
      throw new IllegalArgumentException(
          difference
              + "; give the data that it was trained on, another --checkpoints, or"
              + " --accept-changed-data true to go on with these");
    }
    log.warn("{}; it goes on with these, as it was told", difference);
  }
}
