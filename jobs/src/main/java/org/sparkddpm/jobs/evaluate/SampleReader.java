package org.sparkddpm.jobs.evaluate;

import java.io.IOException;
import java.io.Serializable;
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
 * @param starts the position of each label's first sample
 * @param shape that they should have
 * @param classes of the data
 */
record SampleReader(
    String folder,
    Map<Integer, Long> starts,
    ImageShape shape,
    int classes,
    SerializableConfiguration conf)
    implements Serializable {

  /**
   * The samples of units that follow each other.
   *
   * @throws IOException if a file cannot be read or is not whole
   * @throws InvalidImagesException if they are of another shape
   */
  ImageBlock read(List<SampleUnit> units) throws IOException {
    RunFolder run = new RunFolder(conf.value(), folder);
    int count = units.stream().mapToInt(SampleUnit::count).sum();
    byte[] pixels = new byte[Math.multiplyExact(count, shape.size())];
    int[] read = new int[count];
    int at = 0;
    for (SampleUnit unit : units) {
      List<Sample> samples = run.samples(unit);
      if (samples.size() != unit.count()) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s has %d samples instead of %d; run generate-job's command again, which mends it",
                run.path(unit.path()),
                samples.size(),
                unit.count()));
      }
      for (Sample sample : samples) {
        checkShape(sample);
        System.arraycopy(sample.pixels(), 0, pixels, at * shape.size(), shape.size());
        read[at++] = unit.label();
      }
    }
    SampleUnit first = units.get(0);
    return new ImageBlock(
        starts.get(first.label()) + first.first(),
        LabelledImages.owning(shape, classes, pixels, read));
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
