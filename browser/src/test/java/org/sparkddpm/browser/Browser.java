package org.sparkddpm.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.StreamSupport;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A Chromium without a window, as a reader of a report uses it. */
final class Browser implements AutoCloseable {

  private static final List<String> CHROMIUM = List.of("chromium", "google-chrome", "chrome");

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts one; where there is none, the calling test is skipped and says why. */
  static Browser start() {
    Optional<Path> chromium = CHROMIUM.stream().flatMap(name -> found(name).stream()).findFirst();
    Optional<Path> service = found("chromedriver");
    assumeTrue(
        chromium.isPresent() && service.isPresent(),
        "there is no Chromium with its driver (apt-get install chromium chromium-driver)");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.orElseThrow().toFile());
    // Root has no sandbox, and containers little shared memory.
    options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage");
    options.setCapability("goog:loggingPrefs", logs);
    return new Browser(
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(service.orElseThrow().toFile())
                .build(),
            options));
  }

  private static Optional<Path> found(String program) {
    return Arrays.stream(System.getenv("PATH").split(":", -1))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Opens a page.
   *
   * @param width of the window in pixels
   * @param scheme {@code light} or {@code dark}
   * @param moving whether the reader's system allows motion
   */
  void open(Path page, int width, String scheme, boolean moving) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", scheme),
                Map.of(
                    "name",
                    "prefers-reduced-motion",
                    "value",
                    moving ? "no-preference" : "reduce"))));
    driver.get(page.toUri().toString());
  }

  /** What a script returns. */
  Object run(String script) {
    return driver.executeScript(script);
  }

  long number(String script) {
    return ((Number) run("return " + script)).longValue();
  }

  String text(String script) {
    return String.valueOf(run("return " + script));
  }

  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  WebElement one(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  /** Clicks on an element, which a page that moves there slowly would keep from being hit. */
  void click(WebElement element) {
    driver.executeScript(
        "arguments[0].scrollIntoView({behavior: 'instant', block: 'center'})", element);
    element.click();
  }

  /** Presses keys on what has the focus. */
  void press(CharSequence... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
  }

  void tab() {
    press(Keys.TAB);
  }

  /** What the page said on the console since the last call, warnings and errors alone. */
  List<String> complaints() {
    return entries(LogType.BROWSER).stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /**
   * The addresses that were asked for since the last call, as the browser's protocol tells them.
   */
  List<String> requests() {
    return entries(LogType.PERFORMANCE).stream()
        .map(LogEntry::getMessage)
        .filter(message -> message.contains("Network.requestWillBeSent\""))
        .toList();
  }

  private List<LogEntry> entries(String type) {
    return StreamSupport.stream(driver.manage().logs().get(type).spliterator(), false).toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
