package org.sparkddpm.images.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.images.InvalidImagesException;

class DownloadTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration IMPATIENCE = Duration.ofMillis(300);

  @TempDir Path temporary;

  private final Map<String, byte[]> served = new ConcurrentHashMap<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch testEnds = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private URI base;
  private Path folder;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/mnist/", this::answer);
    server.start();
    base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mnist/");
    folder = temporary.resolve("cache/mnist");
  }

  @AfterEach
  void stop() {
    testEnds.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    String name = Path.of(exchange.getRequestURI().getPath()).getFileName().toString();
    byte[] content = served.get(name);
    try (exchange) {
      if (content == null) {
        byte[] page = "no such file".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(404, page.length);
        exchange.getResponseBody().write(page);
        return;
      }
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content);
    }
  }

  /** Serves a text zipped and returns what is known of it. */
  private MnistFile offer(String name, String text) throws Exception {
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    served.put(name + ".gz", zip(plain));
    byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(plain);
    return new MnistFile(name, HexFormat.of().formatHex(sha256));
  }

  private static byte[] zip(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }

  private List<String> filesInFolder() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void fetchesOnlyWhatIsMissingOrDamaged() throws Exception {
    MnistFile one = offer("one", "first file");
    MnistFile two = offer("two", "second file".repeat(100_000));
    MnistFile three = offer("three", "third file");
    Files.createDirectories(folder);
    Files.write(folder.resolve("one.gz"), served.get("one.gz"));
    Files.write(folder.resolve("two.gz"), new byte[] {0x1f, (byte) 0x8b, 1});
    new Download(base, folder, PATIENCE).fetchMissing(List.of(one, two, three));
    assertThat(requests).hasValue(2);
    assertThat(filesInFolder()).containsExactly("one.gz", "three.gz", "two.gz");
    for (String name : filesInFolder()) {
      assertThat(folder.resolve(name)).hasBinaryContent(served.get(name));
    }
  }

  @Test
  void refusesAnotherContent() throws Exception {
    MnistFile good = offer("good", "the content");
    MnistFile changed = offer("changed", "the content");
    served.put("changed.gz", zip("another content".getBytes(StandardCharsets.UTF_8)));
    assertThatThrownBy(
            () -> new Download(base, folder, PATIENCE).fetchMissing(List.of(good, changed)))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining(base + "changed.gz: sha256 of the unzipped content is ")
        .hasMessageContaining(changed.sha256());
    assertThat(filesInFolder()).containsExactly("good.gz");
  }

  @Test
  void refusesACutFile() throws Exception {
    MnistFile file = offer("cut", "the content");
    served.put("cut.gz", Arrays.copyOf(served.get("cut.gz"), 20));
    assertThatThrownBy(() -> new Download(base, folder, PATIENCE).fetchMissing(List.of(file)))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessageContaining("cut.gz: the gzip data ends too early, after 20 bytes");
    assertThat(filesInFolder()).isEmpty();
  }

  @Test
  void namesTheStatusOfTheServer() throws Exception {
    MnistFile absent = new MnistFile("absent", "00");
    assertThatThrownBy(() -> new Download(base, folder, PATIENCE).fetchMissing(List.of(absent)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(base + "absent.gz: the server answers 404")
        .hasMessageContaining("check the network, or fetch the files by hand");
    assertThat(filesInFolder()).isEmpty();
  }

  @Test
  void namesARefusedConnection() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    URI nobody = URI.create("http://127.0.0.1:" + port + "/mnist/");
    assertThatThrownBy(() -> Mnist.download(nobody, folder, PATIENCE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(nobody + "train-images-idx3-ubyte.gz: cannot be fetched")
        .hasMessageContaining("ConnectException")
        .hasMessageContaining("check the network");
    assertThat(filesInFolder()).isEmpty();
  }

  @Test
  void givesUpOnAServerThatNeverAnswers() throws Exception {
    server.createContext("/silent/", exchange -> awaitEnd());
    assertTooSlow(base.resolve("/silent/"));
  }

  @Test
  void givesUpOnAServerThatStopsInTheMiddle() throws Exception {
    server.createContext(
        "/stalling/",
        exchange -> {
          exchange.sendResponseHeaders(200, 1_000_000);
          OutputStream body = exchange.getResponseBody();
          body.write(new byte[1000]);
          body.flush();
          awaitEnd();
        });
    assertTooSlow(base.resolve("/stalling/"));
  }

  private void assertTooSlow(URI from) throws IOException {
    MnistFile file = new MnistFile("file", "00");
    assertThatThrownBy(() -> new Download(from, folder, IMPATIENCE).fetchMissing(List.of(file)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(from + "file.gz: not complete after 300 ms")
        .hasMessageContaining("check the network, or fetch the files by hand");
    assertThat(filesInFolder()).isEmpty();
  }

  private void awaitEnd() {
    try {
      testEnds.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void refusesABaseThatIsNoFolder() {
    assertThatThrownBy(() -> Mnist.download(base.resolve("/mnist"), folder, PATIENCE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must end in /");
  }

  @Test
  void theRealFilesArrive() throws Exception {
    Path real = RealMnist.folder();
    for (String name : Mnist.fileNames()) {
      Path zipped = real.resolve(name + ".gz");
      byte[] content =
          Files.exists(zipped)
              ? Files.readAllBytes(zipped)
              : zip(Files.readAllBytes(real.resolve(name)));
      served.put(name + ".gz", content);
    }
    assertThat(Mnist.download(base, folder, PATIENCE)).isEqualTo(folder);
    Mnist.verify(folder);
    assertThat(requests).hasValue(4);
    Mnist.download(base, folder, PATIENCE);
    assertThat(requests).hasValue(4);
  }
}
