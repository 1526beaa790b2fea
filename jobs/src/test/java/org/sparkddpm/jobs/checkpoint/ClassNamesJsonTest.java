package org.sparkddpm.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.images.ClassNames;

class ClassNamesJsonTest {
  @Test
  void wordsComeBack() {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    ClassNames names = new ClassNames(List.of("ant", "Straße", "2"));
    ClassNamesJson.put(config, names);
    assertThat(config.toString()).isEqualTo("{\"class_names\":[\"ant\",\"Straße\",\"2\"]}");
    assertThat(ClassNamesJson.of(config, 3)).isEqualTo(names);
  }

  @Test
  void numbersAreNotWritten() {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    ClassNamesJson.put(config, ClassNames.NUMBERS);
    assertThat(config.isEmpty()).isTrue();
    assertThat(ClassNamesJson.of(config, 10)).isEqualTo(ClassNames.NUMBERS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"ant\"]", "[\"ant\", 2]", "\"ant,bee\"", "7", "null"})
  void whatIsNotANameForEachClassIsRefused(String value) throws JsonProcessingException {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.set("class_names", new ObjectMapper().readTree(value));
    assertThatThrownBy(() -> ClassNamesJson.of(config, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("class_names must be a list of 2 texts, but is ");
  }
}
