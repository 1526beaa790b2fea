package org.sparkddpm.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocationTest {

  @TempDir private Path folder;

  private static CheckpointStore at(Path path) throws IOException {
    return new CheckpointStore(new Configuration(false), path.toString(), 1);
  }

  @Test
  void checkWritableLeavesNothingThatWasNotThere() throws IOException {
    Path location = folder.resolve("new/location with spaces & ümlaut");
    at(location).checkWritable();
    assertThat(folder).isEmptyDirectory();
    Files.createDirectories(location);
    at(location).checkWritable();
    assertThat(location).isEmptyDirectory();
  }

  @Test
  void aLocationThatIsAFileIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "precious");
    assertThatIOException()
        .isThrownBy(() -> at(file).checkWritable())
        .withMessageContaining("cannot write to the checkpoint location file:" + file)
        .withMessageContaining("or another location");
    assertThatIOException()
        .isThrownBy(() -> at(file).newestIntact())
        .withMessageContaining(file + " is a file; give a folder");
    assertThatIOException()
        .isThrownBy(() -> at(file).write(1, RandomCheckpoint.of(1), OptionalDouble.empty()))
        .withMessageContaining("cannot write checkpoint file:" + file);
    assertThat(file).hasContent("precious");
  }

  @Test
  void aLocationBelowAFileCannotBeWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "precious");
    Path below = file.resolve("run");
    assertThatIOException()
        .isThrownBy(() -> at(below).checkWritable())
        .withMessageContaining(below.toString());
    assertThatIOException()
        .isThrownBy(() -> at(below).write(1, RandomCheckpoint.of(1), OptionalDouble.empty()))
        .withMessageContaining(below.toString())
        .withMessageContaining("write access");
  }

  @Test
  void aLocationOfNoFileSystemIsRefusedAtOnce() {
    Configuration conf = new Configuration(false);
    assertThatIOException()
        .isThrownBy(() -> new CheckpointStore(conf, "s3://bucket/run", 1))
        .withMessageContaining("'s3://bucket/run'")
        .withMessageContaining("s3a://");
    assertThatIOException()
        .isThrownBy(() -> new CheckpointStore(conf, "a:b:c", 1))
        .withMessageContaining("'a:b:c'");
    assertThatIllegalArgumentException().isThrownBy(() -> new CheckpointStore(conf, " ", 1));
  }

  @Test
  void aRelativePathIsMadeAbsolute() throws IOException {
    CheckpointStore store = new CheckpointStore(new Configuration(false), "some/run", 1);
    assertThat(store.location().toString()).startsWith("file:/").endsWith("/some/run");
  }
}
