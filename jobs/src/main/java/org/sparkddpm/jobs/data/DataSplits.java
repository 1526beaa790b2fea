package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.sparkddpm.images.ClassNames;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;

/**
 * A data set, split for training and validation. Its images lie on the executors.
 *
 * @param train images to train on
 * @param test images to validate on, of the same shape and number of classes
 * @param origin where they came from, for logs and results
 * @param names of the classes
 * @param report what was taken from there and what was left out
 * @param fingerprint of all images
 * @param heldOutBy the seed by which the test images are a tenth of a set that has none of its own
 */
public record DataSplits(
    DistributedImages train,
    DistributedImages test,
    String origin,
    ClassNames names,
    DataReport report,
    Fingerprint fingerprint,
    OptionalLong heldOutBy) {

  /** At most so many classes are named in a message. */
  private static final int NAMED = 5;

  /**
   * Spreads images that the driver has; their classes are numbers.
   *
   * @param origin what they are, for messages
   * @throws IOException if the executors cannot take them
   */
  public static DataSplits of(
      SparkSession spark, LabelledImages train, LabelledImages test, String origin)
      throws IOException {
    return of(
            ReadPart.of(spark, new ImagesInMemory(train, origin + " train")),
            ReadPart.of(spark, new ImagesInMemory(test, origin + " test")),
            origin)
        .unreported();
  }

  /**
   * Puts two parts together; classes of the same word become the same class.
   *
   * @throws InvalidImagesException if the parts do not belong together
   * @throws IOException if the executors cannot read them
   */
  static DataSplits of(ReadPart train, ReadPart test, String origin) throws IOException {
    if (train.opacity() != test.opacity()) {
      throw new InvalidImagesException(
          "%s: of the %s images the opacity is what is drawn, of the others it is not; store both alike"
              .formatted(origin, train.opacity() ? "training" : "test"));
    }
    ClassNames trained = train.labels().names();
    ClassNames tested = test.labels().names();
    if (trained.areWords() != tested.areWords()) {
      throw new InvalidImagesException(
          "%s: the classes of the %s images are named by words, those of the others by numbers; name both alike"
              .formatted(origin, trained.areWords() ? "training" : "test"));
    }
    if (!train.shape().equals(test.shape())) {
      throw new InvalidImagesException(
          "%s: training images are %s, test images %s; give both the same size and channels"
              .formatted(origin, train.shape(), test.shape()));
    }
    ClassNames names =
        trained.equals(tested)
            ? trained
            : ClassNames.sorted(
                Stream.concat(trained.words().stream(), tested.words().stream()).toList(), origin);
    int classes =
        names.areWords()
            ? names.words().size()
            : Math.max(train.labels().classes(), test.labels().classes());
    return new DataSplits(
            DistributedImages.of(train, selection(train, names, classes, null, false)),
            DistributedImages.of(test, selection(test, names, classes, null, false)),
            origin,
            names,
            train.report().plus(test.report()),
            train.fingerprint().plus(test.fingerprint()),
            OptionalLong.empty())
        .warningOfClasses();
  }

  /**
   * Holds out a tenth of a data set that has no test images of its own.
   *
   * @param seed of the drawing
   * @throws InvalidImagesException if there are too few images
   * @throws IOException if the executors cannot read them
   */
  static DataSplits holdingOut(ReadPart all, String origin, long seed) throws IOException {
    ClassNames names = all.labels().names();
    int classes = all.labels().classes();
    HoldOut holdOut = HoldOut.of(all, all.labels().labels(), seed);
    return new DataSplits(
            DistributedImages.of(all, selection(all, names, classes, holdOut, false)),
            DistributedImages.of(all, selection(all, names, classes, holdOut, true)),
            origin,
            names,
            all.report(),
            all.fingerprint(),
            OptionalLong.of(seed))
        .warningOfClasses();
  }

  private static Selection selection(
      ReadPart part, ClassNames names, int classes, HoldOut holdOut, boolean held) {
    Map<String, Integer> labels = part.labels().labels();
    if (!part.labels().names().equals(names)) {
      List<String> words = part.labels().names().words();
      labels =
          labels.entrySet().stream()
              .collect(
                  Collectors.toMap(
                      Map.Entry::getKey,
                      text -> names.label(words.get(text.getValue())).orElseThrow()));
    }
    return new Selection(Map.copyOf(labels), classes, part.opacity(), holdOut, held);
  }

  /** What tells the images and their division from others: their fingerprint, and a seed. */
  public String identity() {
    return heldOutBy.isPresent()
        ? fingerprint + "-" + Long.toHexString(heldOutBy.getAsLong())
        : fingerprint.toString();
  }

  /**
   * The images that are not there to test on: the training images, and those that are held out of
   * them.
   *
   * @throws IOException if the executors cannot read them
   */
  public DistributedImages withHeldOut() throws IOException {
    return heldOutBy.isPresent() ? train.whole() : train;
  }

  /** The same data, of which there is nothing to report. */
  DataSplits unreported() {
    return reporting(DataReport.NOTHING);
  }

  /** The same data, of a source that also holds other things. */
  DataSplits leavingOut(List<String> others) {
    return reporting(report.leavingOut(others));
  }

  private DataSplits reporting(DataReport other) {
    return new DataSplits(train, test, origin, names, other, fingerprint, heldOutBy);
  }

  private DataSplits warningOfClasses() {
    long[] trained = train.classCounts();
    long[] tested = test.classCounts();
    List<String> learnt = classes(label -> trained[label] > 0);
    List<String> unknown = classes(label -> trained[label] == 0 && tested[label] > 0);
    DataReport warned = report;
    if (learnt.size() == 1) {
      warned =
          warned.warning(
              "all training images are of one class, %s; where more were meant, give each a folder or a label of its own"
                  .formatted(learnt.get(0)));
    }
    if (!unknown.isEmpty()) {
      warned =
          warned.warning(
              "there are test images of %s, and no training images; give some, or take those away"
                  .formatted(named(unknown)));
    }
    return reporting(warned);
  }

  /** What those classes are called for which something holds. */
  private List<String> classes(IntPredicate of) {
    return IntStream.range(0, train.classes()).filter(of).mapToObj(names::of).toList();
  }

  private static String named(List<String> classes) {
    int more = Math.max(0, classes.size() - NAMED);
    return String.join(", ", classes.subList(0, classes.size() - more))
        + (more == 0 ? "" : " and " + more + " more");
  }

  /**
   * One line for the log; says which classes nothing can be learnt about, and what was taken from
   * the source and what was left out.
   */
  public String summary() {
    long[] counts = train.classCounts();
    List<String> empty = classes(label -> counts[label] == 0);
    String without = empty.isEmpty() ? "" : " (no training image of %s)".formatted(named(empty));
    String found = report.toString();
    return String.format(
        Locale.ROOT,
        "%s: %,d training and %s%,d test images of %dx%d in %s, %d classes%s%s%s",
        origin,
        train.size(),
        heldOutBy.isPresent() ? "(a tenth of each class, held out) " : "",
        test.size(),
        train.shape().width(),
        train.shape().height(),
        train.shape().colours(),
        train.classes(),
        names.areWords() ? ": " + named(names.words()) : "",
        without,
        found.isEmpty() ? "" : "; " + found);
  }
}
