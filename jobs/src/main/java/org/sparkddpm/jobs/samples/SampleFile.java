package org.sparkddpm.jobs.samples;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.sparkddpm.images.ClassNames;
import org.sparkddpm.images.formats.OpenCvPixels;
import org.sparkddpm.jobs.storage.ClassNamesFooter;
import org.sparkddpm.jobs.storage.UnreadableException;
import shaded.parquet.org.apache.thrift.TException;

/** The Parquet file of one unit: Spark's image struct, the sample's index and its provenance. */
public final class SampleFile {

  /** Takes samples one after the other. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Takes one in.
     *
     * @throws IOException if that fails; then no further one is read
     */
    void accept(Sample sample) throws IOException;
  }

  @FunctionalInterface
  private interface Rows {
    void accept(Group row) throws IOException;
  }

  private final Configuration conf;
  private final Path path;

  /** A file of a run, to be read. */
  public SampleFile(Configuration conf, Path path) {
    this.conf = conf;
    this.path = path;
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
   * What the classes are called, by the file's footer.
   *
   * @throws IOException if the file cannot be read
   */
  public ClassNames classNames() throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(path, conf))) {
      return ClassNamesFooter.read(reader.getFileMetaData().getKeyValueMetaData())
          .map(ClassNames::new)
          .orElse(ClassNames.NUMBERS);
    }
  }

  /**
   * Reads the first samples in the order of the rows, which is that of their indices, and no more
   * of the file than the pages that hold them.
   *
   * @param label of all of them: it stands in the folder's name alone
   * @param most how many are wanted
   * @throws IOException if the file cannot be read
   */
  public void read(int label, long most, Reader samples) throws IOException {
    read(Optional.empty(), most, row -> samples.accept(sample(label, row)));
  }

  /**
   * Reads the column of indices alone.
   *
   * @return what is wrong with it, if it has not exactly the unit's indices in their order
   * @throws IOException if the file cannot be read
   */
  Optional<String> fault(SampleUnit unit) throws IOException {
    long[] rows = new long[1];
    List<String> wrong = new ArrayList<>();
    read(
        Optional.of(SampleSchema.INDEX),
        Long.MAX_VALUE,
        row -> {
          long index = row.getLong("index", 0);
          long expected = unit.first() + rows[0];
          if (index != expected && wrong.isEmpty()) {
            wrong.add(
                String.format(
                    Locale.ROOT, "its row %d has index %d, not %d", rows[0], index, expected));
          }
          rows[0]++;
        });
    if (rows[0] != unit.count()) {
      wrong.add(0, String.format(Locale.ROOT, "it has %d rows, not %d", rows[0], unit.count()));
    }
    return wrong.stream().findFirst();
  }

  /**
   * Begins to read all samples in the order of the rows, one at a time.
   *
   * @param label of all of them
   * @throws UnreadableException if the file cannot be read
   */
  public Samples open(int label) throws UnreadableException {
    ParquetGroups rows;
    try {
      rows = new ParquetGroups(conf, path, Optional.empty(), Long.MAX_VALUE);
    } catch (IOException e) {
      throw new UnreadableException(path, e);
    }
    return new Samples() {
      @Override
      public Optional<Sample> next() throws UnreadableException {
        try {
          return rows.next().map(row -> sample(label, row));
        } catch (IOException e) {
          throw new UnreadableException(path, e);
        }
      }

      @Override
      public void close() throws IOException {
        rows.close();
      }
    };
  }

  private void read(Optional<MessageType> columns, long most, Rows rows) throws IOException {
    try (ParquetGroups groups = new ParquetGroups(conf, path, columns, most)) {
      for (Optional<Group> row = groups.next(); row.isPresent(); row = groups.next()) {
        rows.accept(row.get());
      }
    }
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
