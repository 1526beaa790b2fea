package org.sparkddpm.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void onlyTheFieldsThatDifferAreNamed() throws IOException {
    assertThat(
            differences(
                "{\"dim\":32,\"heads\":4,\"multipliers\":[1,2],\"in\":{\"x\":true,\"y\":1.5}}",
                "{\"dim\":16,\"heads\":4,\"multipliers\":[1,2,4],\"in\":{\"y\":2.5},\"channels\":3}"))
        .containsExactly(
            "dim: 32 here, 16 there",
            "multipliers: [1,2] here, [1,2,4] there",
            "in.x: true here, not given there",
            "in.y: 1.5 here, 2.5 there",
            "channels: not given here, 3 there");
  }

  @Test
  void equalTreesDifferInNothing() throws IOException {
    assertThat(differences("{\"a\":[1,{\"b\":null}]}", "{\"a\":[1,{\"b\":null}]}")).isEmpty();
  }

  @Test
  void numbersDifferByTheirValueAlone() {
    assertThat(
            Json.differences(
                Json.object().put("seed", 1).put("eta", 0.5),
                "here",
                Json.object().put("seed", 1L).put("eta", 0.5f),
                "there"))
        .isEmpty();
  }

  private static List<String> differences(String one, String other) throws IOException {
    return Json.differences(tree(one), "here", tree(other), "there");
  }

  private static JsonNode tree(String text) throws IOException {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
