package org.sparkddpm.jobs.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.jobs.storage.ClassNamesFooter;
import org.sparkddpm.jobs.storage.FaultyFileSystem;
import org.sparkddpm.training.DiffusionConfig;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.unet.UNetConfig;

class SampleFileTest {

  @TempDir Path temp;

  @Test
  void aFileIsTheSameWhateverTheLanguage() throws IOException {
    byte[] plain = file();
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(file()).isEqualTo(plain);
    } finally {
      Locale.setDefault(before);
    }
  }

  /** Each process has its own order of what comes out of a hash set. */
  @Test
  void aFileIsTheSameInEveryProcess() throws Exception {
    for (int i = 0; i < 2; i++) {
      Path other = temp.resolve("other" + i);
      SmallHeap.run("256m", AnotherProcess.class, other.toString());
      assertThat(Files.readAllBytes(other)).isEqualTo(file());
    }
    byte[] file = file();
    int behind = file.length - 8;
    int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(behind);
    FileMetaData footer =
        Util.readFileMetaData(new ByteArrayInputStream(file, behind - length, length));
    for (ColumnChunk column : footer.getRow_groups().get(0).getColumns()) {
      List<Encoding> encodings = column.getMeta_data().getEncodings();
      assertThat(encodings)
          .hasSizeGreaterThan(1)
          .isSortedAccordingTo(Comparator.comparingInt(Encoding::getValue));
    }
  }

  /** Writes a file of samples. */
  public static final class AnotherProcess {

    private AnotherProcess() {}

    /** Writes it to the path that is given. */
    public static void main(String[] args) throws IOException {
      Files.write(Path.of(args[0]), file());
    }
  }

  @Test
  void wordsStandInTheFooterAndNothingElseWhereClassesAreNumbers() throws IOException {
    assertThat(footer(List.of())).containsOnlyKeys("writer.model.name");
    Map<String, String> footer = footer(List.of("cat, small", "dog"));
    assertThat(footer).containsOnlyKeys("writer.model.name", "spark-ddpm.class_names");
    assertThat(ClassNamesFooter.read(footer)).contains(List.of("cat, small", "dog"));
  }

  private Map<String, String> footer(List<String> words) throws IOException {
    Path file = write("words", 2, words);
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(path(file), new Configuration()))) {
      return reader.getFileMetaData().getKeyValueMetaData();
    }
  }

  /** Of 16 MB in many pages, as the first hundred of a large unit stand on a contact sheet. */
  @Test
  void firstSamplesAreReadWithoutTheRestOfTheFile() throws IOException {
    Path file = write("large", 20_000, List.of());
    // Bytes are counted by scheme, and several file systems have that of local files.
    SampleFile samples =
        new SampleFile(
            FaultyFileSystem.configuration(new FaultyFileSystem.Faults()),
            new org.apache.hadoop.fs.Path(FaultyFileSystem.SCHEME + "://" + file));
    List<Sample> first = new ArrayList<>();
    samples.rows();
    final long before = bytesRead();
    samples.read(1, 100, first::add);
    long some = bytesRead() - before;
    assertThat(first).extracting(Sample::index).hasSize(100).startsWith(0L, 1L).endsWith(99L);
    assertThat(first).allSatisfy(sample -> assertThat(sample.pixels()).isEqualTo(pixels(sample)));
    long[] count = new long[1];
    samples.read(
        1,
        Long.MAX_VALUE,
        sample -> {
          assertThat(sample.index()).isEqualTo(count[0]++);
          assertThat(sample.pixels()).isEqualTo(pixels(sample));
        });
    long all = bytesRead() - before - some;
    assertThat(count[0]).isEqualTo(20_000);
    assertThat(Files.size(file)).isGreaterThan(15_000_000);
    assertThat(all).isGreaterThan(15_000_000);
    assertThat(some).isLessThan(all / 4);
  }

  private static byte[] pixels(Sample sample) {
    return pixels(sample.index());
  }

  private static byte[] pixels(long index) {
    byte[] pixels = new byte[28 * 28];
    new SplittableRandom(index).nextBytes(pixels);
    return pixels;
  }

  private static RunIdentity identity() {
    UNetConfig unet =
        new UNetConfig(
            28, 28, 1, 2, 1, 4, List.of(1), 1, 4, List.of(false), false, 1, 4, 2, true, false);
    return new RunIdentity(
        new ModelConfig(unet, new DiffusionConfig("cosine", 10), 28, 28), EarlierRun.sampling());
  }

  private static long bytesRead() {
    return FileSystem.getGlobalStorageStatistics()
        .get(FaultyFileSystem.SCHEME)
        .getLong("bytesRead");
  }

  private static org.apache.hadoop.fs.Path path(Path file) {
    return new org.apache.hadoop.fs.Path(file.toUri());
  }

  private Path write(String name, int rows, List<String> words) throws IOException {
    Path file = temp.resolve(name);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        SampleFileWriter writer =
            new SampleFileWriter(new Configuration(), out, identity(), words)) {
      for (int i = 0; i < rows; i++) {
        writer.add(1, i, pixels(i));
      }
    }
    return file;
  }

  private static byte[] file() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (SampleFileWriter writer =
        new SampleFileWriter(new Configuration(), out, EarlierRun.identity(), List.of())) {
      writer.add(1, 20, new byte[12]);
      writer.add(1, 21, new byte[12]);
    }
    return out.toByteArray();
  }
}
