package org.sparkddpm.jobs.generate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.diffusion.ImageGenerator;
import org.sparkddpm.images.Canvas;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.LabelledImagesBuilder;
import org.sparkddpm.images.formats.IdxWriter;
import org.sparkddpm.images.pictures.AnimatedGif;
import org.sparkddpm.images.pictures.ContactSheet;
import org.sparkddpm.jobs.cli.ProgressDisplay;
import org.sparkddpm.jobs.cli.ProgressLine;
import org.sparkddpm.jobs.report.ForwardProcessSheet;
import org.sparkddpm.jobs.samples.Sample;
import org.sparkddpm.jobs.samples.SampleUnit;
import org.sparkddpm.jobs.samples.SampleUnits;
import org.sparkddpm.jobs.samples.Samples;
import org.sparkddpm.jobs.storage.UnreadableException;
import org.sparkddpm.jobs.storage.WholeFile;
import org.sparkddpm.training.ModelConfig;

/** What the driver makes of a run: IDX of its Parquet files, and the two figures. */
final class SampleExports {

  private static final Logger log = LoggerFactory.getLogger(SampleExports.class);

  private static final int ENLARGED = 2;
  private static final int GIF_SAMPLES = 16;
  private static final int GIF_COLUMNS = 4;
  private static final int MOST_FRAMES = 50;
  private static final int FRAME_MILLIS = 100;
  private static final int LAST_FRAME_MILLIS = 2000;

  private final RunWriter runWriter;
  private final ExportNames names;
  private final ModelConfig model;
  private final SampleUnits units;

  SampleExports(RunWriter runWriter, ExportNames names, SamplePlan plan) {
    this.runWriter = runWriter;
    this.names = names;
    this.model = plan.identity().model();
    this.units = plan.units();
  }

  /**
   * Writes all samples, by label and index, in the file format of MNIST, one after the other as
   * they are read.
   */
  void idx() throws IOException {
    int count = Math.toIntExact(units.samples());
    ProgressDisplay display = new ProgressDisplay(log);
    int[] done = new int[1];
    try (WholeFile images = runWriter.begin(names.images(model.imageShape().channels()));
        WholeFile labels = runWriter.begin(names.labels())) {
      try (IdxWriter writer =
          new IdxWriter(images.stream(), labels.stream(), count, model.imageShape())) {
        for (SampleUnit unit : units) {
          try (Samples samples = runWriter.folder().file(unit).open(unit.label())) {
            for (Optional<Sample> next = samples.next(); next.isPresent(); next = samples.next()) {
              writer.add(next.get().pixels(), unit.label());
              done[0]++;
              display.show(
                  () ->
                      ProgressLine.share("write IDX", done[0], count)
                          .count("images", done[0], count));
            }
          }
        }
      }
      images.commit();
      labels.commit();
    } catch (UnreadableException e) {
      throw e;
    } catch (IOException e) {
      throw runWriter.unwritable(names.labels(), e);
    }
  }

  /** Draws how noise becomes samples of one label, as an animation of evenly spaced steps. */
  void reverseProcess(ImageGenerator generator, int steps, long seed, int label)
      throws IOException {
    int[] labels = new int[GIF_SAMPLES];
    Arrays.fill(labels, label);
    long[] indices = new long[GIF_SAMPLES];
    Arrays.setAll(indices, i -> i);
    List<ContactSheet> frames = new ArrayList<>();
    long most = Math.min(steps, MOST_FRAMES);
    generator.generate(
        seed,
        labels,
        indices,
        (step, x) -> {
          // The last step always crosses a boundary: the animation ends at the samples.
          if ((step + 1) * most / steps > step * most / steps) {
            frames.add(frame(x.get(), label));
          }
        });
    runWriter.write(
        names.animation(label),
        out -> {
          try (AnimatedGif gif = new AnimatedGif(out, FRAME_MILLIS)) {
            for (int i = 0; i < frames.size() - 1; i++) {
              gif.add(frames.get(i).image());
            }
            gif.add(frames.get(frames.size() - 1).image(), LAST_FRAME_MILLIS);
          }
        });
  }

  private ContactSheet frame(float[] x, int label) {
    Canvas canvas = model.canvas();
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < GIF_SAMPLES; i++) {
      images.add(canvas.crop(x, i * canvas.size()));
    }
    return ContactSheet.of(images(images, label), GIF_COLUMNS).enlarged(ENLARGED);
  }

  /**
   * Draws how an image of the data becomes noise, from left to right.
   *
   * @param data whose first image is drawn, of the model's size
   */
  void forwardProcess(LabelledImages data, long seed) throws IOException {
    ContactSheet sheet =
        ForwardProcessSheet.of(
                data.image(0), model.canvas(), model.diffusion().noiseSchedule(), seed)
            .sheet()
            .enlarged(ENLARGED);
    runWriter.write(names.forward(), sheet::writePng);
  }

  private LabelledImages images(List<byte[]> pixels, int label) {
    LabelledImagesBuilder images = new LabelledImagesBuilder();
    for (byte[] one : pixels) {
      images.add(one, model.imageShape(), label, "sample");
    }
    return images.build("samples");
  }
}
