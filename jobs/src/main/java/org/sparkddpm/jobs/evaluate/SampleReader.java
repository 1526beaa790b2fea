package org.sparkddpm.jobs.evaluate;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.samples.Sample;
import org.sparkddpm.jobs.samples.SampleUnit;

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

  /**
   * The samples of units that follow each other, in blocks.
   *
   * @throws IOException if a file cannot be read or is not whole
   * @throws InvalidImagesException if they are of another shape
   */
  Iterator<ImageBlock> read(List<SampleUnit> units) throws IOException {
    RunFolder run = new RunFolder(conf.value(), folder);
    SampleUnit first = units.get(0);
    Blocks blocks =
        new Blocks(
            offsets.get(first.label()) + first.first(),
            units.stream().mapToInt(SampleUnit::count).sum());
    for (SampleUnit unit : units) {
      long before = blocks.read;
      run.read(unit, unit.count(), blocks::add);
      if (blocks.read - before != unit.count()) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s has %d samples instead of %d; run generate-job's command again, which mends it",
                run.path(unit.path()),
                blocks.read - before,
                unit.count()));
      }
    }
    return blocks.all.iterator();
  }

  /** Samples that come one after the other, as many in each block. */
  private final class Blocks {
    private final List<ImageBlock> all = new ArrayList<>();
    private final long start;
    private final int count;
    private byte[] pixels = new byte[0];
    private int[] labels = new int[0];
    private int read;

    Blocks(long start, int count) {
      this.start = start;
      this.count = count;
    }

    void add(Sample sample) {
      checkShape(sample);
      int at = read % ImageBlock.SIZE;
      if (at == 0) {
        int size = Math.min(ImageBlock.SIZE, count - read);
        pixels = new byte[Math.multiplyExact(size, shape.size())];
        labels = new int[size];
      }
      System.arraycopy(sample.pixels(), 0, pixels, at * shape.size(), shape.size());
      labels[at] = sample.label();
      read++;
      if (at == labels.length - 1) {
        all.add(
            new ImageBlock(
                start + read - labels.length,
                LabelledImages.owning(shape, classes, pixels, labels)));
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
