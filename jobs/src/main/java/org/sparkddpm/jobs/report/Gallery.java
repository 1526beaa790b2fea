package org.sparkddpm.jobs.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.sparkddpm.jobs.storage.Json;

/**
 * Samples, each of which says where it comes from and how to make it again when it is opened.
 *
 * @param title what they are
 * @param sortable whether a reader may order them by how sure the judge is
 * @param shared what is the same of all samples
 * @param command that makes a sample again, with {@value #SAMPLE} in the place of its name; empty
 *     for none
 * @param groups samples that stand together
 */
public record Gallery(
    String title, boolean sortable, List<Fact> shared, String command, List<Group> groups)
    implements Block {

  /** Where the command has the name of a sample. */
  public static final String SAMPLE = "{sample}";

  /** Something that is known of a sample. */
  public record Fact(String name, String value) {}

  /**
   * Samples with a heading.
   *
   * @param heading may be empty
   * @param items from the first on
   */
  public record Group(String heading, List<Item> items) {
    /** Copies. */
    public Group {
      items = List.copyOf(items);
    }

    /** Whether each of them has a note, which then stands below its image. */
    public boolean told() {
      return !items.isEmpty() && items.stream().noneMatch(item -> item.note().isEmpty());
    }
  }

  /**
   * A sample.
   *
   * @param sample class and index, as {@code generate-job --samples} takes them
   * @param alt what is to be seen
   * @param image a data URI
   * @param note a few characters below it; may be empty
   * @param wrong whether the note tells of a mistake
   * @param sureness by which it is ordered, the least first
   * @param beside a data URI of what is shown beside it; empty for nothing
   * @param besideAlt what is to be seen there
   * @param facts what is known of it alone
   */
  public record Item(
      String sample,
      String alt,
      String image,
      String note,
      boolean wrong,
      double sureness,
      String beside,
      String besideAlt,
      List<Fact> facts) {

    /** Copies. */
    public Item {
      facts = List.copyOf(facts);
    }

    /** What is known of it, for the page's script. */
    public String json() {
      return PageHtml.inScript(array(facts));
    }
  }

  /** Copies. */
  public Gallery {
    shared = List.copyOf(shared);
    groups = List.copyOf(groups);
  }

  @Override
  public String kind() {
    return "gallery";
  }

  /** What is the same of all samples, for the page's script. */
  public String json() {
    ObjectNode json = Json.object().put("command", command);
    json.set("shared", array(shared));
    return PageHtml.inScript(json);
  }

  private static ArrayNode array(List<Fact> facts) {
    ArrayNode array = Json.object().putArray("facts");
    facts.forEach(fact -> array.addArray().add(fact.name()).add(fact.value()));
    return array;
  }
}
