package org.sparkddpm.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;

/** Folders and files whose names the locale of a process cannot read. */
class UnreadableNamesTest extends DataFolder {
  private static final String ACUTE = "\\303\\251";

  /** Says in a process of its own what the driver finds there. */
  static final class Here {
    private Here() {}

    public static void main(String[] args) throws IOException {
      try {
        DataSets.find(new Configuration(), args[0], DataColumns.USUAL);
        System.out.println("found");
      } catch (InvalidImagesException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @BeforeEach
  void writeClasses() throws IOException {
    LabelledImages images = noise(1, 30, 3, 6);
    for (int i = 0; i < images.size(); i++) {
      writePng((i % 2 == 0 ? "cat/" : "dog/") + i + ".png", 3, 6, images.image(i));
    }
  }

  /** Gives a file or folder a name by its bytes, which the locale of the tests need not have. */
  private void move(String from, String bytes) throws IOException, InterruptedException {
    run("C", "bash", "-c", "mv " + from + " \"$(printf '" + bytes + "')\"");
  }

  private String run(String locale, String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("LC_ALL", locale);
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }

  private String found(String locale) throws IOException, InterruptedException {
    return run(
        locale,
        Path.of(System.getProperty("java.home"), "bin/java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        Here.class.getName(),
        folder.toString());
  }

  @Test
  void aClassIsNotPassedOverWithoutALocale() throws Exception {
    move("dog", ACUTE + "t" + ACUTE);
    assertThat(found("C"))
        .contains("names in " + folder, "cannot be read in this locale, whose encoding is ANSI_X3")
        .contains("set LC_ALL=C.UTF-8, for executors by spark.executorEnv.LC_ALL");
    assertThat(found("C.UTF-8")).endsWith("found\n");
  }

  @Test
  void imagesOfNoOtherNamesAreNotPassedOver() throws Exception {
    run(
        "C",
        "bash",
        "-c",
        "rm -r dog && mkdir one && mv cat/0.png \"$(printf 'one/"
            + ACUTE
            + ".png')\" && rm -r cat");
    assertThat(found("C")).contains("names in " + folder.resolve("one") + " cannot be read");
  }

  @Test
  void executorsPassOverNoImage() throws Exception {
    move("dog/1.png", "dog/\\351.png");
    assertThatThrownBy(this::load)
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining(
            "names in " + folder.resolve("dog") + " cannot be read in this locale");
  }
}
