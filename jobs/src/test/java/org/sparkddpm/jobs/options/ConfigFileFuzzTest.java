package org.sparkddpm.jobs.options;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes of a file of options give values, or problems that name the file. */
class ConfigFileFuzzTest {

  private static final String NAME = "some-file";

  static Stream<byte[]> files() {
    return Stream.of(
            "{\"batch-size\": 16, \"preset\": \"tiny\", \"clip\": true, \"classes\": [3, \"cat\"]}",
            "{\"learning-rate\": 1e-4, \"x\": null, \"y\": {}}",
            "[1]",
            "\ufeff{}")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("files")
  @FuzzTest
  void options(byte[] file) throws IOException {
    List<String> problems = new ArrayList<>();
    Map<String, String> values = ConfigFile.parse(new ByteArrayInputStream(file), NAME, problems);
    assertThat(values.values()).doesNotContainNull();
    assertThat(problems).allMatch(problem -> problem.contains(NAME));
  }
}
