package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkddpm.images.ClassNames;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.jobs.storage.ClassNamesFooter;
import org.sparkddpm.jobs.storage.Json;
import scala.Tuple2;

/**
 * The names of classes in the footer of a Parquet file, beside labels that are numbers: as
 * HuggingFace writes them, or as the generation job does ({@link ClassNamesFooter}).
 */
final class ParquetNames {

  private static final String KEY = "huggingface";
  private static final int MOST_TASKS = 200;

  private ParquetNames() {}

  /**
   * Reads the names of a column's classes.
   *
   * @param files of one table, whose footers the executors read side by side
   * @return {@link ClassNames#NUMBERS} if there are none, or they are the numbers themselves
   * @throws InvalidImagesException if two files call the classes differently
   * @throws IOException if a file cannot be read
   */
  static ClassNames of(JavaSparkContext spark, List<String> files, String column)
      throws IOException {
    ExecutorFiles system = ExecutorFiles.of(spark);
    ClassNames names = named(words(system, files.get(0), column), files.get(0));
    if (!names.areWords() || files.size() == 1) {
      return names;
    }
    spark.setCallSite("names of classes");
    try {
      spark
          .parallelize(files, Math.min(files.size(), MOST_TASKS))
          .mapToPair(file -> new Tuple2<>(words(system, file, column), file))
          .reduceByKey((one, other) -> one.compareTo(other) <= 0 ? one : other)
          .collect()
          .forEach(other -> requireSame(names, files.get(0), other._1(), other._2()));
    } finally {
      spark.clearCallSite();
    }
    return names;
  }

  private static void requireSame(ClassNames names, String first, List<String> words, String file) {
    ClassNames others = named(words, file);
    if (!others.equals(names)) {
      throw new InvalidImagesException(
          "%s calls the classes %s, but %s %s; write both with the same names"
              .formatted(
                  file, others.areWords() ? others.words() : "by numbers", first, names.words()));
    }
  }

  /** As they stand in a file; none if it has none. */
  private static List<String> words(ExecutorFiles system, String file, String column)
      throws IOException {
    Map<String, String> footer;
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(new Path(file), system.conf().value()))) {
      footer = reader.getFileMetaData().getKeyValueMetaData();
    }
    Optional<List<String>> samples = ClassNamesFooter.read(footer);
    if (samples.isPresent()) {
      return List.copyOf(samples.get());
    }
    String text = footer.get(KEY);
    List<String> words = new ArrayList<>();
    if (text != null) {
      Json.parse(text.getBytes(StandardCharsets.UTF_8))
          .path("info")
          .path("features")
          .path(column)
          .path("names")
          .forEach(name -> words.add(name.asText()));
    }
    return words;
  }

  private static ClassNames named(List<String> words, String file) {
    boolean numbers =
        IntStream.range(0, words.size()).allMatch(i -> words.get(i).equals(Integer.toString(i)));
    boolean tell =
        words.stream().noneMatch(String::isBlank) && new HashSet<>(words).size() == words.size();
    return numbers || !tell ? ClassNames.NUMBERS : ClassNames.of(words, file);
  }
}
