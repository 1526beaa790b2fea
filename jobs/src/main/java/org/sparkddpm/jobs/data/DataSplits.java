package org.sparkddpm.jobs.data;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sparkddpm.images.ClassNames;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.LabelledImagesBuilder;

/**
 * A data set, split for training and validation.
 *
 * @param train images to train on
 * @param test images to validate on, of the same shape and number of classes
 * @param origin where they came from, for logs and results
 * @param names of the classes
 * @param report what was taken from there and what was left out
 * @param heldOut whether the test images are every tenth of a set that has none of its own
 */
public record DataSplits(
    LabelledImages train,
    LabelledImages test,
    String origin,
    ClassNames names,
    DataReport report,
    boolean heldOut) {

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

  /** Data of the program's own, whose classes are numbers. */
  public DataSplits(LabelledImages train, LabelledImages test, String origin) {
    this(train, test, origin, ClassNames.NUMBERS, DataReport.NOTHING, false);
  }

  /**
   * Puts two parts together; classes of the same word become the same class.
   *
   * @throws InvalidImagesException if the parts do not belong together
   */
  static DataSplits of(ImageSet train, ImageSet test, String origin) {
    if (train.opacity() != test.opacity()) {
      throw new InvalidImagesException(
          "%s: of the %s images the opacity is what is drawn, of the others it is not; store both alike"
              .formatted(origin, train.opacity() ? "training" : "test"));
    }
    if (train.names().areWords() != test.names().areWords()) {
      throw new InvalidImagesException(
          "%s: the classes of the %s images are named by words, those of the others by numbers; name both alike"
              .formatted(origin, train.names().areWords() ? "training" : "test"));
    }
    ClassNames names =
        train.names().equals(test.names())
            ? train.names()
            : ClassNames.sorted(
                Stream.concat(train.names().words().stream(), test.names().words().stream())
                    .toList());
    return new DataSplits(
        numbered(train, names),
        numbered(test, names),
        origin,
        names,
        train.report().plus(test.report()),
        false);
  }

  private static LabelledImages numbered(ImageSet set, ClassNames names) {
    if (set.names().equals(names)) {
      return set.images();
    }
    int[] labels =
        set.names().words().stream().mapToInt(word -> names.label(word).orElseThrow()).toArray();
    return set.images().relabelled(labels, names.words().size());
  }

  /** Holds out every tenth image of a data set that has no test split of its own. */
  static DataSplits holdingOut(ImageSet set, String origin) {
    LabelledImages all = set.images();
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
    return new DataSplits(
        train.build(origin).withClasses(all.classes()),
        test.build(origin).withClasses(all.classes()),
        origin,
        set.names(),
        set.report(),
        true);
  }

  /** The same data, of a source that also holds other things. */
  DataSplits leavingOut(List<String> others) {
    return new DataSplits(train, test, origin, names, report.leavingOut(others), heldOut);
  }

  /**
   * One line for the log; says which classes nothing can be learnt about, and what was taken from
   * the source and what was left out.
   */
  public String summary() {
    int[] counts = train.classCounts();
    List<String> empty =
        IntStream.range(0, counts.length)
            .filter(label -> counts[label] == 0)
            .mapToObj(names::of)
            .toList();
    int more = Math.max(0, empty.size() - NAMED);
    String without =
        empty.isEmpty()
            ? ""
            : " (no training image of %s%s)"
                .formatted(
                    String.join(", ", empty.subList(0, empty.size() - more)),
                    more == 0 ? "" : " and " + more + " more");
    String found = report.toString();
    return String.format(
        Locale.ROOT,
        "%s: %,d training and %s%,d test images of %dx%d in %s, %d classes%s%s%s",
        origin,
        train.size(),
        heldOut ? "(every tenth held out) " : "",
        test.size(),
        train.shape().width(),
        train.shape().height(),
        train.shape().colours(),
        train.classes(),
        words(),
        without,
        found.isEmpty() ? "" : "; " + found);
  }

  private String words() {
    int more = Math.max(0, names.words().size() - NAMED);
    return names.areWords()
        ? ": %s%s"
            .formatted(
                String.join(", ", names.words().subList(0, names.words().size() - more)),
                more == 0 ? "" : " and " + more + " more")
        : "";
  }
}
