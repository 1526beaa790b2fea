package org.sparkddpm.jobs.generate;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkddpm.diffusion.Denoiser;
import org.sparkddpm.images.ClassNames;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.LabelledImagesBuilder;
import org.sparkddpm.images.pictures.ContactSheet;
import org.sparkddpm.images.pictures.RowNames;
import org.sparkddpm.jobs.progress.TaskProgress;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.samples.Sample;
import org.sparkddpm.jobs.samples.SampleUnits;
import org.sparkddpm.jobs.samples.UnitNumbers;

/**
 * Pictures of a run's first samples. Each label's is made on an executor, which reads no more of
 * its files than the picture shows; the driver gets a row of each label for the picture of all.
 */
final class ContactSheets {

  private static final int SAMPLES = 100;
  private static final int COLUMNS = 10;
  private static final int ENLARGED = 2;

  /** More rows than anybody looks through. */
  private static final int MOST_ROWS = 1000;

  private static final long MOST_PIXELS = 1 << 26;

  private final RunWriter writer;
  private final ExportNames names;
  private final ImageShape shape;
  private final ClassNames classNames;
  private final SampleUnits units;

  ContactSheets(RunWriter writer, ExportNames names, SamplePlan plan) {
    this.writer = writer;
    this.names = names;
    this.shape = plan.identity().model().imageShape();
    this.classNames = plan.names();
    this.units = plan.units();
  }

  /** A label, and whether it has a row on the sheet of all. */
  private record Order(int label, boolean row) implements Serializable {}

  /** What makes the sheet of a label on an executor. */
  private record Task(
      SerializableConfiguration conf,
      String folder,
      ExportNames names,
      ImageShape shape,
      SampleUnits units)
      implements Serializable {

    /** Writes the sheet; returns the row for the sheet of all. */
    List<byte[]> sheet(Order order) throws IOException {
      int label = order.label();
      RunFolder run = new RunFolder(conf.value(), folder);
      List<byte[]> first =
          new FirstSamples(conf, folder, units)
              .of(label, SAMPLES).stream().map(Sample::pixels).toList();
      ContactSheet sheet =
          ContactSheet.of(images(first, shape), Math.min(COLUMNS, first.size())).enlarged(ENLARGED);
      new RunWriter(run).write(names.sheet(label), sheet::writePng);
      return List.copyOf(first.subList(0, order.row() ? Math.min(COLUMNS, first.size()) : 0));
    }
  }

  /** Writes a sheet for each label and one of the first labels, a row for each. */
  void write(JavaSparkContext spark) throws IOException {
    List<Integer> labels = units.labels();
    int shown = Math.min(labels.size(), mostRows(shape));
    Task task =
        new Task(
            new SerializableConfiguration(spark.hadoopConfiguration()),
            writer.folder().location().path().toString(),
            names,
            shape,
            units);
    spark.setJobDescription("draw contact sheets of " + labels.size() + " classes");
    List<List<byte[]>> rows =
        TaskProgress.during(
            spark,
            "contact sheets",
            () ->
                spark
                    .parallelize(
                        ordered(labels, shown),
                        Math.min(labels.size(), UnitNumbers.tasks(spark.defaultParallelism())))
                    .map(task::sheet)
                    .collect());
    int columns = rows.stream().mapToInt(List::size).max().orElseThrow();
    byte[] empty = ContactSheet.empty(shape);
    List<byte[]> all = new ArrayList<>();
    for (List<byte[]> row : rows.subList(0, shown)) {
      all.addAll(row);
      all.addAll(Collections.nCopies(columns - row.size(), empty));
    }
    ContactSheet sheet =
        ContactSheet.of(images(all, shape), columns)
            .enlarged(ENLARGED)
            .rowLabels(rowNames(labels.subList(0, shown)));
    writer.write(names.sheet(), sheet::writePng);
  }

  private static List<Order> ordered(List<Integer> labels, int shown) {
    return IntStream.range(0, labels.size())
        .mapToObj(i -> new Order(labels.get(i), i < shown))
        .toList();
  }

  /** How many labels the picture of all has room for. */
  static int mostRows(ImageShape shape) {
    long width = (long) ENLARGED * shape.width() + 2;
    long height = (long) ENLARGED * shape.height() + 2;
    long row = COLUMNS * width * height;
    return (int) Math.max(1, Math.min(MOST_ROWS, MOST_PIXELS / row));
  }

  /** What classes are called beside the rows; samples without a class are in one of their own. */
  private List<String> rowNames(List<Integer> labels) {
    return labels.equals(List.of(Denoiser.NO_LABEL))
        ? List.of("none")
        : RowNames.of(classNames, labels);
  }

  private static LabelledImages images(List<byte[]> pixels, ImageShape shape) {
    LabelledImagesBuilder images = new LabelledImagesBuilder();
    for (byte[] one : pixels) {
      images.add(one, shape, 0, "sample");
    }
    return images.build("samples");
  }
}
