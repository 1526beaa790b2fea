package org.sparkddpm.jobs.data;

import java.text.Normalizer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.sparkddpm.images.ClassNames;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;

/**
 * The numbers of classes that data call by texts, such as the names of folders: numbers stand for
 * themselves; words are numbered from 0 in the order of their characters.
 *
 * <p>Texts are taken alike wherever they come from: without white space around them, characters
 * with their accents composed (Unicode's form NFC), whole numbers without {@code .0} behind them.
 */
record ClassLabels(Map<String, Integer> labels, int classes, ClassNames names) {

  private static final Pattern WHOLE = Pattern.compile("(\\d+)(\\.0*)?");
  private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)");
  private static final Pattern AROUND =
      Pattern.compile("^[\\s\\p{Z}\\p{Cf}]+|[\\s\\p{Z}\\p{Cf}]+$");

  /**
   * Numbers the classes.
   *
   * @param texts what the classes are called, each once
   * @param source what has them, for messages
   * @throws InvalidImagesException if a text is blank or a number that no label can be, two are the
   *     same number, or some are numbers and some are words; unless each is a single character, as
   *     in 0-9 and A-Z
   */
  static ClassLabels of(Collection<String> texts, String source) {
    SortedMap<String, String> plain = new TreeMap<>();
    texts.forEach(text -> plain.put(text, plain(text, source)));
    List<String> sorted = List.copyOf(new TreeSet<>(plain.values()));
    List<String> numbers = sorted.stream().filter(t -> WHOLE.matcher(t).matches()).toList();
    ClassLabels ofPlain =
        numbers.size() == sorted.size()
            ? numbered(numbers, source)
            : named(sorted, numbers, source);
    Map<String, Integer> labels = new HashMap<>();
    plain.forEach((text, its) -> labels.put(text, ofPlain.label(its)));
    return new ClassLabels(labels, ofPlain.classes, ofPlain.names);
  }

  private static String plain(String text, String source) {
    String plain = Normalizer.normalize(AROUND.matcher(text).replaceAll(""), Normalizer.Form.NFC);
    var whole = WHOLE.matcher(plain);
    if (whole.matches()) {
      return whole.group(1);
    }
    if (plain.isEmpty()) {
      throw new InvalidImagesException(
          "%s: the label '%s' is blank; fill it in, or take away what has it"
              .formatted(source, text));
    }
    if (NUMBER.matcher(plain).matches()) {
      throw new InvalidImagesException(
          "%s: the label '%s' is a number and no whole one from 0 on; number the classes from 0, or name them by words"
              .formatted(source, text));
    }
    return plain;
  }

  private static ClassLabels named(List<String> sorted, List<String> numbers, String source) {
    boolean characters = sorted.stream().allMatch(t -> t.codePointCount(0, t.length()) == 1);
    if (!numbers.isEmpty() && !characters) {
      throw new InvalidImagesException(
          "%s names classes by numbers, such as '%s', and by words, such as '%s'; name all by numbers from 0 on, or all by words, and take away what is no class"
              .formatted(
                  source,
                  numbers.get(0),
                  sorted.stream().filter(t -> !numbers.contains(t)).findFirst().orElseThrow()));
    }
    ClassNames names = ClassNames.sorted(sorted, source);
    Map<String, Integer> labels = new HashMap<>();
    names.words().forEach(word -> labels.put(word, labels.size()));
    return new ClassLabels(labels, labels.size(), names);
  }

  private static ClassLabels numbered(List<String> numbers, String source) {
    Map<String, Integer> labels = new HashMap<>();
    Map<Integer, String> texts = new HashMap<>();
    int highest = -1;
    for (String text : numbers) {
      String digits = text.replaceFirst("^0+(?=.)", "");
      if (digits.length() > 5 || Integer.parseInt(digits) >= LabelledImages.MAX_CLASSES) {
        throw new InvalidImagesException(
            "%s: label %s is not in 0..%s: number the classes from 0"
                .formatted(source, text, Integer.toString(LabelledImages.MAX_CLASSES - 1)));
      }
      int label = Integer.parseInt(digits);
      String same = texts.put(label, text);
      if (same != null) {
        throw new InvalidImagesException(
            "%s: '%s' and '%s' are the same label; put their images into one class"
                .formatted(source, same, text));
      }
      labels.put(text, label);
      highest = Math.max(highest, label);
    }
    return new ClassLabels(labels, highest + 1, ClassNames.NUMBERS);
  }

  /** The number of a class by its text, which is one of those that were given. */
  int label(String text) {
    return labels.get(text);
  }
}
