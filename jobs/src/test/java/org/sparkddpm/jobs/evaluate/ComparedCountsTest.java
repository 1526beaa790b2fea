package org.sparkddpm.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.images.ImageShape;

class ComparedCountsTest {

  private static final ImageShape SHAPE = ImageShape.gray(4, 4);

  private static final long[] TRAIN = {40, 15, 30};
  private static final long[] TEST = {12, 30, 0};

  @TempDir Path temp;
  private SampleSet samples;

  @BeforeEach
  void write() throws IOException {
    Path run = SampleRun.write(temp, "run", SHAPE, 3, 20, (label, index) -> new byte[16]);
    samples = SampleSet.find(new Configuration(), run.toString());
  }

  @Test
  void ofEachClassTheLeastThatThereIs() {
    ComparedCounts counts = ComparedCounts.of(samples, TRAIN, TEST, 1_000);
    assertThat(counts.ofLabel()).isEqualTo(Map.of(0, 12L, 1, 15L));
    assertThat(counts.total()).isEqualTo(27);
    assertThat(counts.leftOut(samples)).isEqualTo(List.of(2));
  }

  @Test
  void aLimitKeepsTheMixture() {
    assertThat(ComparedCounts.of(samples, TRAIN, TEST, 20).ofLabel())
        .isEqualTo(Map.of(0, 8L, 1, 11L));
  }

  @Test
  void tooFewAreRefused() {
    assertThatThrownBy(() -> ComparedCounts.of(samples, TRAIN, TEST, 10))
        .hasMessageContaining("9 images of each set are too few to compare");
  }

  @Test
  void noClassDropsOutForBeingRare() {
    long[] rare = {1_000, 1, 30};
    assertThat(ComparedCounts.limited(new TreeMap<>(Map.of(0, 1_000L, 1, 1L)), 10))
        .isEqualTo(Map.of(0, 9L, 1, 1L));
    assertThat(ComparedCounts.of(samples, rare, new long[] {1_000, 1, 0}, 12).ofLabel())
        .isEqualTo(Map.of(0, 11L, 1, 1L));
  }
}
