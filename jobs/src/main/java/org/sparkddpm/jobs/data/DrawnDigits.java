package org.sparkddpm.jobs.data;

import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.strokes.Strokes;

/**
 * Digits that the executors draw.
 *
 * @param first index of the first of them
 * @param count how many, at least 1
 */
record DrawnDigits(long first, long count) implements DataPart {

  private static final int BLOCK = 5000;

  @Override
  public String source() {
    return "strokes";
  }

  @Override
  public JavaRDD<ImageBlock> blocks(SparkSession spark) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int blocks = Math.toIntExact((count + BLOCK - 1) / BLOCK);
    long start = first;
    long all = count;
    return context
        .parallelize(LongStream.range(0, blocks).boxed().toList(), blocks)
        .map(index -> draw(start, index * BLOCK, (int) Math.min(BLOCK, all - index * BLOCK)));
  }

  private static ImageBlock draw(long start, long index, int count) {
    LabelledImages digits = Strokes.draw(start + index, count);
    BlockBuilder block = new BlockBuilder(new BlockPlace("strokes", index));
    for (int i = 0; i < count; i++) {
      String label = Integer.toString(digits.label(i));
      block.add(digits.image(i), digits.shape(), label, "drawn", "drawn digit " + (index + i));
    }
    return block.build();
  }
}
