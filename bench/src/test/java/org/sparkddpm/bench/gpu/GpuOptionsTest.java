package org.sparkddpm.bench.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sparkddpm.engine.Precision;

class GpuOptionsTest {

  @Test
  void everyCaseIsMeasuredUnlessTold() {
    assertThat(effort().cases()).hasSize(3 * 3 * 2 * 2);
    assertThat(effort().groups()).allSatisfy(group -> assertThat(group).hasSize(1));
    assertThat(effort("--preset", "small", "--batch-size=64,7", "--precision=bf16").cases())
        .containsExactly(
            new GpuEffort.Case("small", "train", 64, Precision.BF16),
            new GpuEffort.Case("small", "sample", 64, Precision.BF16),
            new GpuEffort.Case("small", "train", 7, Precision.BF16),
            new GpuEffort.Case("small", "sample", 7, Precision.BF16));
  }

  @Test
  void quickIsTwoPresetsAtOnce() {
    assertThat(effort("--quick").groups())
        .singleElement()
        .satisfies(
            group ->
                assertThat(group)
                    .hasSize(4)
                    .allSatisfy(
                        subject -> {
                          assertThat(subject.batch()).isEqualTo(256);
                          assertThat(subject.precision()).isEqualTo(Precision.TF32);
                        }));
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> effort("--batch-size=0", "--precision=fp16", "--peer=eagre", "--threads=1"))
        .withMessageContaining("give at least 1, such as 256")
        .withMessageContaining("bf16")
        .withMessageContaining("did you mean 'eager'?")
        .withMessageContaining("--threads");
  }

  private static GpuEffort effort(String... more) {
    return GpuEffort.of(
        GpuOptions.COMMAND.parse(
            Stream.concat(Stream.of("--root=/r", "--java-options", "/o"), Stream.of(more))
                .toArray(String[]::new)));
  }
}
