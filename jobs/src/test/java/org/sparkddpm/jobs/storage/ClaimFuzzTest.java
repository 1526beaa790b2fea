package org.sparkddpm.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as the file by which a job claims a folder. */
class ClaimFuzzTest {

  static Stream<byte[]> claims() {
    return List.of(
            "{\"host\":\"one\",\"process\":7,\"started\":\"1\",\"place\":\"x\"}", "{}", "[1]")
        .stream()
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("claims")
  @FuzzTest
  void claim(byte[] file) {
    try {
      assertThat(ProcessIdentity.of(Json.parse(file)).toString()).isNotNull();
    } catch (IOException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
