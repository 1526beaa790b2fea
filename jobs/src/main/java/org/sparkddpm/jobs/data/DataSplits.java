package org.sparkddpm.jobs.data;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.LabelledImagesBuilder;

/**
 * A data set, split for training and validation.
 *
 * @param train images to train on
 * @param test images to validate on, of the same shape and number of classes
 * @param origin where they came from, for logs and results
 */
public record DataSplits(LabelledImages train, LabelledImages test, String origin) {

  private static final int HELD_OUT = 10;

  /** At most so many classes are named in a message. */
  private static final int NAMED = 5;

  /**
   * Gives both splits the same number of classes.
   *
   * @throws InvalidImagesException if their images differ in size or channels
   */
  public DataSplits {
    if (!train.shape().equals(test.shape())) {
      throw new InvalidImagesException(
          "%s: training images are %s, test images %s; give both the same size and channels"
              .formatted(origin, train.shape(), test.shape()));
    }
    int classes = Math.max(train.classes(), test.classes());
    train = train.withClasses(classes);
    test = test.withClasses(classes);
  }

  /** Holds out every tenth image of a data set that has no test split of its own. */
  static DataSplits holdingOut(LabelledImages all, String origin) {
    if (all.size() < HELD_OUT) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%s: %d images are too few to hold out every tenth for validation; give at least %d",
              origin,
              all.size(),
              HELD_OUT));
    }
    LabelledImagesBuilder train = new LabelledImagesBuilder();
    LabelledImagesBuilder test = new LabelledImagesBuilder();
    for (int i = 0; i < all.size(); i++) {
      (i % HELD_OUT == HELD_OUT - 1 ? test : train)
          .add(all.image(i), all.shape(), all.label(i), origin + "[" + i + "]");
    }
    return new DataSplits(train.build(origin), test.build(origin), origin);
  }

  /** One line for the log; says which classes nothing can be learnt about. */
  public String summary() {
    int[] counts = train.classCounts();
    List<String> empty =
        IntStream.range(0, counts.length)
            .filter(label -> counts[label] == 0)
            .mapToObj(Integer::toString)
            .toList();
    int more = Math.max(0, empty.size() - NAMED);
    String without =
        empty.isEmpty()
            ? ""
            : " (no training image of %s%s)"
                .formatted(
                    String.join(", ", empty.subList(0, empty.size() - more)),
                    more == 0 ? "" : " and " + more + " more");
    return String.format(
        Locale.ROOT,
        "%s: %,d training and %,d test images of %dx%d in %s, %d classes%s",
        origin,
        train.size(),
        test.size(),
        train.shape().width(),
        train.shape().height(),
        train.shape().colours(),
        train.classes(),
        without);
  }
}
