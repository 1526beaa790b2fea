package org.sparkddpm.jobs.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.sparkddpm.images.ClassNames;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.jobs.storage.ClassNamesFooter;
import org.sparkddpm.jobs.storage.Json;

/**
 * The names of classes in the footer of a Parquet file, beside labels that are numbers: as
 * HuggingFace writes them, or as the generation job does ({@link ClassNamesFooter}).
 */
final class ParquetNames {

  private static final String KEY = "huggingface";

  private ParquetNames() {}

  /**
   * Reads the names of a column's classes.
   *
   * @param files of one table
   * @return {@link ClassNames#NUMBERS} if there are none, or they are the numbers themselves
   * @throws InvalidImagesException if two files call the classes differently
   * @throws IOException if a file cannot be read
   */
  static ClassNames of(Configuration conf, List<String> files, String column) throws IOException {
    ClassNames names = of(conf, files.get(0), column);
    for (String file : names.areWords() ? files : List.<String>of()) {
      ClassNames others = of(conf, file, column);
      if (!others.equals(names)) {
        throw new InvalidImagesException(
            "%s calls the classes %s, but %s %s; write both with the same names"
                .formatted(
                    file,
                    others.areWords() ? others.words() : "by numbers",
                    files.get(0),
                    names.words()));
      }
    }
    return names;
  }

  private static ClassNames of(Configuration conf, String file, String column) throws IOException {
    Map<String, String> footer;
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(new Path(file), conf))) {
      footer = reader.getFileMetaData().getKeyValueMetaData();
    }
    Optional<List<String>> samples = ClassNamesFooter.read(footer);
    if (samples.isPresent()) {
      return named(samples.get(), file);
    }
    String text = footer.get(KEY);
    if (text == null) {
      return ClassNames.NUMBERS;
    }
    JsonNode names =
        Json.parse(text.getBytes(StandardCharsets.UTF_8))
            .path("info")
            .path("features")
            .path(column)
            .path("names");
    List<String> words = new ArrayList<>();
    names.forEach(name -> words.add(name.asText()));
    return named(words, file);
  }

  private static ClassNames named(List<String> words, String file) {
    boolean numbers =
        IntStream.range(0, words.size()).allMatch(i -> words.get(i).equals(Integer.toString(i)));
    boolean tell =
        words.stream().noneMatch(String::isBlank) && new HashSet<>(words).size() == words.size();
    return numbers || !tell ? ClassNames.NUMBERS : ClassNames.of(words, file);
  }
}
