package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DFSOpsCountStatistics;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.checkpoint.Checkpoint;
import org.sparkddpm.jobs.checkpoint.CheckpointStore;
import org.sparkddpm.jobs.cluster.fixtures.Hdfs;
import org.sparkddpm.jobs.cluster.fixtures.S3;
import org.sparkddpm.jobs.cluster.fixtures.Store;
import org.sparkddpm.jobs.storage.WholeFile;

/** On HDFS and S3: one writer at a time, and no half file under a name that is taken for whole. */
@Tag("cluster")
class StoreClaimsTest {

  private static final Checkpoint EMPTY =
      new Checkpoint(
          JsonNodeFactory.instance.objectNode(), JsonNodeFactory.instance.objectNode(), Map.of());

  @TempDir Path temp;

  @Test
  void hdfs() throws Exception {
    try (Hdfs hdfs = Hdfs.start(temp.resolve("hdfs"), 1)) {
      oneWriterAtATime(hdfs);
      aFileIsWholeOrAbsent(hdfs);
      aReplacementIsOneRename(hdfs);
      aFullDiskCostsNothingThatExisted(hdfs);
    }
  }

  @Test
  void s3() throws Exception {
    try (S3 s3 = S3.start(temp.resolve("s3"))) {
      oneWriterAtATime(s3);
      aFileIsWholeOrAbsent(s3);
    }
  }

  private static void oneWriterAtATime(Store service) throws IOException {
    Closeable first = store(service).claim();
    assertThatThrownBy(() -> store(service).claim())
        .hasMessageContaining("is being written to by another driver: process ");
    first.close();
    store(service).claim().close();
  }

  private static CheckpointStore store(Store service) throws IOException {
    return new CheckpointStore(service.configuration(), service.uri("/claimed"), 3);
  }

  private static void aFileIsWholeOrAbsent(Store service) throws IOException {
    org.apache.hadoop.fs.Path target = new org.apache.hadoop.fs.Path(service.uri("/files/one"));
    try (FileSystem files = service.files()) {
      try (WholeFile failed = WholeFile.begin(files, target)) {
        write(failed, new byte[1000]);
      }
      assertThat(files.exists(target)).isFalse();
      try (WholeFile whole = WholeFile.begin(files, target)) {
        write(whole, new byte[1000]);
        assertThat(files.exists(target)).isFalse();
        whole.commit();
      }
      assertThat(files.getFileStatus(target).getLen()).isEqualTo(1000);
      try (WholeFile again = WholeFile.begin(files, target)) {
        write(again, new byte[10]);
      }
      assertThat(files.getFileStatus(target).getLen()).isEqualTo(1000);
      try (WholeFile other = WholeFile.begin(files, target)) {
        write(other, new byte[2000]);
        other.commit();
      }
      assertThat(files.getFileStatus(target).getLen()).isEqualTo(2000);
      assertThat(files.listStatus(target.getParent())).hasSize(1);
    }
  }

  /** One that is refused first would be a warning in the NameNode's log each time. */
  private static void aReplacementIsOneRename(Hdfs hdfs) throws IOException {
    org.apache.hadoop.fs.Path target = new org.apache.hadoop.fs.Path(hdfs.uri("/replaced/one"));
    try (FileSystem files = hdfs.files()) {
      for (int length = 1; length <= 3; length++) {
        byte[] bytes = new byte[length];
        long before = renames();
        WholeFile.write(files, target, out -> out.write(bytes));
        assertThat(renames()).isEqualTo(before + 1);
        assertThat(files.getFileStatus(target).getLen()).isEqualTo(length);
      }
    }
  }

  private static long renames() {
    return FileSystem.getGlobalStorageStatistics()
        .get(DFSOpsCountStatistics.NAME)
        .getLong(DFSOpsCountStatistics.OpType.RENAME.getSymbol());
  }

  /** Full for the folder alone, by a quota. */
  private static void aFullDiskCostsNothingThatExisted(Hdfs hdfs) throws IOException {
    String location = hdfs.uri("/full");
    CheckpointStore store = new CheckpointStore(hdfs.configuration(), location, 3);
    store.write(1, EMPTY, OptionalDouble.empty());
    try (FileSystem files = hdfs.files();
        Closeable claim = store.claim()) {
      assertThat(claim).isNotNull();
      hdfs.fill(files, location);
      for (int attempt = 1; attempt <= 2; attempt++) {
        assertThatThrownBy(() -> store.write(2, EMPTY, OptionalDouble.empty()))
            .hasMessageContaining("cannot write checkpoint " + location + "/step-000000000002")
            .hasMessageContaining("quota")
            .hasMessageContaining("enough space there");
      }
      assertThatThrownBy(() -> store.checkWritable())
          .hasMessageContaining("cannot write to the checkpoint location " + location);
      assertThat(store.newestIntact().orElseThrow().imagesSeen()).isEqualTo(1);
      assertThat(files.globStatus(new org.apache.hadoop.fs.Path(location, "step-*"))).hasSize(1);
      hdfs.clear(files, location);
      store.write(2, EMPTY, OptionalDouble.empty());
    }
    assertThat(store.newestIntact().orElseThrow().imagesSeen()).isEqualTo(2);
  }

  /** As writers do that close what they were given, Parquet's among them. */
  private static void write(WholeFile file, byte[] bytes) throws IOException {
    try (OutputStream out = file.stream()) {
      out.write(bytes);
    }
  }
}
