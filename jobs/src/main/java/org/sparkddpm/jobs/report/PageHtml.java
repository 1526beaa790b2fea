package org.sparkddpm.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.sparkddpm.jobs.storage.Json;
import org.sparkddpm.jobs.storage.Sha256;

/**
 * A page as one HTML file, with its style, its scripts and its pictures within it. Its content
 * security policy lets nothing else run and nothing be fetched.
 */
public final class PageHtml {

  /** No page is larger. */
  public static final int MOST_BYTES = 8 << 20;

  private static final String TEMPLATE = "page.ftlh";

  private PageHtml() {}

  /**
   * The file's bytes.
   *
   * @throws IOException if the jar lacks a part of the page
   * @throws IllegalStateException if it is larger than {@link #MOST_BYTES}
   */
  public static byte[] of(Page page) throws IOException {
    String style = resource("style.css");
    String script = resource("page.js");
    boolean charts =
        page.sections().stream()
            .flatMap(section -> section.blocks().stream())
            .anyMatch(Chart.class::isInstance);
    List<String> scripts = charts ? List.of(ChartScript.text(), script) : List.of(script);
    byte[] html =
        Templates.text(
                TEMPLATE,
                Map.of(
                    "page", page,
                    "style", style,
                    "scripts", scripts,
                    "policy", policy(style, scripts)))
            .getBytes(StandardCharsets.UTF_8);
    if (html.length > MOST_BYTES) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "the report '%s' has %,d bytes, more than %,d",
              page.title(),
              html.length,
              MOST_BYTES));
    }
    return html;
  }

  private static String policy(String style, List<String> scripts) {
    return "default-src 'none'; img-src data:; style-src %s; script-src %s; base-uri 'none'; form-action 'none'"
        .formatted(hashes(Stream.of(style)), hashes(scripts.stream()));
  }

  private static String hashes(Stream<String> texts) {
    return String.join(" ", texts.map(PageHtml::hash).toList());
  }

  private static String hash(String text) {
    byte[] digest = Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8));
    return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = PageHtml.class.getResourceAsStream(Templates.FOLDER + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** JSON that can stand in an element {@code script}: nothing in it ends the element. */
  static String inScript(JsonNode json) {
    return new String(Json.compact(json), StandardCharsets.UTF_8).replace("<", "\\u003c");
  }
}
