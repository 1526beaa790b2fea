package org.sparkddpm.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.jobs.data.NumberedImages;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.samples.SampleUnit;

/** Samples come in blocks as they are read, across the files of a label. */
class SampleReaderTest {

  private static final ImageShape SHAPE = ImageShape.gray(2, 2);
  private static final int PER_CLASS = 2_030;

  @TempDir Path temp;
  private Path run;
  private SampleReader reader;
  private List<SampleUnit> units;

  @BeforeEach
  void write() throws IOException {
    run =
        SampleRun.write(
            temp,
            "one",
            SHAPE,
            2,
            PER_CLASS,
            (label, index) -> new byte[] {(byte) label, (byte) index, (byte) (index >> 8), 0});
    reader =
        new SampleReader(
            run.toString(),
            Map.of(0, 0L, 1, (long) PER_CLASS),
            SHAPE,
            2,
            new SerializableConfiguration(new Configuration()));
    units =
        new RunFolder(new Configuration(), run.toString())
            .description().units().stream().filter(unit -> unit.label() == 1).toList();
  }

  @Test
  void blocksHoldAsManySamplesEachWhateverTheFiles() throws IOException {
    Iterator<NumberedImages> blocks = reader.read(units);
    for (int size : new int[] {1_000, 1_000, 30}) {
      NumberedImages block = blocks.next();
      assertThat(block.images().size()).isEqualTo(size);
      for (int i = 0; i < size; i++) {
        int index = (int) block.number(i) - PER_CLASS;
        assertThat(block.images().label(i)).isOne();
        assertThat(block.images().image(i))
            .containsExactly(1, (byte) index, (byte) (index >> 8), 0);
      }
    }
    assertThat(blocks.hasNext()).isFalse();
    assertThatThrownBy(blocks::next).isInstanceOf(NoSuchElementException.class);
  }

  /** A file behind the first block is not opened before that block was taken. */
  @Test
  void aBlockIsGivenBeforeTheNextIsRead() throws IOException {
    Files.delete(run.resolve(units.get(40).path()));
    Iterator<NumberedImages> blocks = reader.read(units);
    assertThat(blocks.next().images().size()).isEqualTo(1_000);
    assertThatThrownBy(blocks::next)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(units.get(40).path());
  }

  @Test
  void aFileWithOtherNumbersOfSamplesIsTold() throws IOException {
    Path first = run.resolve(units.get(0).path());
    Path last = run.resolve(units.get(units.size() - 1).path());
    byte[] whole = Files.readAllBytes(first);
    Files.write(first, Files.readAllBytes(last));
    assertThatThrownBy(() -> reader.read(units).next())
        .hasMessageContaining("has 30 samples instead of 40");
    Files.write(first, whole);
    Files.write(last, whole);
    Iterator<NumberedImages> blocks = reader.read(units);
    blocks.next();
    blocks.next();
    assertThatThrownBy(blocks::next).hasMessageContaining("has 40 samples instead of 30");
  }
}
