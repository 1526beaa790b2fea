package org.sparkddpm.jobs.options;

import java.util.regex.Pattern;

/** Recognises secrets inside URIs, which would end up in logs, result files and Spark's UI. */
public final class Credentials {
  private static final String REMEDY =
      "give access keys by the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY), an instance"
          + " role or a Hadoop credential provider"
          + " (spark.hadoop.hadoop.security.credential.provider.path), and the plain URI here";

  private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;
  private static final String SECRET_PARAMETER =
      "[?&][^=&\\s]*(?:secret|token|password|signature|credential|access[-_]?key|sig)[^=&\\s]*=";

  // A bucket has no port, so that any colon or @ before the first slash is a key.
  private static final Pattern IN_BUCKET = Pattern.compile("s3[an]?://[^/]*[:@].*", FLAGS);
  // name:secret@host, where secrets may hold slashes; host:port/a@b is none, nor is
  // abfss://container@account.
  private static final Pattern IN_AUTHORITY =
      Pattern.compile("[a-z][a-z0-9+.-]*://[^/@:]*:(?!\\d+(/|$))[^@]*@.*", FLAGS);
  private static final Pattern IN_QUERY =
      Pattern.compile("[a-z][a-z0-9+.-]*://.*" + SECRET_PARAMETER + ".*", FLAGS);

  private static final Pattern ANY_USERINFO =
      Pattern.compile("([a-z][a-z0-9+.-]*://)[^\\s'\"]*@", FLAGS);
  private static final Pattern ANY_PARAMETER =
      Pattern.compile("(" + SECRET_PARAMETER + ")[^&\\s'\"]+", FLAGS);

  private Credentials() {}

  /** Whether the value is a URI that carries a key, a password or a signed query. */
  public static boolean in(String value) {
    return IN_BUCKET.matcher(value).matches()
        || IN_AUTHORITY.matcher(value).matches()
        || IN_QUERY.matcher(value).matches();
  }

  /** Refuses a value with a secret in it, without showing any of it. */
  static String refusal(Option<?> option) {
    return option.flag() + " is a URI with credentials in it (not shown): " + REMEDY;
  }

  /** The text with the secret part of every URI in it replaced by stars. */
  public static String redact(String text) {
    String userinfo = ANY_USERINFO.matcher(text).replaceAll("$1***@");
    return ANY_PARAMETER.matcher(userinfo).replaceAll("$1***");
  }
}
