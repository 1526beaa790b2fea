package org.sparkddpm.jobs.options;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version that this code was built as. */
public final class ProjectVersion {
  // Maven writes this file into every jar.
  private static final String RESOURCE = "/META-INF/maven/org.sparkddpm/jobs/pom.properties";

  private ProjectVersion() {}

  /** The version, or {@code unpackaged} when the classes do not come from a jar. */
  public static String current() {
    try (InputStream in = ProjectVersion.class.getResourceAsStream(RESOURCE)) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "unpackaged");
    } catch (IOException e) {
      return "unreadable (" + e.getMessage() + ")";
    }
  }
}
