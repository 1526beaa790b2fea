package org.sparkddpm.jobs.data;

import java.io.Serializable;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.LabelledImagesBuilder;
import scala.Tuple2;

/**
 * Some images of one class with the lowest numbers.
 *
 * @param numbers ascending
 */
record FirstImages(long[] numbers, LabelledImages images) implements Serializable {

  /** Those of some classes among some images. */
  static Iterator<Tuple2<Integer, FirstImages>> of(
      NumberedImages numbered, int count, Set<Integer> labels) {
    LabelledImages images = numbered.images();
    Map<Integer, FirstImages> first = new TreeMap<>();
    for (int label : labels) {
      int wanted = label;
      int[] found =
          IntStream.range(0, images.size())
              .filter(i -> images.label(i) == wanted)
              .limit(count)
              .toArray();
      if (found.length > 0) {
        long[] numbers = IntStream.of(found).mapToLong(i -> numbered.first() + i).toArray();
        first.put(label, new FirstImages(numbers, images.chosen(found)));
      }
    }
    return first.entrySet().stream()
        .map(entry -> new Tuple2<>(entry.getKey(), entry.getValue()))
        .iterator();
  }

  /** Those with the lowest numbers of both. */
  FirstImages plus(FirstImages other, int count) {
    TreeMap<Long, byte[]> both = new TreeMap<>();
    Stream.of(this, other)
        .forEach(
            some -> {
              for (int i = 0; i < some.numbers.length; i++) {
                both.put(some.numbers[i], some.images.image(i));
              }
            });
    LabelledImagesBuilder chosen = new LabelledImagesBuilder();
    long[] lowest = both.keySet().stream().mapToLong(number -> number).limit(count).toArray();
    for (long number : lowest) {
      chosen.add(both.get(number), images.shape(), images.label(0), "image " + number);
    }
    return new FirstImages(lowest, chosen.build("images").withClasses(images.classes()));
  }
}
