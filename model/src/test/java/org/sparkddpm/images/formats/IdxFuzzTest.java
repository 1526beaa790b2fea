package org.sparkddpm.images.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparkddpm.images.Allocation;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.RandomImages;

/** Random damage to small files: read as valid images or refused, and nothing else. */
class IdxFuzzTest {
  private static final long MOST_MEMORY = 8L << 20;

  private int read;
  private int refused;

  @Test
  void plainFiles() throws IOException {
    IdxPair good = IdxPair.of(RandomImages.of(new Random(1), 12));
    Random random = new Random(2);
    for (int round = 0; round < 4000; round++) {
      attempt(damaged(good, random));
    }
    assertThat(read).as("harmless changes of pixels").isGreaterThan(100);
    assertThat(refused).isGreaterThan(100);
  }

  @Test
  void zippedFiles() throws IOException {
    LabelledImages images = RandomImages.of(new Random(3), 12);
    IdxPair good = IdxPair.of(images).zipped();
    Random random = new Random(4);
    for (int round = 0; round < 4000; round++) {
      attempt(damaged(good, random));
    }
    assertThat(refused).isGreaterThan(1000);
  }

  @Test
  void headersOnly() throws IOException {
    IdxPair good = IdxPair.of(RandomImages.of(new Random(5), 12));
    Random random = new Random(6);
    for (int round = 0; round < 2000; round++) {
      int word = 4 * random.nextInt(4);
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
      assertThat(images.image(images.size() - 1)).hasSize(images.height() * images.width());
      assertThat(images.label(0)).isBetween(0, images.classes() - 1);
      read++;
    } catch (InvalidImagesException e) {
      assertThat(e.getMessage()).containsPattern("some-(images|labels)");
      refused++;
    }
    assertThat(Allocation.ofThisThread() - before).isLessThan(MOST_MEMORY);
  }
}
