package org.sparkddpm.jobs.train;

import java.util.ArrayList;
import java.util.List;
import org.sparkddpm.jobs.report.Block;
import org.sparkddpm.jobs.report.Chart;
import org.sparkddpm.jobs.report.Numerals;
import org.sparkddpm.jobs.report.Page.Section;

/** The curves of a training over the images seen. */
final class TrainingCurves {

  private static final String X = "images seen";

  private TrainingCurves() {}

  static Section section(TrainingHistory history) {
    List<Block> charts = new ArrayList<>();
    List<Chart.Series> losses = new ArrayList<>();
    losses.add(new Chart.Series("loss of each round", history.over("loss"), false));
    List<Chart.Point> validation = history.over("validation_loss");
    if (!validation.isEmpty()) {
      losses.add(new Chart.Series("validation loss", validation, true));
    }
    charts.add(
        new Chart(
            "Loss",
            change(history.over("loss"), "the loss")
                + (validation.isEmpty() ? "" : "; " + change(validation, "the validation loss")),
            X,
            "mean squared error",
            true,
            losses));
    charts.add(
        curve("Learning rate", "the learning rate", "per step", history.over("learning_rate")));
    charts.add(
        curve(
            "Throughput",
            "the throughput",
            "images per second",
            history.over("images_per_second")));
    return new Section("curves", "How it went", "", charts);
  }

  private static Chart curve(String title, String what, String unit, List<Chart.Point> points) {
    return new Chart(
        title,
        change(points, what),
        X,
        unit,
        false,
        List.of(new Chart.Series(what, points, false)));
  }

  /** What a curve does, in words. */
  static String change(List<Chart.Point> points, String what) {
    return points.isEmpty()
        ? "no rounds are known"
        : "%s goes from %s to %s"
            .formatted(
                what,
                Numerals.number(points.get(0).y()),
                Numerals.number(points.get(points.size() - 1).y()));
  }
}
