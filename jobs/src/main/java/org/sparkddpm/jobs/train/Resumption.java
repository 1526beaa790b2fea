package org.sparkddpm.jobs.train;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.images.ClassNames;
import org.sparkddpm.jobs.checkpoint.ClassNamesJson;
import org.sparkddpm.jobs.checkpoint.ModelJson;
import org.sparkddpm.jobs.checkpoint.StoredCheckpoint;
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
   * @throws IllegalArgumentException if it is another model, has classes of other names or another
   *     seed
   */
  static Snapshot of(
      StoredCheckpoint stored, TrainingPlan plan, ClassNames names, ParameterLayout layout) {
    ModelConfig model = ModelJson.fromJson(stored.checkpoint().config().path("model"));
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
}
