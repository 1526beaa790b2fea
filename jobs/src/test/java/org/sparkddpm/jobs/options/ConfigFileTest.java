package org.sparkddpm.jobs.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.jobs.generate.GenerateOptions;
import org.sparkddpm.jobs.generate.OutputFormat;
import org.sparkddpm.jobs.train.TrainOptions;

class ConfigFileTest {
  @TempDir Path folder;

  @Test
  void valuesOfEveryKindAreRead() throws IOException {
    String file =
        write(
            """
            {"per-class": 5, "guidance": 2.5, "clip": false, "sampler": "ddpm",
             "format": ["idx", "png"], "gif": [3, 8], "classes": "1,3-4"}
            """);
    for (String name : List.of(file, Path.of(file).toUri().toString())) {
      Settings settings = Commands.parse(GenerateOptions.COMMAND, "--config", name);

      assertThat(settings.get(GenerateOptions.COUNT.perClass())).isEqualTo(5);
      assertThat(settings.get(GenerateOptions.SAMPLING.guidance())).contains(2.5);
      assertThat(settings.get(GenerateOptions.SAMPLING.clip())).isFalse();
      assertThat(settings.get(GenerateOptions.SAMPLING.sampler())).isEqualTo("ddpm");
      assertThat(settings.get(GenerateOptions.FORMAT))
          .containsExactly(OutputFormat.IDX, OutputFormat.PNG);
      assertThat(settings.get(GenerateOptions.GIF)).containsExactly("3", "8");
      assertThat(settings.get(GenerateOptions.COUNT.classes()).parts()).containsExactly("1", "3-4");
    }
  }

  @Test
  void aPresetAsItIsShippedIsAFile() throws IOException {
    String preset =
        new String(
            getClass().getResourceAsStream("/presets/article.json").readAllBytes(),
            java.nio.charset.StandardCharsets.UTF_8);

    Settings fromFile = Commands.parse(TrainOptions.COMMAND, "--config", write(preset));
    Settings fromPreset = Commands.parse(TrainOptions.COMMAND, "--preset", "article");

    assertThat(TrainOptions.COMMAND.options().all())
        .filteredOn(option -> option != TrainOptions.PRESET && !option.name().equals("config"))
        .hasSizeGreaterThan(20)
        .allSatisfy(
            option -> assertThat((Object) fromFile.get(option)).isEqualTo(fromPreset.get(option)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"images\": }",
        "{\"images\": 1} x",
        "{\"seed\": 1, \"seed\": 2}",
        "[]",
        "null",
        "7"
      })
  void contentThatIsNoJsonObjectIsRefused(String content) throws IOException {
    String file = write(content);

    assertThat(refused(file))
        .singleElement()
        .asString()
        .contains(file)
        .contains("give one JSON object of option names and values");
  }

  /** Of five gigabytes of blanks that need no room on a disk. */
  @Test
  void aFileOfAnySizeIsRefusedByItsBound() throws IOException {
    String file = write(" ");
    try (java.io.RandomAccessFile sparse = new java.io.RandomAccessFile(file, "rw")) {
      sparse.writeBytes("{\"images\": \"");
      sparse.setLength(5L << 30);
    }
    assertThat(refused(file)).singleElement().asString().contains(file);
    assertThat(refused("/dev/zero")).singleElement().asString().contains("/dev/zero");
  }

  /** Which a reader of JSON passes over however many they are. */
  @Test
  void aFileOfBlanksIsRefusedByItsBound() throws IOException {
    assertThat(refused(write("{" + " ".repeat(1 << 24) + "\"images\": 7}")))
        .singleElement()
        .asString()
        .contains("has more than 16,777,216 bytes");
  }

  @Test
  void controlCharactersAreShownAndNotObeyed() throws IOException {
    assertThat(refused(write("{\"ima\\u001b[2J\\nges\": 1}")))
        .singleElement()
        .asString()
        .contains("ima\\u001b[2J\\u000ages");
  }

  @Test
  void aFaultInJsonIsShownWithItsPlace() throws IOException {
    assertThat(refused(write("{\n  \"images\" 5\n}")))
        .singleElement()
        .asString()
        .contains("line 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "null", "[[1]]", "[null]"})
  void valuesThatAreNotSimpleAreRefused(String value) throws IOException {
    assertThat(refused(write("{\"images\": " + value + "}")))
        .singleElement()
        .asString()
        .contains("'images'")
        .contains("give a number, a text, true or false");
  }

  @Test
  void aWrongTypeIsRefusedWithTheFileThatHoldsIt() throws IOException {
    String file = write("{\"images\": true, \"dry-run\": 3, \"learning-rate\": \"fast\"}");

    assertThat(refused(file))
        .containsExactlyInAnyOrder(
            "--images is 'true': give a whole number (set by the file " + file + ")",
            "--dry-run is '3': give true or false (set by the file " + file + ")",
            "--learning-rate is 'fast': give a number (set by the file " + file + ")");
  }

  @Test
  void unknownKeysAreRefusedWithTheNearestName() throws IOException {
    String file =
        write("{\"batchSize\": 3, \"learning_rat\": 1, \"colour\": 2, \"config\": \"x\"}");

    assertThat(refused(file))
        .hasSize(4)
        .anySatisfy(text -> assertThat(text).contains("'batchSize'", "mean 'batch-size'?"))
        .anySatisfy(text -> assertThat(text).contains("'learning_rat'", "mean 'learning-rate'?"))
        .anySatisfy(text -> assertThat(text).contains("'colour'", "see --help"))
        .anySatisfy(text -> assertThat(text).contains("'config'"));
  }

  @Test
  void filesThatCannotBeReadAreRefused() {
    String missing = folder.resolve("missing.json").toString();
    for (String name : List.of(missing, Path.of(missing).toUri().toString())) {
      assertThat(refused(name)).singleElement().asString().contains(name, "does not exist");
    }
    for (String name : List.of(folder.toString(), "nosuchscheme://host/file", "hdfs:a:b")) {
      assertThat(refused(name)).singleElement().asString().contains(name, "cannot be read");
    }
  }

  @Test
  void hadoopPropertiesOfSparkReachTheFileSystem() throws IOException {
    String file = write("{\"images\": 77}");
    Map<String, String> conf =
        Map.of(
            "spark.hadoop.fs.viewfs.mounttable.config.link./settings",
            Path.of(file).getParent().toUri().toString());

    Settings settings =
        Commands.parse(
            TrainOptions.COMMAND,
            conf,
            "--warmup-images=0",
            "--config=viewfs://config/settings/settings.json");

    assertThat(settings.get(TrainOptions.IMAGES)).isEqualTo(77);
  }

  private static List<String> refused(String file) {
    return Commands.refused(TrainOptions.COMMAND, "--config", file);
  }

  private String write(String content) throws IOException {
    return Files.writeString(folder.resolve("settings.json"), content).toString();
  }
}
