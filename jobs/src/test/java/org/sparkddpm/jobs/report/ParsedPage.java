package org.sparkddpm.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.sparkddpm.images.Picture;
import org.sparkddpm.images.formats.Png;
import org.sparkddpm.jobs.storage.Json;
import org.sparkddpm.jobs.storage.Sha256;

/** A report as a browser understands it. */
public record ParsedPage(Document document) {

  /** Reads a report and checks what holds for every one. */
  public static ParsedPage of(Path file) throws IOException {
    return of(Files.readAllBytes(file));
  }

  /** Parses a page and checks what holds for every one. */
  public static ParsedPage of(byte[] html) throws IOException {
    assertThat(html).hasSizeLessThan(PageHtml.MOST_BYTES);
    Document document = Jsoup.parse(new String(html, StandardCharsets.UTF_8));
    ParsedPage page = new ParsedPage(document);
    page.requireWhole();
    return page;
  }

  private void requireWhole() {
    assertThat(document.title()).isNotBlank();
    assertThat(document.select("html").attr("lang")).isEqualTo("en");
    assertThat(document.select("h1")).hasSize(1);
    List<String> ids = document.select("[id]").eachAttr("id");
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(document.select("img")).allMatch(image -> image.hasAttr("alt"));
    assertThat(document.select("[src]").eachAttr("src"))
        .allMatch(source -> source.startsWith("data:image/"));
    assertThat(document.select("[href]").eachAttr("href"))
        .allMatch(link -> link.equals("data:,") || ids.contains(link.replaceFirst("^#", "")));
    assertThat(document.select("[style], [onclick], link[rel=stylesheet], iframe, form")).isEmpty();
    requirePolicy();
  }

  /** The policy names the style and the scripts that are there, and nothing else. */
  private void requirePolicy() {
    String policy = document.select("meta[http-equiv=Content-Security-Policy]").attr("content");
    assertThat(policy).startsWith("default-src 'none'; img-src data:; ").doesNotContain("unsafe");
    List<Element> own =
        document.select("style, script").stream()
            .filter(element -> !element.attr("type").equals("application/json"))
            .toList();
    assertThat(own).hasSizeBetween(2, 3);
    own.forEach(element -> assertThat(policy).contains(hash(element.data())));
    assertThat(policy.split("'sha256-", -1)).hasSize(own.size() + 1);
  }

  private static String hash(String text) {
    MessageDigest digest = Sha256.digest();
    return Base64.getEncoder().encodeToString(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** What an element shows; one must be there. */
  public String text(String selector) {
    Element found = document.selectFirst(selector);
    assertThat(found).as(selector).isNotNull();
    return found.text();
  }

  /** What elements show. */
  public List<String> texts(String selector) {
    return document.select(selector).eachText();
  }

  /** The cells of a table's rows. */
  public List<List<String>> rows(String selector) {
    return document.select(selector).select("tbody tr").stream()
        .map(row -> row.select("th, td").eachText())
        .toList();
  }

  /** The JSON that an element holds. */
  public JsonNode json(String selector) throws IOException {
    Element found = document.selectFirst(selector);
    assertThat(found).as(selector).isNotNull();
    return Json.parse(found.data().getBytes(StandardCharsets.UTF_8));
  }

  /** The picture of an element {@code img}. */
  public Picture picture(String selector) throws IOException {
    Element found = document.selectFirst(selector);
    assertThat(found).as(selector).isNotNull();
    String uri = found.attr("src");
    byte[] file = Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1));
    return Png.read(new ByteArrayInputStream(file), selector);
  }
}
