package org.sparkddpm.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.sparkddpm.jobs.report.PageHtml;

/**
 * A report as a reader has it, in Chromium. {@code -Dreports=FILE,...} looks at reports that jobs
 * have written too.
 */
@Tag("browser")
class ReportInBrowserTest {

  private static final int[] WIDTHS = {360, 768, 1280};
  private static final List<String> SCHEMES = List.of("light", "dark");

  /**
   * The least contrast of any text with what is behind it, by the Web Content Accessibility
   * Guidelines 2.2, and that text.
   */
  private static final String LEAST_CONTRAST =
      """
const channel = (v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
const parts = (c) => (c.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
const behind = (e) => {
  const layers = [];
  for (let at = e; at; at = at.parentElement) layers.push(parts(getComputedStyle(at).backgroundColor));
  let colour = [255, 255, 255];
  for (const [r, g, b, a = 1] of layers.reverse()) {
    colour = colour.map((v, i) => v * (1 - a) + [r, g, b][i] * a);
  }
  return colour;
};
let least = [99, ''];
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
  const e = walk.currentNode.parentElement;
  const text = walk.currentNode.textContent.trim();
  if (!text || e.closest('script, style, dialog, .hidden, .shade0, :disabled') || !e.getClientRects().length) continue;
  const [one, other] = [luminance(parts(getComputedStyle(e).color)), luminance(behind(e))].sort((a, b) => b - a);
  const contrast = (one + 0.05) / (other + 0.05);
  if (contrast < least[0]) least = [contrast, text.slice(0, 60)];
}
return least;
""";

  @TempDir static Path temp;
  private static Browser browser;
  private static Path specimen;

