package org.sparkddpm.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressLineTest {
  @Test
  void aLineTellsPhaseCountsFiguresPaceAndTimeLeft() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(
              ProgressLine.of("train", "round", 12, 40)
                  .count("images", 38_400, 120_000)
                  .figure("loss", 0.05123)
                  .figure("device", "gpu 0")
                  .percent("overhead", 0.0213)
                  .pace("img", 6120, Duration.ofSeconds(10), 82_000))
          .hasToString(
              "train round 12/40 | images 38,400/120,000 | loss 0.0512 | device gpu 0"
                  + " | overhead 2.1 % | 612 img/s | 2m 14s left");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void thereIsNoPaceBeforeAnythingIsMadeAndNoTimeLeftAtTheEnd() {
    ProgressLine line = ProgressLine.of("sample", "batch", 0, 3);

    assertThat(line.pace("img", 0, Duration.ofSeconds(5), 9)).hasToString("sample batch 0/3");
    assertThat(line.pace("img", 9, Duration.ZERO, 9)).hasToString("sample batch 0/3");
    assertThat(line.pace("img", 5, Duration.ofSeconds(2), 0))
        .hasToString("sample batch 0/3 | 2.50 img/s");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "59, 59s",
    "60, 1m 00s",
    "134, 2m 14s",
    "3599, 59m 59s",
    "3600, 1h 00m",
    "11100, 3h 05m",
    "86399, 23h 59m",
    "100800, 1d 04h",
    "-5, 0s"
  })
  void durationsAreShownByTheirTwoLargestUnits(long seconds, String shown) {
    assertThat(ProgressLine.time(Duration.ofSeconds(seconds))).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1234567, '1,234,567'",
    "12.345, 12.3",
    "-0.05, -0.0500",
    "0.00001234, 1.23e-05",
    "NaN, NaN",
    "Infinity, Infinity"
  })
  void figuresHaveThreeSignificantDigits(double value, String shown) {
    assertThat(ProgressLine.of("a", "b", 1, 2).figure("x", value))
        .hasToString("a b 1/2 | x " + shown);
  }
}
