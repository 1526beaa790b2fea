package org.sparkddpm.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingDataTest {

  @Test
  void itComesBack() {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    TrainingData data = TrainingData.of("00ff", new long[] {3, 0, 5_000_000_000L});
    data.put(config);
    assertThat(config.toString())
        .isEqualTo(
            "{\"training_data\":{\"fingerprint\":\"00ff\",\"class_counts\":[3,0,5000000000]}}");
    assertThat(TrainingData.of(config, 3)).contains(data);
    assertThat(data.images()).isEqualTo(5_000_000_003L);
    assertThat(data.has(0)).isTrue();
    assertThat(data.has(1)).isFalse();
  }

  @Test
  void earlierCheckpointsHaveNone() {
    assertThat(TrainingData.of(JsonNodeFactory.instance.objectNode(), 3)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "null",
        "{\"fingerprint\":\"f\",\"class_counts\":[1]}",
        "{\"fingerprint\":\"f\",\"class_counts\":[1,-2]}",
        "{\"fingerprint\":\"f\",\"class_counts\":[1,2.5]}",
        "{\"fingerprint\":7,\"class_counts\":[1,2]}"
      })
  void whatTheTrainingJobDoesNotWriteIsRefused(String value) throws JsonProcessingException {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.set("training_data", new ObjectMapper().readTree(value));
    assertThatThrownBy(() -> TrainingData.of(config, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("training_data must have a text fingerprint and 2 whole numbers");
  }
}
