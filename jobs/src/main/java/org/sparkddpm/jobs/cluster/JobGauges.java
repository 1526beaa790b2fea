package org.sparkddpm.jobs.cluster;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;

/**
 * Where a job stands, as gauges of Spark's metrics system on the driver, all named {@code
 * ddpm.NAME}. Whatever sink Spark is given shows them beside its own.
 */
public final class JobGauges implements Source, AutoCloseable {

  private static final String PREFIX = "ddpm";

  private final MetricRegistry registry = new MetricRegistry();

  /**
   * Shows the gauges until closed.
   *
   * @param gauges by name, each read whenever a sink asks
   */
  public JobGauges(Map<String, Supplier<Number>> gauges) {
    gauges.forEach((name, value) -> registry.register(name, (Gauge<Number>) value::get));
    SparkEnv.get().metricsSystem().registerSource(this);
  }

  @Override
  public String sourceName() {
    return PREFIX;
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
