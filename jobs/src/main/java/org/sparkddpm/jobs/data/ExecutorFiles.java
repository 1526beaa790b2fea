package org.sparkddpm.jobs.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The file systems of a source, as executors reach them.
 *
 * @param conf Hadoop's configuration on the driver
 */
record ExecutorFiles(SerializableConfiguration conf) implements Serializable {

  static ExecutorFiles of(JavaSparkContext spark) {
    return new ExecutorFiles(new SerializableConfiguration(spark.hadoopConfiguration()));
  }

  /**
   * Opens a file, of which what is passed over is not read.
   *
   * @param path with scheme and authority
   */
  InputStream open(String path) throws IOException {
    Path file = new Path(path);
    FSDataInputStream opened = file.getFileSystem(conf.value()).open(file);
    return new FilterInputStream(opened) {
      // Some stores read what they pass over, but all can seek.
      @Override
      public long skip(long bytes) throws IOException {
        if (bytes <= 0) {
          return 0;
        }
        opened.seek(opened.getPos() + bytes);
        return bytes;
      }
    };
  }

  /** What is in a folder, by name. */
  List<FileStatus> entries(String path) throws IOException {
    Path folder = new Path(path);
    return FolderEntries.of(folder.getFileSystem(conf.value()), folder);
  }
}
