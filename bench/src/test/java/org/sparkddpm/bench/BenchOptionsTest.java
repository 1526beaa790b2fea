package org.sparkddpm.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sparkddpm.jobs.options.Settings;

class BenchOptionsTest {
  @Test
  void theScriptsOptionsAreReadAndTheRestIsUsual() {
    Settings settings = parse("--environment=A=1", "--environment", "B=x=y", "--threads", "2");

    assertThat(settings.get(BenchOptions.ENVIRONMENT)).containsExactly("A=1", "B=x=y");
    assertThat(settings.get(BenchOptions.THREADS)).isEqualTo(2);
    assertThat(settings.get(BenchOptions.PRESETS)).containsExactly("tiny", "small", "article");
    assertThat(settings.get(BenchOptions.STEPS)).containsExactly("train", "sample");
    assertThat(settings.get(BenchOptions.PEERS)).containsExactly("pytorch");
    assertThat(parse("--peer", "none").get(BenchOptions.PEERS)).isEmpty();
    assertThat(parse("--peer", "libtorch,pytorch").get(BenchOptions.PEERS)).hasSize(2);
  }

  @Test
  void batchesAndRoundsFollowThePresetUnlessTold() {
    Effort usual = Effort.of(parse());
    Effort quick = Effort.of(parse("--quick"));

    assertThat(usual.batchSize("small", "train")).isEqualTo(32);
    assertThat(usual.batchSize("small", "sample")).isEqualTo(64);
    assertThat(quick.batchSize("small", "train")).isEqualTo(16);
    assertThat(Effort.of(parse("--batch-size=5")).batchSize("small", "train")).isEqualTo(5);
    assertThat(usual.rounds()).isEqualTo(20);
    assertThat(quick.rounds()).isEqualTo(6);
    assertThat(Effort.of(parse("--rounds=3")).rounds()).isEqualTo(3);
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("--threads=0", "--preset=tny", "--step=jump", "--pear=none"))
        .withMessageContaining("--threads is 0: give at least 1")
        .withMessageContaining("did you mean 'tiny'?")
        .withMessageContaining("Give one of train, sample")
        .withMessageContaining("did you mean '--peer'?");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BenchOptions.COMMAND.parse())
        .withMessageContaining("give --root=FOLDER")
        .withMessageContaining("give --java-options=FILE");
  }

  private static Settings parse(String... more) {
    return BenchOptions.COMMAND.parse(
        Stream.concat(Stream.of("--root=/r", "--java-options", "/o"), Stream.of(more))
            .toArray(String[]::new));
  }
}
