package org.sparkddpm.jobs.evaluate;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.jobs.data.NumberedImages;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.samples.Sample;
import org.sparkddpm.jobs.samples.SampleUnit;
import org.sparkddpm.jobs.samples.Samples;

/**
 * Reads samples of a run in a task.
 *
 * @param folder of the run, with scheme
 * @param offsets what the indices of each label have to be added to, to give positions
 * @param shape that they should have
 * @param classes of the data
 */
record SampleReader(
    String folder,
    Map<Integer, Long> offsets,
    ImageShape shape,
    int classes,
    SerializableConfiguration conf)
    implements Serializable {

  private static final Logger log = LoggerFactory.getLogger(SampleReader.class);

  /**
   * The samples of units that follow each other, in blocks of which one at a time is in memory.
   *
   * @throws IOException if the file system does not answer
   */
  Iterator<NumberedImages> read(List<SampleUnit> units) throws IOException {
    return new Blocks(new RunFolder(conf.value(), folder), units);
  }

  /** Blocks of as many samples each, whatever files these are in. */
  private final class Blocks implements Iterator<NumberedImages> {
    private final RunFolder run;
    private final Iterator<SampleUnit> units;
    private final long start;
    private final int count;
    private SampleUnit unit;
    private Samples samples;
    private int ofUnit;
    private int read;

    Blocks(RunFolder run, List<SampleUnit> units) {
      this.run = run;
      this.units = units.iterator();
      this.start = offsets.get(units.get(0).label()) + units.get(0).first();
      this.count = units.stream().mapToInt(SampleUnit::count).sum();
      TaskContext task = TaskContext.get();
      if (task != null) {
        // A task that ends early, or by a fault, leaves nothing open.
        task.addTaskCompletionListener((TaskCompletionListener) context -> close());
      }
    }

    @Override
    public boolean hasNext() {
      return read < count;
    }

    @Override
    public NumberedImages next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int size = Math.min(JudgeTask.BLOCK, count - read);
      byte[] pixels = new byte[Math.multiplyExact(size, shape.size())];
      int[] labels = new int[size];
      try {
        for (int i = 0; i < size; i++) {
          Sample sample = sample();
          checkShape(sample);
          System.arraycopy(sample.pixels(), 0, pixels, i * shape.size(), shape.size());
          labels[i] = sample.label();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
      long first = start + read;
      read += size;
      return new NumberedImages(first, LabelledImages.owning(shape, classes, pixels, labels));
    }

    /** The next of all units; behind a unit's last one its file must end. */
    private Sample sample() throws IOException {
      while (samples == null) {
        unit = units.next();
        samples = run.file(unit).open(unit.label());
        ofUnit = 0;
      }
      Sample sample = samples.next().orElseThrow(() -> wrongCount(ofUnit));
      ofUnit++;
      if (ofUnit == unit.count()) {
        int more = 0;
        while (samples.next().isPresent()) {
          more++;
        }
        if (more > 0) {
          throw wrongCount(ofUnit + more);
        }
        samples.close();
        samples = null;
      }
      return sample;
    }

    private IOException wrongCount(int found) {
      return new IOException(
          String.format(
              Locale.ROOT,
              "%s has %d samples instead of %d; run generate-job's command again, which mends it",
              run.path(unit.path()),
              found,
              unit.count()));
    }

    /** In place of why a task failed Spark would tell that this did. */
    private void close() {
      try {
        if (samples != null) {
          samples.close();
        }
      } catch (IOException | RuntimeException e) {
        log.debug("cannot close a file of {}", folder, e);
      }
    }
  }

  private void checkShape(Sample sample) {
    ImageShape found = new ImageShape(sample.height(), sample.width(), sample.channels());
    if (!found.equals(shape)) {
      throw new InvalidImagesException(
          "%s has samples of %s, but the images of --data are %s; give the data that the model was trained on"
              .formatted(folder, found, shape));
    }
  }
}
