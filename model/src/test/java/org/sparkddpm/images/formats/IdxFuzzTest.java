package org.sparkddpm.images.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.images.Allocation;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.RandomImages;

/** Random damage to small files: read as valid images or refused, and nothing else. */
class IdxFuzzTest {
  private static final long MOST_MEMORY = 8L << 20;

  private int read;
  private int refused;

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void plainFiles(int channels) throws IOException {
    IdxPair good = IdxPair.of(RandomImages.of(new Random(1), 12, channels));
    Random random = new Random(2);
    for (int round = 0; round < 4000; round++) {
      attempt(damaged(good, random));
    }
    assertThat(read).as("harmless changes of pixels").isGreaterThan(100);
    assertThat(refused).isGreaterThan(100);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void zippedFiles(int channels) throws IOException {
    LabelledImages images = RandomImages.of(new Random(3), 12, channels);
    IdxPair good = IdxPair.of(images).zipped();
    Random random = new Random(4);
    for (int round = 0; round < 4000; round++) {
      attempt(damaged(good, random));
    }
    assertThat(refused).isGreaterThan(1000);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void headersOnly(int channels) throws IOException {
    IdxPair good = IdxPair.of(RandomImages.of(new Random(5), 12, channels));
    Random random = new Random(6);
    for (int round = 0; round < 2000; round++) {
      int word = 4 * random.nextInt(channels == 1 ? 4 : 5);
      int value = random.nextInt() >> random.nextInt(32);
      attempt(good.withImages(good.images().withInt(word, value)));
    }
    assertThat(refused).isGreaterThan(1000);
  }

  private static IdxPair damaged(IdxPair good, Random random) {
    return random.nextBoolean()
        ? good.withImages(damaged(good.images(), random))
        : good.withLabels(damaged(good.labels(), random));
  }

  private static IdxPair.Bytes damaged(IdxPair.Bytes bytes, Random random) {
    int place = random.nextInt(bytes.length());
    return switch (random.nextInt(4)) {
      case 0 -> bytes.cutTo(place);
      case 1 -> bytes.append(random.nextInt(256));
      default -> bytes.with(place, random.nextInt(256));
    };
  }

  private void attempt(IdxPair pair) throws IOException {
    long before = Allocation.ofThisThread();
    try {
      LabelledImages images = pair.read();
      assertThat(images.size()).isPositive();
      assertThat(images.image(images.size() - 1)).hasSize(images.shape().size());
      assertThat(images.label(0)).isBetween(0, images.classes() - 1);
      read++;
    } catch (InvalidImagesException e) {
      assertThat(e.getMessage()).containsPattern("some-(images|labels)");
      refused++;
    }
    assertThat(Allocation.ofThisThread() - before).isLessThan(MOST_MEMORY);
  }
}
