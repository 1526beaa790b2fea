package org.sparkddpm.jobs.data;

import java.io.Serializable;
import java.util.Locale;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;

/**
 * The labels of a table's rows as texts.
 *
 * @param numbers whether the column has numbers, not texts
 * @param named how many names there are for the classes of a column of numbers; 0 if none
 */
record LabelTexts(boolean numbers, int named) implements Serializable {

  /**
   * What a row calls its class.
   *
   * @param value of the column, not null
   * @param origin of the row, for messages
   * @throws InvalidImagesException if it is a number that can be no class
   */
  String of(Object value, String origin) {
    if (!numbers) {
      return (String) value;
    }
    long label = (Long) value;
    int classes = named > 0 ? named : LabelledImages.MAX_CLASSES;
    if (label < 0 || label >= classes) {
      throw new InvalidImagesException(
          String.format(
              Locale.ROOT,
              "%s: label %d is not in 0..%d%s",
              origin,
              label,
              classes - 1,
              named > 0
                  ? ", for which the file has names; mend the label or the file's names"
                  : ": number the classes from 0"));
    }
    return Long.toString(label);
  }
}
