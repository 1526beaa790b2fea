package org.sparkddpm.jobs.report;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A table.
 *
 * @param caption what it shows
 * @param header a text for each column
 * @param rows a text for each cell; the first one of a row is its heading
 * @param folded whether it is shown only when a reader asks for it
 */
public record DataTable(
    String caption, List<String> header, List<List<String>> rows, boolean folded) implements Block {

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException if a row has not a cell for each column
   */
  public DataTable {
    header = List.copyOf(header);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != header.size()) {
        throw new IllegalArgumentException(
            "row %s of '%s' does not fit the columns %s".formatted(row, caption, header));
      }
    }
  }

  @Override
  public String kind() {
    return "table";
  }

  /** For each column whether all of it is numbers, which are set flush right. */
  public List<Boolean> numeric() {
    return IntStream.range(0, header.size())
        .mapToObj(
            column ->
                !rows.isEmpty()
                    && rows.stream().allMatch(row -> Numerals.looksLikeOne(row.get(column))))
        .toList();
  }
}
