package org.sparkddpm.jobs.report;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** The script of Chart.js (MIT licence, whose notice it begins with), from its WebJar. */
final class ChartScript {

  private static final String VERSION = "/META-INF/maven/org.webjars.npm/chart.js/pom.properties";
  private static final String SCRIPT =
      "/META-INF/resources/webjars/chart.js/%s/dist/chart.umd.min.js";

  private ChartScript() {}

  /** Its text. */
  static String text() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = resource(VERSION)) {
      properties.load(in);
    }
    try (InputStream in = resource(SCRIPT.formatted(properties.getProperty("version")))) {
      String script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      // Its source map is not there, and browsers' tools would ask for it.
      return script.replaceAll("(?m)^//# sourceMappingURL=.*$", "").stripTrailing() + "\n";
    }
  }

  private static InputStream resource(String name) throws IOException {
    InputStream in = ChartScript.class.getResourceAsStream(name);
    if (in == null) {
      throw new FileNotFoundException("the job's jar has no " + name);
    }
    return in;
  }
}
