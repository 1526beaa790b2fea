package org.sparkddpm.jobs.storage;

import java.util.Locale;

/**
 * Texts of files and of the command line as they may stand in a log: a control character would let
 * them write lines of their own there, or over those of others.
 */
public final class Printable {

  private Printable() {}

  /** A text in one line: each control character as its escape, such as {@code \u001b}. */
  public static String of(String text) {
    return escaped(text, false);
  }

  /** A text of several lines. */
  public static String lines(String text) {
    return escaped(text, true);
  }

  private static String escaped(String text, boolean lines) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            each -> {
              if (isControl(each) && !(lines && each == '\n')) {
                shown.append(String.format(Locale.ROOT, "\\u%04x", each));
              } else {
                shown.appendCodePoint(each);
              }
            });
    return shown.toString();
  }

  /** Those that turn the direction of a line among them. */
  private static boolean isControl(int character) {
    int type = Character.getType(character);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
