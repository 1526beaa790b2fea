package org.sparkddpm.jobs.generate;

import java.io.IOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.jobs.samples.RunIdentity;
import org.sparkddpm.jobs.samples.SampleFileWriter;
import org.sparkddpm.jobs.samples.SampleUnit;
import org.sparkddpm.jobs.samples.SampleUnits;
import org.sparkddpm.jobs.storage.WholeFile;

/**
 * The real images of a run that tops a data set up, in files beside those of the samples: {@code
 * label=L/real-FIRST-COUNT.parquet}, with the same columns and {@code real} in the column {@code
 * source}.
 */
final class RealImages {

  private static final int PER_FILE = 100_000;

  private static final Pattern NAME =
      Pattern.compile("label=[0-9]{1,5}/real-[0-9]{9,18}-[0-9]{1,10}\\.parquet");

  private final SampleUnits units;
  private final ImageShape shape;

  /**
   * The files of so many images.
   *
   * @param counts real images by label
   * @param shape of all of them
   */
  static RealImages of(SortedMap<Integer, Long> counts, ImageShape shape) {
    ClassCounts some = ClassCounts.of(counts);
    return new RealImages(SampleUnits.of(some.labels(), some.counts(), 1, PER_FILE), shape);
  }

  private RealImages(SampleUnits units, ImageShape shape) {
    this.units = units;
    this.shape = shape;
  }

  /** The names of all files within the run's folder. */
  List<String> names() {
    return units.stream().map(RealImages::name).toList();
  }

  /** Whether a file of a run's folder may be one of real images, by its name. */
  static boolean isName(String path) {
    return NAME.matcher(path).matches();
  }

  private static String name(SampleUnit unit) {
    return String.format(
        Locale.ROOT,
        "%s/real-%09d-%d.parquet",
        SampleUnit.folder(unit.label()),
        unit.first(),
        unit.count());
  }

  /**
   * Writes the files of some labels.
   *
   * @param images all images of these labels, those of a label one after the other
   * @param wanted the names of the files to write; of the others the images are passed over
   * @param words what the classes are called; none if by their numbers
   * @throws IllegalStateException if they are not as many of a label as were counted, or of another
   *     shape: the data have changed meanwhile
   * @throws IOException if a file cannot be written
   */
  void write(
      Iterator<RealImage> images,
      Set<String> wanted,
      RunWriter writer,
      Configuration conf,
      RunIdentity identity,
      List<String> words)
      throws IOException {
    Ahead ahead = new Ahead(images);
    Set<Integer> left = new HashSet<>(units.labels());
    while (ahead.next.isPresent()) {
      int label = ahead.next.get().label();
      if (!left.remove(label)) {
        throw changed(ahead.next, "no image, or no further one, of class " + label);
      }
      for (int number = units.begin(label); number < units.end(label); number++) {
        SampleUnit unit = units.get(number);
        if (wanted.contains(name(unit))) {
          try (WholeFile file = writer.begin(name(unit))) {
            try (SampleFileWriter rows =
                new SampleFileWriter(conf, file.stream(), identity, words)) {
              for (int i = 0; i < unit.count(); i++) {
                RealImage image = take(ahead, label);
                rows.addReal(unit.first() + i, image.number(), image.pixels());
              }
            }
            file.commit();
          } catch (IOException e) {
            throw writer.unwritable(name(unit), e);
          }
        } else {
          for (int i = 0; i < unit.count(); i++) {
            take(ahead, label);
          }
        }
      }
    }
  }

  /** Images, of which the next can be looked at. */
  private static final class Ahead {
    private final Iterator<RealImage> images;
    private Optional<RealImage> next = Optional.empty();

    Ahead(Iterator<RealImage> images) {
      this.images = images;
      step();
    }

    void step() {
      next = images.hasNext() ? Optional.of(images.next()) : Optional.empty();
    }
  }

  private RealImage take(Ahead ahead, int label) {
    Optional<RealImage> next = ahead.next;
    if (next.filter(i -> i.label() == label && i.shape().equals(shape)).isEmpty()) {
      throw changed(next, "an image of class " + label + " of " + shape);
    }
    ahead.step();
    return next.get();
  }

  private static IllegalStateException changed(Optional<RealImage> found, String counted) {
    return new IllegalStateException(
        "the data have changed while the job ran: %s where there was %s; run the same command again"
            .formatted(found.map(RealImage::origin).orElse("nothing"), counted));
  }
}
