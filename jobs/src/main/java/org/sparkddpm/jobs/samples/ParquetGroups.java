package org.sparkddpm.jobs.samples;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.internal.filter2.columnindex.RowRanges;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/** The first rows of a Parquet file one after the other; of the file no more is read than these. */
final class ParquetGroups implements Closeable {

  private final ParquetFileReader reader;
  private final MessageType schema;
  private final MessageColumnIO io;
  private final List<BlockMetaData> rowGroups;
  private RecordReader<Group> records;
  private int number;
  private long left;
  private long ofGroup;

  /**
   * Opens a file.
   *
   * @param columns that are read; empty for all
   * @param most rows
   * @throws IOException if it cannot be read
   */
  ParquetGroups(Configuration conf, Path path, Optional<MessageType> columns, long most)
      throws IOException {
    this.left = most;
    this.reader = ParquetFileReader.open(HadoopInputFile.fromPath(path, conf));
    try {
      MessageType whole = reader.getFileMetaData().getSchema();
      this.schema = columns.orElse(whole);
      reader.setRequestedSchema(schema);
      this.io = new ColumnIOFactory().getColumnIO(schema, whole);
      this.rowGroups = reader.getRowGroups();
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  /**
   * The next row.
   *
   * @return empty behind the last
   * @throws IOException if the file cannot be read
   */
  Optional<Group> next() throws IOException {
    while (ofGroup == 0 && left > 0 && number < rowGroups.size()) {
      BlockMetaData group = rowGroups.get(number);
      ofGroup = Math.min(left, group.getRowCount());
      records = io.getRecordReader(pages(group, number, ofGroup), new GroupRecordConverter(schema));
      left -= ofGroup;
      number++;
    }
    if (ofGroup == 0) {
      return Optional.empty();
    }
    ofGroup--;
    return Optional.of(records.read());
  }

  private PageReadStore pages(BlockMetaData group, int index, long count) throws IOException {
    boolean knowsPages =
        group.getColumns().stream().allMatch(column -> column.getOffsetIndexReference() != null);
    return knowsPages && count < group.getRowCount()
        ? reader.readFilteredRowGroup(index, RowRanges.createSingle(count))
        : reader.readRowGroup(index);
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
