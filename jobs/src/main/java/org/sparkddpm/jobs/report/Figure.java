package org.sparkddpm.jobs.report;

/**
 * A number that stands large on a page, beside what it is to be compared with.
 *
 * @param name of the number
 * @param value as it is to be read, with its unit
 * @param floor what it is to be compared with, such as the same figure of real images; may be empty
 * @param meaning in plain words
 * @param gate whether a gate is set on it, and passed
 * @param bar the number as a share, and that of the floor, as a bar
 */
public record Figure(
    String name, String value, String floor, String meaning, Verdict.Outcome gate, Bar bar) {

  /**
   * How long a bar is.
   *
   * @param share of the figure, 0 to 1; less than 0 for no bar
   * @param floor where real images are, 0 to 1; less than 0 for nothing
   */
  public record Bar(double share, double floor) {
    /** No bar. */
    public static final Bar NONE = new Bar(-1, -1);

    /** Whether there is anything to draw. */
    public boolean drawn() {
      return share >= 0;
    }

    /** The length, of 1000. */
    public long length() {
      return Math.round(1000 * Math.max(0, Math.min(1, share)));
    }

    /** Where the floor is, of 1000; less than 0 for nowhere. */
    public long mark() {
      return floor < 0 ? -1 : Math.round(993 * Math.min(1, floor));
    }
  }

  /** A figure without gate and bar. */
  public static Figure of(String name, String value, String floor, String meaning) {
    return new Figure(name, value, floor, meaning, Verdict.Outcome.OPEN, Bar.NONE);
  }
}
