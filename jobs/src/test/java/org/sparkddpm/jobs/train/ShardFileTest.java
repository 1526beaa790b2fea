package org.sparkddpm.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImages;

/** What a shard leaves on the disk, plain and where Spark is told to encrypt. */
class ShardFileTest {

  /** No multiple of a cipher's block. */
  private static final ImageShape SHAPE = ImageShape.gray(5, 7);

  @TempDir Path temp;

  private static LabelledImages ramp(int count) {
    byte[] pixels = new byte[count * SHAPE.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) i;
    }
    return new LabelledImages(SHAPE, 1, pixels, new int[count]);
  }

  /** The file, which has no name any more. */
  private static Path onDisk(Path file) throws IOException {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : open) {
        if (Files.isSymbolicLink(descriptor)
            && Files.readSymbolicLink(descriptor).toString().startsWith(file + " (deleted)")) {
          return descriptor;
        }
      }
    }
    throw new IOException("no process has " + file);
  }

  /** By the first exception of a store, which is what a failed job shows. */
  @Test
  void aDiskThatLosesAnImageIsNamed() throws IOException {
    Path file = temp.resolve("shard");
    ShardFile shard = new ShardFile(file.toFile(), SHAPE, 1, Optional.empty());
    shard.put(0, ramp(1));
    Files.newByteChannel(onDisk(file), StandardOpenOption.WRITE).truncate(5).close();
    assertThatThrownBy(() -> shard.image(0))
        .isInstanceOf(UncheckedIOException.class)
        .cause()
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("under " + temp + ": it ends early", "spark.local.dir");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 128, 256})
  void imagesComeBackAndTheDiskHasThemPlainOnlyWhereItMay(int bits) throws IOException {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.io.encryption.enabled", Boolean.toString(bits > 0))
            .set("spark.io.encryption.keySizeBits", Integer.toString(Math.max(128, bits)));
    Optional<ShardCipher> cipher = ShardCipher.of(conf);
    Path file = temp.resolve("shard" + bits);
    LabelledImages images = ramp(40);
    ShardFile shard = new ShardFile(file.toFile(), SHAPE, 40, cipher);
    for (int first : new int[] {30, 0, 20, 10}) {
      shard.put(first, images.subset(first, 10));
    }
    shard.requireFull();
    for (int i : new int[] {39, 0, 17, 3, 17}) {
      byte[] image = new byte[SHAPE.size() + 2];
      shard.copyImage(i, image, 1);
      assertThat(Arrays.copyOfRange(image, 1, image.length - 1)).isEqualTo(images.image(i));
    }
    byte[] disk = Files.readAllBytes(onDisk(file));
    byte[] plain = new byte[40 * SHAPE.size()];
    for (int i = 0; i < 40; i++) {
      images.copyImage(i, plain, i * SHAPE.size());
    }
    int same = 0;
    for (int i = 0; i < plain.length; i++) {
      same += disk[i] == plain[i] ? 1 : 0;
    }
    assertThat(disk).hasSize(plain.length);
    if (bits == 0) {
      assertThat(same).isEqualTo(plain.length);
    } else {
      // By chance one of 256.
      assertThat(same).isLessThan(40);
    }
  }
}
