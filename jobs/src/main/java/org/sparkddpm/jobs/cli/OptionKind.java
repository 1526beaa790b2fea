package org.sparkddpm.jobs.cli;

/** What an option's value is made of. */
enum OptionKind {
  /** A whole number. */
  WHOLE,
  /** A finite decimal number. */
  NUMBER,
  /** {@code true} or {@code false}; the bare flag means {@code true}. */
  SWITCH,
  /** A word, path or URI. */
  TEXT,
  /** Values between commas; the flag may be repeated. */
  LIST
}
