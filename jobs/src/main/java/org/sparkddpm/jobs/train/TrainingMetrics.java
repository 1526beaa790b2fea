package org.sparkddpm.jobs.train;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.function.Supplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;

/**
 * Where a training stands, as gauges of Spark's metrics system on the driver: {@code ddpm.round},
 * {@code ddpm.images_seen}, {@code ddpm.loss} and {@code ddpm.images_per_second}. Whatever sink
 * Spark is given shows them beside its own.
 */
final class TrainingMetrics implements Source, AutoCloseable {

  static final String NAME = "ddpm";

  private final MetricRegistry registry = new MetricRegistry();
  private volatile Standing standing = new Standing(0, 0, Double.NaN, 0);

  private record Standing(long round, long imagesSeen, double loss, double imagesPerSecond) {}

  /** Shows the gauges until closed. */
  TrainingMetrics() {
    gauge("round", () -> standing.round());
    gauge("images_seen", () -> standing.imagesSeen());
    gauge("loss", () -> standing.loss());
    gauge("images_per_second", () -> standing.imagesPerSecond());
    SparkEnv.get().metricsSystem().registerSource(this);
  }

  private void gauge(String name, Supplier<Number> value) {
    registry.register(name, (Gauge<Number>) value::get);
  }

  /** What the last round came to. */
  void show(long round, long imagesSeen, double loss, double imagesPerSecond) {
    standing = new Standing(round, imagesSeen, loss, imagesPerSecond);
  }

  @Override
  public String sourceName() {
    return NAME;
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }

  @Override
  public void close() {
    // Spark stops on SIGTERM, and its metrics with it, before the job has ended.
    if (SparkEnv.get() != null) {
      SparkEnv.get().metricsSystem().removeSource(this);
    }
  }
}