  @BeforeAll
  static void start() throws IOException {
    specimen = Files.write(temp.resolve("report.html"), PageHtml.of(SpecimenPage.page()));
    browser = Browser.start();
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  static Stream<Path> pages() {
    String given = System.getProperty("reports", "");
    return Stream.concat(
        Stream.of(specimen),
        Arrays.stream(given.split(",", -1)).filter(file -> !file.isEmpty()).map(Path::of));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void nothingIsAskedForAndNothingComplains(Path page) throws IOException {
    browser.requests();
    browser.complaints();
    browser.open(page, 1280, "light", true);
    browser.all("summary").forEach(browser::click);
    for (WebElement image : browser.all("img[src]")) {
      assertThat(image.getDomAttribute("alt")).isNotNull();
    }
    List<String> asked = new ArrayList<>();
    for (String message : browser.requests()) {
      JsonNode request = new ObjectMapper().readTree(message).at("/message/params/request/url");
      asked.add(request.asText());
    }
    assertThat(asked)
        .isNotEmpty()
        .allMatch(url -> url.startsWith("data:") || url.equals(page.toUri().toString()));
    assertThat(browser.complaints()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void nothingIsWiderThanTheWindowAndEveryTextCanBeRead(Path page) {
    for (String scheme : SCHEMES) {
      for (int width : WIDTHS) {
        browser.open(page, width, scheme, false);
        browser.all("summary").forEach(browser::click);
        assertThat(browser.number("document.documentElement.scrollWidth"))
            .as("%s at %d", scheme, width)
            .isLessThanOrEqualTo(browser.number("document.documentElement.clientWidth"));
        List<?> least = (List<?>) browser.run(LEAST_CONTRAST);
        assertThat(((Number) least.get(0)).doubleValue())
            .as("contrast of '%s', %s at %d", least.get(1), scheme, width)
            .isGreaterThanOrEqualTo(4.5);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void noBoxHidesContentButThatOfALongTableWhichHasAScrollbar(Path page) {
    for (int width : WIDTHS) {
      browser.open(page, width, "light", false);
      browser.all("summary").forEach(browser::click);
      assertThat(
              browser.number(
                  "[...document.querySelectorAll('.scroll')].filter((e) =>"
                      + " e.querySelectorAll('tbody tr').length > 100 ? e.offsetWidth <="
                      + " e.clientWidth : e.scrollHeight > e.clientHeight + 1).length"))
          .as("at %d", width)
          .isZero();
    }
  }

  @Test
  void thePolicyLetsNothingElseRun() {
    browser.open(specimen, 1280, "light", false);
    browser.run(
        "const s = document.createElement('script'); s.textContent = 'window.broken = 1';"
            + " document.body.append(s); document.body.insertAdjacentHTML('beforeend', '<p"
            + " id=styled style=\"color: red\">x</p>');");
    assertThat(browser.text("typeof window.broken")).isEqualTo("undefined");
    assertThat(browser.complaints())
        .hasSizeGreaterThanOrEqualTo(2)
        .allMatch(text -> text.contains("Content Security Policy"));
  }

  @Test
  void aSampleIsOpenedByTheKeyboardAndSaysHowToMakeItAgain() {
    browser.open(specimen, 768, "light", false);
    WebElement sample = browser.one(".sample[data-sample='2:4']");
    assertThat(sample.getTagName()).isEqualTo("button");
    browser.run("document.querySelector(\".sample[data-sample='2:3']\").focus()");
    browser.tab();
    assertThat(browser.text("document.activeElement.dataset.sample")).isEqualTo("2:4");
    assertThat(browser.text("getComputedStyle(document.activeElement).outlineStyle"))
        .isEqualTo("solid");
    browser.press(Keys.ENTER);
    WebElement dialog = browser.one("#sample");
    assertThat(dialog.isDisplayed()).isTrue();
    assertThat(browser.one("#sample-name").getText()).isEqualTo("Sample 4 of class 2");
    assertThat(browser.one("#sample-facts").getText()).contains("Seed", "Checkpoint", "Index");
    assertThat(browser.one("#sample-command").getText()).contains("--samples 2:4");
    assertThat(browser.one("#sample-image").getDomAttribute("src"))
        .isEqualTo(browser.one(".sample[data-sample='2:4'] img").getDomAttribute("src"));
    browser.press(Keys.ARROW_RIGHT);
    assertThat(browser.one("#sample-command").getText()).contains("--samples 2:5");
    browser.press(Keys.ESCAPE);
    assertThat(dialog.isDisplayed()).isFalse();
    assertThat(browser.text("document.activeElement.dataset.sample")).isEqualTo("2:5");
  }

  @Test
  void everythingThatDoesSomethingIsReachedByTheTabulator() {
    browser.open(specimen, 1280, "light", false);
    String stops =
        "[...document.querySelectorAll('a[href], button, input, summary, [tabindex]')]"
            + ".filter((e) => e.checkVisibility() && !e.closest('dialog'))";
    long count = browser.number(stops + ".length");
    assertThat(count).isGreaterThan(80);
    for (int i = 0; i < count; i++) {
      browser.tab();
      browser.run("document.activeElement.dataset.reached = 'yes'");
    }
    assertThat(browser.text(stops + ".filter((e) => !e.dataset.reached).map((e) => e.outerHTML)"))
        .isEqualTo("[]");
    // What a mouse can do, elements do that a keyboard reaches.
    assertThat(browser.number("document.querySelectorAll('[onclick], [role=button]').length"))
        .isZero();
  }

  @Test
  void samplesAreOrderedByHowSureTheJudgeIs() {
    browser.open(specimen, 1280, "light", false);
    String sures =
        "[...document.querySelectorAll('.samples')[0].querySelectorAll('.sample')].map((e) =>"
            + " e.dataset.sure)";
    String before = browser.text("JSON.stringify(" + sures + ")");
    browser.click(browser.one("[data-order='least']"));
    assertThat(browser.text(sures + ".every((v, i, all) => !i || Number(all[i - 1]) <= Number(v))"))
        .isEqualTo("true");
    assertThat(browser.one("[data-order='least']").getDomAttribute("aria-pressed"))
        .isEqualTo("true");
    browser.click(browser.one("[data-order='most']"));
    assertThat(browser.text(sures + ".every((v, i, all) => !i || Number(all[i - 1]) >= Number(v))"))
        .isEqualTo("true");
    browser.click(browser.one("[data-order='index']"));
    assertThat(browser.text("JSON.stringify(" + sures + ")")).isEqualTo(before);
  }

  @Test
  void aFilmMovesOnlyWhereTheReaderWantsIt() {
    browser.open(specimen, 1280, "light", false);
    String film = "#film .filmstrip ";
    assertThat(browser.one(film + "[data-play]").getText()).isEqualTo("Play");
    assertThat(browser.one(film + ".now").getText()).isEqualTo("after 6 of 6 steps");
    browser.run("document.querySelector('#film input').focus()");
    browser.press(Keys.HOME);
    browser.press(Keys.ARROW_RIGHT);
    assertThat(browser.one(film + ".now").getText()).isEqualTo("after 2 of 6 steps");
    assertThat(browser.one(film + "img").getDomAttribute("alt")).isEqualTo("ten digits, step 2");
    browser.click(browser.one(film + "[data-step='1']"));
    assertThat(browser.one(film + ".now").getText()).isEqualTo("after 3 of 6 steps");
    browser.open(specimen, 1280, "light", true);
    assertThat(browser.one(film + "[data-play]").getText()).isEqualTo("Pause");
    browser.click(browser.one(film + "[data-play]"));
    assertThat(browser.one(film + "[data-play]").getText()).isEqualTo("Play");
  }

  @Test
  void chartsHaveTheirNumbersInATableAndTheColoursOfThePage() {
    browser.open(specimen, 1280, "dark", false);
    assertThat(browser.all("canvas"))
        .hasSize(2)
        .allMatch(canvas -> !canvas.getDomAttribute("aria-label").isEmpty());
    assertThat(
            browser.number(
                "document.querySelectorAll('.chart')[0].querySelectorAll('tbody tr').length"))
        .isBetween(200L, 260L);
    assertThat(
            browser.text(
                "Chart.getChart(document.querySelector('canvas')).data.datasets[0].borderColor"))
        .isEqualTo(
            browser.text(
                "getComputedStyle(document.documentElement).getPropertyValue('--series-1').trim()"));
    assertThat(
            browser.number(
                "Chart.getChart(document.querySelector('canvas')).data.datasets[0].data.length"))
        .isEqualTo(250);
  }
}
