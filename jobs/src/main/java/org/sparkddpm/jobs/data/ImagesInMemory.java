package org.sparkddpm.jobs.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.sparkddpm.images.ClassNames;
import org.sparkddpm.images.LabelledImages;

/**
 * Images that the driver has in its memory, since they lie where executors may not reach them. They
 * travel as broadcasts, of which an executor fetches those that it needs.
 *
 * @param source what they are, for messages
 */
record ImagesInMemory(LabelledImages images, String source) implements DataPart {

  private static final int BLOCK = 5000;

  @Override
  public JavaRDD<ImageBlock> blocks(SparkSession spark) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<Broadcast<ImageBlock>> blocks = new ArrayList<>();
    for (int first = 0; first < images.size(); first += BLOCK) {
      blocks.add(context.broadcast(block(first, Math.min(BLOCK, images.size() - first))));
    }
    return context
        .parallelize(IntStream.range(0, blocks.size()).boxed().toList(), blocks.size())
        .map(index -> blocks.get(index).value());
  }

  private ImageBlock block(int first, int count) {
    BlockPlace place = new BlockPlace(source, first);
    BlockBuilder block = new BlockBuilder(place);
    for (int i = first; i < first + count; i++) {
      String label = Integer.toString(images.label(i));
      block.add(images.image(i), images.shape(), label, "images", source + " image " + i);
    }
    return block.build();
  }

  @Override
  public ClassLabels labels(Collection<String> texts) {
    ClassLabels found = ClassLabels.of(texts, source);
    return new ClassLabels(found.labels(), images.classes(), ClassNames.NUMBERS);
  }
}
