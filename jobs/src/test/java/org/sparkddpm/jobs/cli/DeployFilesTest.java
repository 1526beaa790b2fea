package org.sparkddpm.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.sparkddpm.jobs.generate.GenerateOptions;
import org.sparkddpm.jobs.options.Commands;
import org.sparkddpm.jobs.options.Settings;
import org.sparkddpm.jobs.train.TrainOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files of deploy/: well-formed, of classes and files that exist, with valid options. */
class DeployFilesTest {

  private static final Path DEPLOY = Path.of("../deploy");
  private static final Path KUBERNETES = Path.of("../conf/spark-defaults.kubernetes.conf");

  @Test
  void theTrainingIsValid() throws Exception {
    Map<?, ?> application = read("train.yaml");
    assertThat(application.get("kind")).isEqualTo("SparkApplication");
    Map<?, ?> spec = map(application, "spec");

    Settings settings = Commands.parse(TrainOptions.COMMAND, arguments(spec));

    assertThat(settings.get(TrainOptions.CHECKPOINTS)).startsWith("s3a://");
    requireRunnable(spec);
  }

  @Test
  void theNightlyGenerationSamplesWhatIsTrainedAndPublishes() throws Exception {
    Map<?, ?> scheduled = read("generate-nightly.yaml");
    assertThat(scheduled.get("kind")).isEqualTo("ScheduledSparkApplication");
    Map<?, ?> spec = map(map(scheduled, "spec"), "template");

    Settings settings = Commands.parse(GenerateOptions.COMMAND, arguments(spec));

    assertThat(settings.get(GenerateOptions.CHECKPOINT))
        .isEqualTo(
            Commands.parse(TrainOptions.COMMAND, arguments(map(read("train.yaml"), "spec")))
                .get(TrainOptions.CHECKPOINTS));
    assertThat(settings.get(GenerateOptions.PUBLISH)).isPresent();
    requireRunnable(spec);
  }

  @Test
  void cronCallsThePipelineWithAllThatItNeeds() throws Exception {
    List<String> lines =
        Files.readAllLines(DEPLOY.resolve("crontab")).stream()
            .filter(line -> !line.startsWith("#"))
            .toList();
    assertThat(lines)
        .anyMatch(line -> line.startsWith("SPARK_HOME="))
        .anyMatch(line -> line.startsWith("HADOOP_CONF_DIR="));
    String command = lines.get(lines.size() - 1);
    // Cron takes a bare % for the end of the line.
    assertThat(command).startsWith("30 2 * * * ").doesNotContain("%");
    Matcher installed = Pattern.compile("/opt/spark-ddpm/(\\S+)").matcher(command);
    assertThat(installed.results().map(found -> found.group(1)))
        .hasSize(2)
        .allSatisfy(file -> assertThat(Path.of("..", file)).exists());
    Commands.parse(TrainOptions.COMMAND, command.replaceAll(".* -- | >> .*", "").split(" ", -1));
  }

  private static void requireRunnable(Map<?, ?> spec) throws Exception {
    assertThat(Class.forName(spec.get("mainClass").toString())).hasDeclaredMethods("main");
    Properties template = new Properties();
    try (Reader reader = Files.newBufferedReader(KUBERNETES)) {
      template.load(reader);
    }
    assertThat(map(spec, "sparkConf"))
        .allSatisfy(
            (key, value) ->
                assertThat(value)
                    .as("%s, as in the template of conf/", key)
                    .isEqualTo(template.getOrDefault(key, value)));
    for (String process : List.of("driver", "executor")) {
      Map<?, ?> sizes = map(spec, process);
      assertThat(sizes.get("javaOptions").toString())
          .as("JavaCPP's bound is below memory + memoryOverhead of the %s", process)
          .contains(
              String.format(
                  Locale.ROOT,
                  "maxphysicalbytes=%d900m",
                  gigabytes(sizes, "memory") + gigabytes(sizes, "memoryOverhead") - 1));
    }
  }

  private static int gigabytes(Map<?, ?> sizes, String name) {
    return Integer.parseInt(sizes.get(name).toString().replace("g", ""));
  }

  private static String[] arguments(Map<?, ?> spec) {
    return ((List<?>) spec.get("arguments")).stream().map(Object::toString).toArray(String[]::new);
  }

  private static Map<?, ?> map(Map<?, ?> parent, String name) {
    return (Map<?, ?>) parent.get(name);
  }

  private static Map<?, ?> read(String file) throws IOException {
    return new Yaml(new SafeConstructor(new LoaderOptions()))
        .load(Files.readString(DEPLOY.resolve(file)));
  }
}
