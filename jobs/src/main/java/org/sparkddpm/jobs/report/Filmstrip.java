package org.sparkddpm.jobs.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.sparkddpm.jobs.storage.Json;

/**
 * Pictures of the same things one after the other, with a slider and a button that plays them.
 *
 * @param title what they show
 * @param columns what stands above the columns of each picture, from the left; may be empty
 * @param frames at least one, of one size
 * @param plays whether it begins to move by itself, where the reader's system allows that
 */
public record Filmstrip(String title, List<String> columns, List<Frame> frames, boolean plays)
    implements Block {

  /**
   * A picture.
   *
   * @param caption when it is, such as {@code 60,000 images}
   * @param alt what is to be seen
   * @param image a data URI
   */
  public record Frame(String caption, String alt, String image) {}

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException if there is no frame
   */
  public Filmstrip {
    columns = List.copyOf(columns);
    frames = List.copyOf(frames);
    if (frames.isEmpty()) {
      throw new IllegalArgumentException("'" + title + "' has no frames; leave it out");
    }
  }

  @Override
  public String kind() {
    return "filmstrip";
  }

  /** The last frame, which is shown first. */
  public Frame last() {
    return frames.get(frames.size() - 1);
  }

  /** All frames for the page's script. */
  public String json() {
    ObjectNode json = Json.object().put("plays", plays);
    ArrayNode all = json.putArray("frames");
    for (Frame frame : frames) {
      all.addObject()
          .put("caption", frame.caption())
          .put("alt", frame.alt())
          .put("image", frame.image());
    }
    return PageHtml.inScript(json);
  }
}
