package org.sparkddpm.jobs.train;

import org.apache.spark.util.AccumulatorV2;

/** The mean loss over images, of each task and of a round, for Spark's pages. */
final class MeanLoss extends AccumulatorV2<WorkerReport, Double> {

  private static final long serialVersionUID = 1L;

  private double lossSum;
  private long images;

  @Override
  public boolean isZero() {
    return images == 0;
  }

  @Override
  public void reset() {
    lossSum = 0;
    images = 0;
  }

  @Override
  public MeanLoss copy() {
    MeanLoss copy = new MeanLoss();
    copy.lossSum = lossSum;
    copy.images = images;
    return copy;
  }

  @Override
  public void add(WorkerReport report) {
    lossSum += report.lossSum();
    images += report.examples();
  }

  @Override
  public void merge(AccumulatorV2<WorkerReport, Double> other) {
    MeanLoss more = (MeanLoss) other;
    lossSum += more.lossSum;
    images += more.images;
  }

  @Override
  public Double value() {
    return lossSum / images;
  }
}
