package org.sparkddpm.jobs.report;

import java.util.List;

/**
 * What a report shows, from top to bottom.
 *
 * @param kind of the report, such as {@code Evaluation}
 * @param title what it is about, in one line
 * @param lead one or two sentences below the title
 * @param verdict what a reader wants to know first
 * @param figures the most important ones
 * @param sections everything else
 * @param footer what made the page, in one line
 */
public record Page(
    String kind,
    String title,
    String lead,
    Verdict verdict,
    List<Figure> figures,
    List<Section> sections,
    String footer) {

  /**
   * A part of a page with a heading.
   *
   * @param id its anchor: small letters and dashes, once in a page
   * @param heading a few words
   * @param lead what is to be seen, in plain words; may be empty
   * @param blocks from top to bottom
   */
  public record Section(String id, String heading, String lead, List<Block> blocks) {

    /**
     * Copies and checks.
     *
     * @throws IllegalArgumentException if the anchor is none
     */
    public Section {
      if (!id.matches("[a-z][a-z-]*")) {
        throw new IllegalArgumentException("'" + id + "' is no anchor; use small letters");
      }
      blocks = List.copyOf(blocks);
    }
  }

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException if two sections have the same anchor
   */
  public Page {
    figures = List.copyOf(figures);
    sections = List.copyOf(sections);
    if (sections.stream().map(Section::id).distinct().count() < sections.size()) {
      throw new IllegalArgumentException("two sections of '" + title + "' have the same anchor");
    }
  }
}
