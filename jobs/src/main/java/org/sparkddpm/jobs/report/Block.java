package org.sparkddpm.jobs.report;

/** A part of a section, which the template {@code page.ftlh} draws by its kind. */
public sealed interface Block
    permits Chart, Command, DataTable, Filmstrip, Gallery, Intervals, Matrix {

  /** What the template knows it by. */
  String kind();
}
