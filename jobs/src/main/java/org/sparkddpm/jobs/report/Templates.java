package org.sparkddpm.jobs.report;

import freemarker.core.HTMLOutputFormat;
import freemarker.template.Configuration;
import freemarker.template.DefaultObjectWrapper;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** The templates in the resources' folder {@code report}; all that they are given is escaped. */
public final class Templates {

  static final String FOLDER = "/report/";

  private static final Configuration CONFIGURATION = configuration();

  private Templates() {}

  /**
   * By the rules of a version that knew nothing of records: their values are called as methods. The
   * classes for records of later ones are of a jar for several versions of Java, which a job's jar
   * is not.
   */
  private static Configuration configuration() {
    Configuration configuration = new Configuration(Configuration.VERSION_2_3_32);
    configuration.setClassForTemplateLoading(Templates.class, FOLDER);
    configuration.setDefaultEncoding(StandardCharsets.UTF_8.name());
    configuration.setLocale(Locale.ROOT);
    configuration.setOutputFormat(HTMLOutputFormat.INSTANCE);
    configuration.setObjectWrapper(new DefaultObjectWrapper(Configuration.VERSION_2_3_32));
    configuration.setNumberFormat("computer");
    configuration.setLogTemplateExceptions(false);
    configuration.setWrapUncheckedExceptions(true);
    configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
    return configuration;
  }

  /**
   * What a template makes of its values.
   *
   * @param name of the file
   * @throws IOException if there is no such template, or it does not fit the values
   */
  public static String text(String name, Map<String, Object> values) throws IOException {
    StringWriter out = new StringWriter();
    try {
      CONFIGURATION.getTemplate(name).process(values, out);
    } catch (TemplateException e) {
      throw new IOException("template " + name + ": " + e.getMessage(), e);
    }
    return out.toString();
  }
}
