package org.sparkddpm.jobs.samples;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.formats.OpenCvPixels;
import shaded.parquet.org.apache.thrift.TException;

/** The Parquet file of one unit: Spark's image struct, the sample's index and its provenance. */
public final class SampleFile {

  /** Spark's image schema (org.apache.spark.ml.image.ImageSchema) and what made the sample. */
  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message sample {
            required group image {
              optional binary origin (STRING);
              required int32 height;
              required int32 width;
              required int32 nChannels;
              required int32 mode;
              required binary data;
            }
            required int64 index;
            required int64 seed;
            required binary sampler (STRING);
            required int32 steps;
            required double guidance;
            required binary checkpoint (STRING);
          }
          """);

  private final Configuration conf;
  private final Path path;

  /** A file of a run, to be read. */
  public SampleFile(Configuration conf, Path path) {
    this.conf = conf;
    this.path = path;
  }

  /**
   * Writes a file's content; whoever gave the stream publishes the file.
   *
   * @param images the pixels of each sample of the unit, in the order of their indices
   * @throws IOException if the stream fails
   */
  public static void write(
      Configuration conf,
      OutputStream out,
      RunIdentity identity,
      SampleUnit unit,
      List<byte[]> images)
      throws IOException {
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new ParquetStream(out))
            .withType(SCHEMA)
            .withConf(conf)
            .withCompressionCodec(CompressionCodecName.SNAPPY)
            .build()) {
      for (int i = 0; i < images.size(); i++) {
        writer.write(row(identity, unit, unit.first() + i, images.get(i)));
      }
    }
  }

  private static Group row(RunIdentity identity, SampleUnit unit, long index, byte[] pixels) {
    SamplingConfig sampling = identity.sampling();
    Group row = new SimpleGroup(SCHEMA);
    Group image = row.addGroup("image");
    image.add(
        "origin",
        String.format(Locale.ROOT, "%s/label=%d/%d", sampling.checkpoint(), unit.label(), index));
    ImageShape shape = identity.model().imageShape();
    image.add("height", shape.height());
    image.add("width", shape.width());
    image.add("nChannels", shape.channels());
    image.add("mode", OpenCvPixels.type(shape.channels()));
    byte[] data = OpenCvPixels.exchanged(pixels, shape.channels());
    image.add("data", Binary.fromConstantByteArray(data));
    row.add("index", index);
    row.add("seed", sampling.seed());
    row.add("sampler", sampling.sampler());
    row.add("steps", sampling.steps());
    row.add("guidance", sampling.guidance());
    row.add("checkpoint", sampling.checkpoint());
    return row;
  }

  /**
   * Rows of the file by its footer.
   *
   * @throws DamagedFileException if it is not a whole Parquet file
   * @throws IOException if it cannot be read now
   */
  public long rows() throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(path, conf))) {
      return reader.getRecordCount();
    } catch (ChecksumException | RuntimeException e) {
      throw new DamagedFileException(path, e);
    } catch (IOException e) {
      // A footer that was read and makes no sense; what else fails may be the store.
      if (e.getCause() instanceof TException) {
        throw new DamagedFileException(path, e);
      }
      throw e;
    }
  }

  /**
   * The samples in the order of the rows, which is that of their indices.
   *
   * @param label of all of them: it stands in the folder's name alone
   * @throws IOException if the file cannot be read
   */
  public List<Sample> samples(int label) throws IOException {
    List<Sample> samples = new ArrayList<>();
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), path).withConf(conf).build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        samples.add(sample(label, row));
      }
    }
    return samples;
  }

  private static Sample sample(int label, Group row) {
    Group image = row.getGroup("image", 0);
    return new Sample(
        label,
        row.getLong("index", 0),
        image.getInteger("height", 0),
        image.getInteger("width", 0),
        image.getInteger("nChannels", 0),
        OpenCvPixels.exchanged(
            image.getBinary("data", 0).getBytes(), image.getInteger("nChannels", 0)),
        new Sample.Provenance(
            row.getLong("seed", 0),
            row.getString("sampler", 0),
            row.getInteger("steps", 0),
            row.getDouble("guidance", 0),
            row.getString("checkpoint", 0)));
  }
}
