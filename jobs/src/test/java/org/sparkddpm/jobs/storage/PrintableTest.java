package org.sparkddpm.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

  @Test
  void controlCharactersAreShownAndNotObeyed() {
    assertThat(Printable.of("a\u001b[2J\r\nb\u0085\u202e\u2028c"))
        .isEqualTo("a\\u001b[2J\\u000d\\u000ab\\u0085\\u202e\\u2028c");
    assertThat(Printable.lines("a\nb\u001b")).isEqualTo("a\nb\\u001b");
    assertThat(Printable.of("Größe щенок 犬 🐶")).isEqualTo("Größe щенок 犬 🐶");
  }
}
