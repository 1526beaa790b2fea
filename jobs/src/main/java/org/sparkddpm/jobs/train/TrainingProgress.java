package org.sparkddpm.jobs.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Where a run stands: all that continues it besides weights and optimiser.
 *
 * @param round rounds done
 * @param imagesSeen training images seen by all workers
 * @param iterations optimiser steps of each worker
 * @param seed of the run
 * @param workers that shared the work in the last round
 * @param history a point for each checkpoint, oldest first
 */
record TrainingProgress(
    int round, long imagesSeen, long iterations, long seed, int workers, List<Point> history) {

  /**
   * The loss at one checkpoint.
   *
   * @param imagesSeen training images seen by then
   * @param loss mean training loss over the images of the last round; versions before 0.1.0 wrote
   *     the mean since the last point
   * @param validationLoss of the averaged weights, where it was computed
   */
  record Point(long imagesSeen, double loss, OptionalDouble validationLoss) {}

  TrainingProgress {
    history = List.copyOf(history);
  }

  static TrainingProgress start(long seed, int workers) {
    return new TrainingProgress(0, 0, 0, seed, workers, List.of());
  }

  TrainingProgress after(RoundPlan plan, int batchSize) {
    return new TrainingProgress(
        round + 1,
        imagesSeen + plan.images(),
        iterations + plan.iterations(batchSize),
        seed,
        plan.examples().size(),
        history);
  }

  TrainingProgress with(Point point) {
    List<Point> longer = new ArrayList<>(history);
    longer.add(point);
    return new TrainingProgress(round, imagesSeen, iterations, seed, workers, longer);
  }

  JsonNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("round", round);
    json.put("images_seen", imagesSeen);
    json.put("iterations", iterations);
    json.put("seed", seed);
    json.put("workers", workers);
    ArrayNode points = json.putArray("history");
    for (Point point : history) {
      ObjectNode one = points.addObject();
      one.put("images_seen", point.imagesSeen());
      one.put("loss", point.loss());
      point.validationLoss().ifPresent(loss -> one.put("validation_loss", loss));
    }
    return json;
  }

  static TrainingProgress fromJson(JsonNode json) {
    List<Point> history = new ArrayList<>();
    for (JsonNode point : json.path("history")) {
      JsonNode validation = point.path("validation_loss");
      history.add(
          new Point(
              whole(point, "images_seen"),
              point.path("loss").asDouble(),
              validation.isNumber()
                  ? OptionalDouble.of(validation.asDouble())
                  : OptionalDouble.empty()));
    }
    return new TrainingProgress(
        Math.toIntExact(whole(json, "round")),
        whole(json, "images_seen"),
        whole(json, "iterations"),
        whole(json, "seed"),
        Math.toIntExact(whole(json, "workers")),
        history);
  }

  private static long whole(JsonNode json, String key) {
    JsonNode value = json.path(key);
    if (!value.isIntegralNumber()) {
      throw new IllegalArgumentException(
          "state.json of the checkpoint has no whole number '"
              + key
              + "' (it has "
              + value
              + "); it was not written by this job");
    }
    return value.asLong();
  }
}
