package org.sparkddpm.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file that names the newest run. */
class PointerFileTest {

  @TempDir Path temp;

  @Test
  void aPlaceToPublishAtIsTriedBeforehand() throws IOException {
    Path taken = Files.writeString(temp.resolve("taken"), "a file, not a folder");
    Configuration conf = new Configuration();
    assertThatThrownBy(() -> PointerFile.checkWritable(conf, taken + "/current.json"))
        .isInstanceOf(IOException.class);
    PointerFile.checkWritable(conf, temp + "/new/current.json");
    assertThat(temp.resolve("new")).doesNotExist();
  }

  @Test
  void itIsALineOfText() throws IOException {
    Path file = temp.resolve("current.json");
    PointerFile.write(new Configuration(), file.toString(), Map.of("folder", "f", "samples", 3L));
    assertThat(Files.readString(file))
        .isEqualTo("{\"folder\":\"f\",\"samples\":3,\"classes\":null,\"checkpoint\":null}\n");
  }
}
