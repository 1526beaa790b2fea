package org.sparkddpm.jobs.evaluate;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.sparkddpm.jobs.data.NumberedImages;
import org.sparkddpm.jobs.storage.Sha256;
import scala.Tuple2;

/**
 * Images that are there twice, pixel by pixel.
 *
 * @param sampleDuplicates samples that equal an earlier one
 * @param sampleCopies samples that equal a training image
 * @param testDuplicates test images that equal an earlier one
 * @param testCopies test images that equal a training image
 */
record ExactCopies(long sampleDuplicates, long sampleCopies, long testDuplicates, long testCopies)
    implements Serializable {

  /** 128 bits of an image's sha256. */
  private record Key(long high, long low) implements Serializable {

    static Key of(byte[] pixels) {
      MessageDigest digest = Sha256.digest();
      ByteBuffer bytes = ByteBuffer.wrap(digest.digest(pixels));
      return new Key(bytes.getLong(), bytes.getLong());
    }
  }

  /** How many images of each set are equal. */
  private record Tally(long samples, long train, long test) implements Serializable {

    Tally plus(Tally other) {
      return new Tally(samples + other.samples, train + other.train, test + other.test);
    }

    ExactCopies copies() {
      return new ExactCopies(
          Math.max(0, samples - 1),
          train > 0 ? samples : 0,
          Math.max(0, test - 1),
          train > 0 ? test : 0);
    }
  }

  /** Counts them, by a shuffle of short keys. */
  static ExactCopies of(JavaRDD<NumberedImages> samples, RealImages real, int partitions) {
    return keys(samples, new Tally(1, 0, 0))
        .union(keys(real.train(), new Tally(0, 1, 0)))
        .union(keys(real.test(), new Tally(0, 0, 1)))
        .reduceByKey(Tally::plus, partitions)
        .values()
        .map(Tally::copies)
        .fold(new ExactCopies(0, 0, 0, 0), ExactCopies::plus);
  }

  private static JavaPairRDD<Key, Tally> keys(JavaRDD<NumberedImages> blocks, Tally one) {
    return blocks.flatMapToPair(block -> keys(block, one));
  }

  private static Iterator<Tuple2<Key, Tally>> keys(NumberedImages block, Tally one) {
    List<Tuple2<Key, Tally>> keys = new ArrayList<>();
    for (int i = 0; i < block.images().size(); i++) {
      keys.add(new Tuple2<>(Key.of(block.images().image(i)), one));
    }
    return keys.iterator();
  }

  private ExactCopies plus(ExactCopies other) {
    return new ExactCopies(
        sampleDuplicates + other.sampleDuplicates,
        sampleCopies + other.sampleCopies,
        testDuplicates + other.testDuplicates,
        testCopies + other.testCopies);
  }
}
