package org.sparkddpm.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Test;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;

/** What the driver keeps of blocks is the same in every order, and little of each. */
class PartFactsTest {

  private static final ImageShape SHAPE = ImageShape.gray(2, 2);

  private static BlockFacts block(int first, int images, int classes, int value, ImageShape shape) {
    BlockBuilder block = new BlockBuilder(new BlockPlace("a file", first));
    for (int i = 0; i < images; i++) {
      byte[] pixels = new byte[shape.size()];
      pixels[0] = (byte) (value + i);
      String label = "class " + (first + i) % classes;
      block.add(pixels, shape, label, "IDX", "image " + (first + i));
    }
    return block.build().facts();
  }

  private static PartFacts sum(List<BlockFacts> blocks, long seed) {
    List<BlockFacts> order = new ArrayList<>(blocks);
    Collections.shuffle(order, new Random(seed));
    PartFacts one = new PartFacts();
    PartFacts other = new PartFacts();
    for (int i = 0; i < order.size(); i++) {
      (i % 2 == 0 ? one : other).add(order.get(i));
    }
    return one.add(other);
  }

  private static List<BlockFacts> blocks(int count, int images, int classes) {
    List<BlockFacts> blocks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      blocks.add(block(i * images, images, classes, i % 3, SHAPE));
    }
    return blocks;
  }

  @Test
  void manyClassesTakeNoMemoryForEachBlock() {
    byte[] few = SerializationUtils.serialize(sum(blocks(10, 1000, 1000), 1));
    byte[] many = SerializationUtils.serialize(sum(blocks(210, 1000, 1000), 1));
    assertThat((many.length - few.length) / 200).isLessThan(100);
  }

  @Test
  void theOrderOfTheBlocksMakesNoDifference() throws IOException {
    List<BlockFacts> blocks = blocks(20, 7, 5);
    PartFacts expected = sum(blocks, 0);
    expected.check("some");
    for (int seed = 1; seed < 20; seed++) {
      PartFacts facts = sum(blocks, seed);
      facts.check("some");
      assertThat(facts.blocks()).isEqualTo(expected.blocks());
      assertThat(facts.labels()).isEqualTo(expected.labels());
      assertThat(facts.fingerprint()).isEqualTo(expected.fingerprint());
      assertThat(facts.report(List.of())).isEqualTo(expected.report(List.of()));
      assertThat(facts.report(List.of()).warnings().toString()).contains("the first is image 0");
    }
    assertThat(expected.size()).isEqualTo(140);
  }

  @Test
  void theFirstFaultIsTold() {
    List<BlockFacts> blocks = new ArrayList<>(blocks(4, 5, 2));
    blocks.add(block(20, 5, 2, 0, ImageShape.gray(2, 3)));
    blocks.add(block(25, 5, 2, 0, ImageShape.gray(3, 3)));
    for (int seed = 0; seed < 10; seed++) {
      PartFacts facts = sum(blocks, seed);
      assertThatThrownBy(() -> facts.check("some"))
          .isInstanceOf(InvalidImagesException.class)
          .hasMessage(
              "image 20: is 3x2, but another image (image 0) is 2x2: scale all images to one size");
    }
    blocks.add(BlockFacts.refused(new BlockPlace("a file", 30), "the second"));
    blocks.add(BlockFacts.refused(new BlockPlace("a file", 29), "the first"));
    assertThatThrownBy(() -> sum(blocks, 3).check("some"))
        .hasMessage("the first and 1 more: the second");
  }

  @Test
  void ofManyFaultsTheFirstAreNamed() {
    List<BlockFacts> blocks = new ArrayList<>(blocks(4, 5, 2));
    for (int i = 0; i < 1200; i++) {
      blocks.add(
          BlockFacts.refused(
              new BlockPlace("a file", 20 + i), "image " + i + ": is torn: mend it"));
    }
    for (int seed = 0; seed < 10; seed++) {
      PartFacts facts = sum(blocks, seed);
      assertThatThrownBy(() -> facts.check("some"))
          .hasMessage(
              "image 0: is torn: mend it and at least 1,199 more: image 1, image 2, image 3, image 4,"
                  + " image 5, image 6, image 7, image 8, image 9, ...");
    }
  }

  @Test
  void aBlockThatIsMissingOrThereTwiceIsAChange() {
    List<BlockFacts> blocks = new ArrayList<>(blocks(4, 5, 2));
    BlockFacts second = blocks.remove(1);
    assertThatThrownBy(() -> sum(blocks, 1).check("some"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("some changed while it was read: there is a file image 10");
    blocks.addAll(List.of(second, second));
    assertThatThrownBy(() -> sum(blocks, 1).check("some"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("there is a file image 5 where a file image 10 was expected");
  }
}
