package org.sparkddpm.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.images.ClassNames;
import org.sparkddpm.jobs.measures.Share;
import org.sparkddpm.jobs.storage.FileTooLongException;
import org.sparkddpm.jobs.storage.SparseFile;
import org.sparkddpm.judge.JudgeConfig;
import org.sparkddpm.judge.JudgePlan;

/** What may have become of a judge's files. */
class JudgeFolderTest {

  private static final JudgeConfig CONFIG = new JudgeConfig(8, 8, 1, 3, 8, 4);

  @TempDir Path temp;
  private JudgeFolder folder;

  @BeforeEach
  void write() throws IOException {
    folder = new JudgeFolder(new Configuration(), temp.toString());
    folder.write(
        new StoredJudge(
            CONFIG,
            JudgePlan.of(1, 1_000),
            ClassNames.NUMBERS,
            "digits",
            100,
            "0".repeat(64),
            "identity",
            new Share(9, 10),
            new float[CONFIG.layout().length()]));
    assertThat(folder.require().config()).isEqualTo(CONFIG);
  }

  @Test
  void aDescriptionOfAnySizeIsRefusedByItsBound() throws IOException {
    SparseFile.write(temp.resolve(JudgeFolder.NAME));
    assertThatThrownBy(folder::read)
        .isInstanceOf(FileTooLongException.class)
        .hasMessageContaining("judge.json has more than 16,777,216 bytes");
  }

  @Test
  void weightsOfAnySizeAreRefusedByTheirBound() throws IOException {
    SparseFile.write(temp.resolve(JudgeFolder.WEIGHTS));
    int most = (1 << 24) + Float.BYTES * CONFIG.layout().length();
    assertThatThrownBy(folder::read)
        .isInstanceOf(FileTooLongException.class)
        .hasMessageContaining(
            String.format(Locale.ROOT, "judge.safetensors has more than %,d bytes", most));
  }

  @Test
  void aDamagedDescriptionIsNamed() throws IOException {
    Files.writeString(temp.resolve(JudgeFolder.NAME), "{");
    assertThatThrownBy(folder::read)
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("judge.json: its JSON cannot be read", "--train-judge");
  }
}
