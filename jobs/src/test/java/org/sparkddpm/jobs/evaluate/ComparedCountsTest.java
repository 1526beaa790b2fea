package org.sparkddpm.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.jobs.data.DataSplits;

class ComparedCountsTest {

  private static final ImageShape SHAPE = ImageShape.gray(4, 4);

  private final RealImages real =
      new RealImages(new DataSplits(images(40, 15, 30), images(12, 30), "some"), null, null);

  @TempDir Path temp;
  private SampleSet samples;

  @BeforeEach
  void write() throws IOException {
    Path run = SampleRun.write(temp, "run", SHAPE, 3, 20, (label, index) -> new byte[16]);
    samples = SampleSet.find(new Configuration(), run.toString());
  }

  @Test
  void ofEachClassTheLeastThatThereIs() {
    ComparedCounts counts = ComparedCounts.of(samples, real, 1_000);
    assertThat(counts.ofLabel()).isEqualTo(Map.of(0, 12L, 1, 15L));
    assertThat(counts.total()).isEqualTo(27);
    assertThat(counts.leftOut(samples)).isEqualTo(List.of(2));
  }

  @Test
  void aLimitKeepsTheMixture() {
    assertThat(ComparedCounts.of(samples, real, 20).ofLabel()).isEqualTo(Map.of(0, 8L, 1, 11L));
  }

  @Test
  void tooFewAreRefused() {
    assertThatThrownBy(() -> ComparedCounts.of(samples, real, 10))
        .hasMessageContaining("9 images of each set are too few to compare");
  }

  private static LabelledImages images(int... counts) {
    int[] labels =
        IntStream.range(0, counts.length)
            .flatMap(label -> IntStream.generate(() -> label).limit(counts[label]))
            .toArray();
    return LabelledImages.owning(SHAPE, counts.length, new byte[16 * labels.length], labels);
  }
}
