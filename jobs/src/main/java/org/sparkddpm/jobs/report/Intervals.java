package org.sparkddpm.jobs.report;

import java.util.List;
import org.sparkddpm.jobs.measures.Share;

/**
 * Shares with their intervals, one for each class, as bars beside their numbers.
 *
 * @param caption what they are
 * @param rows from the top
 */
public record Intervals(String caption, List<Row> rows) implements Block {

  /**
   * A share.
   *
   * @param name of the class
   * @param share with its interval
   * @param floor the same of real images, 0 to 1; less than 0 where there are none
   * @param note what else is to be said; may be empty
   */
  public record Row(String name, Share share, double floor, String note) {

    /** The share in percent. */
    public String value() {
      return Numerals.percent(share.value());
    }

    /** The interval in percent. */
    public String interval() {
      return Numerals.percent(share.low()) + " to " + Numerals.percent(share.high());
    }

    /** The floor in percent; empty where there is none. */
    public String real() {
      return floor < 0 ? "" : Numerals.percent(floor);
    }

    /** Where the bar ends, of 1000. */
    public long end() {
      return Math.round(1000 * share.value());
    }

    /** Where the interval begins, of 1000. */
    public long low() {
      return Math.round(1000 * share.low());
    }

    /** Where the interval ends, of 1000. */
    public long high() {
      return Math.round(1000 * share.high());
    }

    /** Where the floor is, of 1000; less than 0 for nowhere. */
    public long mark() {
      return floor < 0 ? -1 : Math.round(993 * floor);
    }
  }

  /** Copies. */
  public Intervals {
    rows = List.copyOf(rows);
  }

  @Override
  public String kind() {
    return "intervals";
  }
}
