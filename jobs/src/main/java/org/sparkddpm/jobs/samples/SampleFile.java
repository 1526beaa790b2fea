package org.sparkddpm.jobs.samples;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
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

  public SampleFile(Configuration conf, Path path) {
    this.conf = conf;
    this.path = path;
  }

  /** Writes the file's content, and leaves closing the stream's file to the caller. */
  public static void write(
      Configuration conf, OutputStream out, RunIdentity spec, SampleUnit unit, List<byte[]> images)
      throws IOException {
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new ParquetStream(out))
            .withType(SCHEMA)
            .withConf(conf)
            .withCompressionCodec(CompressionCodecName.SNAPPY)
            .build()) {
      for (int i = 0; i < images.size(); i++) {
        writer.write(row(spec, unit, unit.first() + i, images.get(i)));
      }
    }
  }

  private static Group row(RunIdentity spec, SampleUnit unit, long index, byte[] pixels) {
    Group row = new SimpleGroup(SCHEMA);
    Group image = row.addGroup("image");
    image.add("origin", "%s/label=%d/%d".formatted(spec.checkpoint(), unit.label(), index));
    ImageShape shape = spec.model().imageShape();
    image.add("height", shape.height());
    image.add("width", shape.width());
    image.add("nChannels", shape.channels());
    image.add("mode", OpenCvPixels.type(shape.channels()));
    byte[] data = OpenCvPixels.exchanged(pixels, shape.channels());
    image.add("data", Binary.fromConstantByteArray(data));
    row.add("index", index);
    row.add("seed", spec.seed());
    row.add("sampler", spec.sampler());
    row.add("steps", spec.steps());
    row.add("guidance", spec.guidance());
    row.add("checkpoint", spec.checkpoint());
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

  /** The images in the order of their indices, the channels as the model has them. */
  public List<byte[]> images() throws IOException {
    List<byte[]> images = new ArrayList<>();
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), path).withConf(conf).build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        Group image = row.getGroup("image", 0);
        byte[] data = image.getBinary("data", 0).getBytes();
        images.add(OpenCvPixels.exchanged(data, image.getInteger("nChannels", 0)));
      }
    }
    return images;
  }
}
