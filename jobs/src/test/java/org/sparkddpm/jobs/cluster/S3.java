package org.sparkddpm.jobs.cluster;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** S3: an s3proxy in a process of its own, which keeps its objects in memory. */
final class S3 implements Store {

  static final String KEY = "PLANTEDKEY0123456789";
  static final String SECRET = "planted-secret-0123456789abcdefghijklmnop";

  private static final String BUCKET = "bucket";
  private static final Path TEMPLATE = Children.ROOT.resolve("conf/spark-defaults.standalone.conf");
  private static final Path CONNECTOR = Children.SERVICES.resolve("s3a");

  private final int port;
  private final Process process;

  private S3(int port, Process process) {
    this.port = port;
    this.process = process;
  }

  static S3 start(Path folder) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Files.createDirectories(folder);
    Properties properties = new Properties();
    properties.putAll(
        Map.of(
            "s3proxy.endpoint", "http://127.0.0.1:" + port,
            "s3proxy.authorization", "aws-v2-or-v4",
            "s3proxy.identity", KEY,
            "s3proxy.credential", SECRET,
            "jclouds.provider", "transient",
            "jclouds.identity", "unused",
            "jclouds.credential", "unused"));
    Path settings = folder.resolve("s3proxy.properties");
    try (var out = Files.newOutputStream(settings)) {
      properties.store(out, null);
    }
    Path logging = folder.resolve("logback.xml");
    Files.writeString(
        logging,
        """
        <configuration>
          <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
            <encoder><pattern>%d %p %c %m%n</pattern></encoder>
          </appender>
          <root level="warn"><appender-ref ref="out"/></root>
        </configuration>
        """);
    Process process =
        Children.start(
            folder.resolve("s3proxy.log"),
            Map.of(),
            Children.java(
                List.of(Children.SERVICES.resolve("s3proxy")),
                List.of("-Xmx1g", "-XX:+UseSerialGC", "-Dlogback.configurationFile=" + logging),
                "org.gaul.s3proxy.Main",
                "--properties",
                settings.toString()));
    S3 store = new S3(port, process);
    await("S3 has a bucket")
        .atMost(Duration.ofMinutes(2))
        .ignoreExceptions()
        .until(store::makeBucket);
    return store;
  }

  int port() {
    return port;
  }

  private boolean makeBucket() throws Exception {
    Configuration conf = configuration();
    // hadoop-aws makes no buckets; its SDK does.
    try (FileSystem files = FileSystem.newInstance(java.net.URI.create("s3a://" + BUCKET), conf)) {
      Object client =
          files
              .getClass()
              .getMethod("getAmazonS3ClientForTesting", String.class)
              .invoke(files, "to make a bucket");
      client.getClass().getMethod("createBucket", String.class).invoke(client, BUCKET);
      return true;
    }
  }

  @Override
  public String uri(String path) {
    return "s3a://" + BUCKET + path;
  }

  @Override
  public List<String> options() {
    return options(port);
  }

  /** The options of one whose requests go through another port. */
  List<String> options(int port) {
    // In place of --packages org.apache.hadoop:hadoop-aws: no download, and no copy per executor.
    return List.of(
        "--conf",
        "spark.driver.extraClassPath=" + CONNECTOR + "/*",
        "--conf",
        "spark.executor.extraClassPath=" + CONNECTOR + "/*",
        "--conf",
        "spark.hadoop.fs.s3a.endpoint=http://127.0.0.1:" + port,
        "--conf",
        "spark.hadoop.fs.s3a.endpoint.region=us-east-1",
        "--conf",
        "spark.hadoop.fs.s3a.path.style.access=true",
        "--conf",
        "spark.hadoop.fs.s3a.connection.ssl.enabled=false");
  }

  @Override
  public Map<String, String> environment() {
    return Map.of("AWS_ACCESS_KEY_ID", KEY, "AWS_SECRET_ACCESS_KEY", SECRET);
  }

  @Override
  public Configuration configuration() {
    return configuration(port);
  }

  /** The same, through another port. */
  Configuration configuration(int port) {
    Configuration conf = new Configuration();
    conf.setClassLoader(connector());
    template().forEach((key, value) -> set(conf, key.toString(), value.toString()));
    for (String option : options(port)) {
      int equals = option.indexOf('=');
      if (equals > 0) {
        set(conf, option.substring(0, equals), option.substring(equals + 1));
      }
    }
    conf.set("fs.s3a.access.key", KEY);
    conf.set("fs.s3a.secret.key", SECRET);
    conf.set("fs.s3a.bucket.probe", "0");
    // One that is kept would go on to ask the server of an earlier test.
    conf.set("fs.s3a.impl.disable.cache", "true");
    return conf;
  }

  private static void set(Configuration conf, String key, String value) {
    if (key.startsWith("spark.hadoop.fs.s3a.")) {
      conf.set(key.substring("spark.hadoop.".length()), value);
    }
  }

  /** What a job on a cluster is submitted with, how often it tries again above all. */
  private static Properties template() {
    Properties settings = new Properties();
    try (var in = Files.newBufferedReader(TEMPLATE)) {
      settings.load(in);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return settings;
  }

  /**
   * The classes of this JVM and those of the connector, which is not on its class path: one loader
   * for all, because Hadoop keeps objects of the connector's classes for the life of the JVM.
   */
  static ClassLoader connector() {
    return Connector.LOADER;
  }

  /** Loaded with the first use, as other tests do without the connector's jars. */
  private static final class Connector {
    static final ClassLoader LOADER = newConnector();
  }

  private static ClassLoader newConnector() {
    try (Stream<Path> jars = Files.list(CONNECTOR)) {
      URL[] urls = jars.map(S3::url).toArray(URL[]::new);
      return new URLClassLoader(urls, S3.class.getClassLoader());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static URL url(Path file) {
    try {
      return file.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
