package org.sparkddpm.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.strokes.Strokes;
import org.sparkddpm.jobs.data.DistributedImages;
import org.sparkddpm.jobs.data.NumberedImages;

class ShardedDataTest {

  private static JavaSparkContext spark;

  @TempDir Path temp;

  @BeforeAll
  static void start() {
    spark =
        JavaSparkContext.fromSparkContext(
            SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .getOrCreate()
                .sparkContext());
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private record Copied(int index, LabelledImages images, long example) implements Serializable {
    static Copied of(Shard shard) {
      byte[] pixels = new byte[shard.images().size() * shard.images().shape().size()];
      int[] labels = new int[shard.images().size()];
      for (int i = 0; i < labels.length; i++) {
        shard.images().copyImage(i, pixels, i * shard.images().shape().size());
        labels[i] = shard.images().label(i);
      }
      return new Copied(
          shard.index(),
          new LabelledImages(shard.images().shape(), 10, pixels, labels),
          shard.example(1));
    }
  }

  private static LabelledImages shard(LabelledImages images, int index, int count) {
    return images.chosen(
        IntStream.range(0, images.size()).filter(i -> i % count == index).toArray());
  }

  private static List<Copied> copied(ShardedData data) {
    return data.shards().map(Copied::of).collect().stream()
        .sorted(Comparator.comparingInt(Copied::index))
        .toList();
  }

  /** Images of several blocks, the last of them short. */
  @ParameterizedTest
  @CsvSource({"1, 5", "2, 10001", "3, 10001", "7, 12345", "16, 16"})
  void exampleNBelongsToShardNModuloTheirNumber(int workers, int count) {
    LabelledImages digits = Strokes.draw(0, count);
    ShardedData data =
        ShardedData.of(spark, DistributedImages.of(spark, digits, "digits"), workers, "shards");
    List<Copied> shards = copied(data);
    assertThat(shards).hasSize(workers);
    for (int index = 0; index < workers; index++) {
      assertThat(shards.get(index).images()).isEqualTo(shard(digits, index, workers));
      assertThat(shards.get(index).example()).isEqualTo(index + workers);
    }
  }

  @Test
  void aShardIsPutTogetherOnceAndStaysWhereItIs() {
    ShardedData data =
        ShardedData.of(
            spark, DistributedImages.of(spark, Strokes.draw(0, 100), "digits"), 2, "shards");
    List<Integer> first = data.shards().map(System::identityHashCode).collect();
    assertThat(data.shards().map(System::identityHashCode).collect()).isEqualTo(first);
    assertThat(data.shards().rdd().preferredLocations(data.shards().partitions().get(1)).head())
        .startsWith("executor_")
        .endsWith("_driver");
    data.close();
    assertThat(data.shards().map(System::identityHashCode).collect()).isNotEqualTo(first);
  }

  @Test
  void whatTheExecutorsHaveReadIsNotNeededAnyMore() throws IOException {
    LabelledImages digits = Strokes.draw(0, 50);
    DistributedImages images = DistributedImages.of(spark, digits, "digits");
    ShardedData data = ShardedData.of(spark, images, 2, "shards");
    data.spread();
    images.release();
    data.close();
    assertThat(copied(data).get(1).images()).isEqualTo(shard(digits, 1, 2));
  }

  @Test
  void moreWorkersThanImages() {
    DistributedImages five = DistributedImages.of(spark, Strokes.draw(0, 5), "digits");
    assertThatThrownBy(() -> ShardedData.of(spark, five, 6, "shards"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("6 workers cannot share 5 images; lower --workers or give more data");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 99, 100})
  void someImagesAreTakenEvenlyHoweverTheyAreCut(int count) {
    LabelledImages all = Strokes.draw(0, 100);
    LabelledImages whole = EvenChoice.of(new NumberedImages(0, all), count, 100).images();
    assertThat(whole.size()).isEqualTo(count);
    long next = 0;
    for (int cut = 0; cut < 100; cut += 7) {
      LabelledImages some = all.subset(cut, Math.min(7, 100 - cut));
      NumberedImages taken = EvenChoice.of(new NumberedImages(cut, some), count, 100);
      assertThat(taken.first()).isEqualTo(next);
      assertThat(taken.images()).isEqualTo(whole.subset((int) next, taken.images().size()));
      next += taken.images().size();
    }
    assertThat(next).isEqualTo(count);
  }

  @Test
  void imagesOfASetSortedByClassAreOfAllClasses() {
    int[] sorted = IntStream.range(0, 1000).map(i -> i / 100).toArray();
    LabelledImages all = new LabelledImages(ImageShape.gray(1, 1), 10, new byte[1000], sorted);
    assertThat(EvenChoice.of(new NumberedImages(0, all), 50, 1000).images().classCounts())
        .containsOnly(5);
  }

  @Test
  void aShardThatIsNotFullOrTooFullIsRefused() throws IOException {
    ImageShape shape = ImageShape.gray(28, 28);
    ShardFile file = new ShardFile(temp.resolve("shard").toFile(), shape, 5, Optional.empty());
    assertThat(temp).isEmptyDirectory();
    file.put(3, Strokes.draw(0, 2));
    assertThatThrownBy(file::requireFull)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("was to have 5 images and has 2: the data changed");
    assertThatThrownBy(() -> file.put(4, Strokes.draw(0, 2)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("was to have 5 images and has 6");
    file.put(0, Strokes.draw(2, 3));
    file.requireFull();
    assertThat(file.image(3)).isEqualTo(Strokes.draw(0, 1).image(0));
    assertThat(file.label(4)).isOne();
    assertThatThrownBy(() -> file.copyImage(5, new byte[784], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aThreadThatIsInterruptedReadsStillAndOthersToo() throws IOException {
    ShardFile file =
        new ShardFile(temp.resolve("shard").toFile(), ImageShape.gray(28, 28), 1, Optional.empty());
    file.put(0, Strokes.draw(0, 1));
    Thread.currentThread().interrupt();
    try {
      assertThat(file.image(0)).isEqualTo(Strokes.draw(0, 1).image(0));
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(file.image(0)).isEqualTo(Strokes.draw(0, 1).image(0));
  }
}
