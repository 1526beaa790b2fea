package org.sparkddpm.jobs.compute;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.sparkddpm.engine.EngineProvider;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.Engines;
import org.sparkddpm.engine.Precision;
import org.sparkddpm.engine.natives.NativeBackend;
import org.sparkddpm.jobs.cluster.TaskGpu;

/**
 * The engine that a user asks for.
 *
 * @param name empty to choose by what Spark gives to the tasks
 * @param precision empty to take what the engine does best
 */
public record EngineRequest(Optional<String> name, Optional<Precision> precision) {

  private static final String CPU = "cpu";
  private static final String CUDA = "cuda";

  /** What the tasks of an application compute by. */
  public RunEngine forTasks(SparkContext spark) {
    return forTasks(spark.getConf(), TaskGpu.ofDriver(spark));
  }

  /**
   * The same before there is an application. All tasks get the same engine: it is chosen by the
   * settings, not by what a machine happens to have.
   *
   * @throws IllegalArgumentException if the engine does not compute in the precision
   */
  public RunEngine forTasks(SparkConf conf) {
    return forTasks(conf, List.of());
  }

  private RunEngine forTasks(SparkConf conf, List<String> driverGpus) {
    GpuAmounts gpus = GpuAmounts.of(conf);
    String chosen = name.orElseGet(() -> gpus.everyTaskHasOne() ? onGpus() : onHost());
    return new RunEngine(chosen, of(chosen), gpus.local(), gpus.local() ? driverGpus : List.of());
  }

  /**
   * What the driver itself computes by: the host, unless Spark gave it a GPU or runs the tasks in
   * its process. A precision is the tasks'; the driver takes it where its engine has it.
   */
  public RunEngine forDriver(SparkContext spark) {
    return forDriver(spark.getConf(), TaskGpu.ofDriver(spark));
  }

  /** The same where Spark gave the driver some GPUs, or none. */
  RunEngine forDriver(SparkConf conf, List<String> gpus) {
    RunEngine tasks = forTasks(conf, gpus);
    if (tasks.local()) {
      return tasks;
    }
    String chosen =
        gpus.isEmpty()
            ? name.filter(one -> !Engines.provider(one).needsDevice()).orElseGet(() -> onHost())
            : name.orElseGet(() -> onGpus());
    List<Precision> offered = Engines.provider(chosen).precisions(EngineSettings.HOST);
    return new RunEngine(
        chosen, precision.filter(offered::contains).orElse(offered.get(0)), true, gpus);
  }

  /**
   * The engine with the precision that the run has.
   *
   * @param offered for each GPU what it can multiply in, the best first
   * @throws IllegalArgumentException if a GPU has not the precision that is asked for
   */
  public RunEngine settle(RunEngine engine, Collection<List<Precision>> offered) {
    Optional<Precision> common =
        offered.stream()
            .findFirst()
            .flatMap(
                first ->
                    first.stream()
                        .filter(each -> offered.stream().allMatch(some -> some.contains(each)))
                        .findFirst());
    precision.ifPresent(
        wanted -> {
          if (!offered.stream().allMatch(some -> some.contains(wanted))) {
            throw new IllegalArgumentException(
                "--precision %s is not what all GPUs of the run have, which is %s; leave the option out"
                    .formatted(wanted, common.map(Precision::toString).orElse("none")));
          }
        });
    return precision.isPresent() ? engine : common.map(engine::in).orElse(engine);
  }

  private Precision of(String engine) {
    EngineProvider provider = Engines.provider(engine);
    List<Precision> offered = provider.precisions(EngineSettings.HOST);
    precision.ifPresent(
        wanted -> {
          if (!offered.contains(wanted)) {
            throw new IllegalArgumentException(
                "--precision %s: engine %s computes in %s only; leave the option out, or give GPUs to the tasks (%s)"
                    .formatted(
                        wanted,
                        engine,
                        String.join(", ", offered.stream().map(Precision::toString).toList()),
                        GpuAmounts.REMEDY));
          }
        });
    return precision.orElse(offered.get(0));
  }

  /** Jars of the profile nd4j-cuda-11.6 compute by that backend, and have no other. */
  private static String onGpus() {
    return NativeBackend.isCuda() ? RunEngine.ND4J : CUDA;
  }

  private static String onHost() {
    return NativeBackend.isCuda() ? RunEngine.ND4J : CPU;
  }
}
