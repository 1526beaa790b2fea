package org.sparkddpm.jobs.samples;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.sparkddpm.diffusion.Denoiser;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.formats.OpenCvPixels;
import org.sparkddpm.jobs.storage.ClassNamesFooter;

/** Writes a Parquet file of a run row by row; whoever gave the stream publishes the file. */
public final class SampleFileWriter implements Closeable {

  /** What the column {@code source} of a run with real images says of a sample. */
  public static final String GENERATED = "generated";

  /** What the column {@code source} of a run with real images says of one. */
  public static final String REAL = "real";

  /** Of a digest, as in the name of a run. */
  private static final int DIGITS = 12;

  private final SamplingConfig sampling;
  private final ImageShape shape;
  private final MessageType schema;
  private final ParquetWriter<Group> rows;

  /**
   * Begins a file.
   *
   * @param words what the classes are called, which the file's footer says ({@link
   *     ClassNamesFooter}); none if by their numbers
   * @throws IOException if the stream fails
   */
  public SampleFileWriter(
      Configuration conf, OutputStream out, RunIdentity identity, List<String> words)
      throws IOException {
    this.sampling = identity.sampling();
    this.shape = identity.model().imageShape();
    this.schema = SampleSchema.of(sampling);
    this.rows =
        ExampleParquetWriter.builder(new ParquetStream(out))
            .withType(schema)
            .withExtraMetaData(ClassNamesFooter.of(words))
            .withConf(conf)
            .withCompressionCodec(CompressionCodecName.SNAPPY)
            .build();
  }

  /**
   * Adds a generated sample.
   *
   * @param label its class, or {@link Denoiser#NO_LABEL}
   * @param index its number within the label; rows are added in the order of their indices
   * @param pixels of the model's shape, red before blue
   * @throws IOException if the stream fails
   */
  public void add(int label, long index, byte[] pixels) throws IOException {
    String place = label == Denoiser.NO_LABEL ? "unlabelled" : "label=" + label;
    Group row =
        row(
            index,
            pixels,
            String.format(Locale.ROOT, "%s/%s/%d", sampling.checkpoint(), place, index));
    if (sampling.augmented()) {
      row.add("source", GENERATED);
    }
    row.add("seed", sampling.seed());
    row.add("sampler", sampling.sampler());
    row.add("steps", sampling.steps());
    row.add("guidance", sampling.guidance());
    row.add("checkpoint", sampling.checkpoint());
    rows.write(row);
  }

  /**
   * Adds a real image to a file of a run that has such.
   *
   * @param index its number among the real images of its label
   * @param number of the image in its data, which the file calls by their digest: the path of the
   *     data is none of the run's and may change
   * @param pixels of the model's shape, red before blue
   * @throws IOException if the stream fails
   */
  public void addReal(long index, long number, byte[] pixels) throws IOException {
    String data = sampling.real().substring(0, DIGITS);
    Group row = row(index, pixels, String.format(Locale.ROOT, "data-%s/%d", data, number));
    row.add("source", REAL);
    rows.write(row);
  }

  private Group row(long index, byte[] pixels, String origin) {
    Group row = new SimpleGroup(schema);
    Group image = row.addGroup("image");
    image.add("origin", origin);
    image.add("height", shape.height());
    image.add("width", shape.width());
    image.add("nChannels", shape.channels());
    image.add("mode", OpenCvPixels.type(shape.channels()));
    byte[] data = OpenCvPixels.exchanged(pixels, shape.channels());
    image.add("data", Binary.fromConstantByteArray(data));
    row.add("index", index);
    return row;
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
