package org.sparkddpm.jobs.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;

/**
 * An S3 that fails on demand: a proxy in this JVM before a real one. Each connection serves one
 * request, as the proxy asks for that in the request's head, so it need understand no bodies.
 */
final class FaultyS3 implements Store {

  private static final String ERROR =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <Error><Code>%s</Code><Message>%<s, says the test</Message></Error>
      """;

  private final S3 s3;
  private final int port;
  private final AtomicInteger refused = new AtomicInteger();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          body -> {
            Thread thread = new Thread(body, "faulty-s3");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Function<String, Optional<String>> answers;
  private volatile Duration delay;
  private ServerSocket server;

  FaultyS3(S3 s3) throws IOException {
    this.s3 = s3;
    mend();
    this.port = server.getLocalPort();
  }

  /** Ends all faults. */
  synchronized void mend() throws IOException {
    answers = request -> Optional.empty();
    delay = Duration.ZERO;
    if (server == null || server.isClosed()) {
      server = new ServerSocket();
      server.setReuseAddress(true);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      ServerSocket open = server;
      threads.execute(() -> accept(open));
    }
  }

  /** From now on connections are refused. */
  synchronized void refuseConnections() throws IOException {
    server.close();
  }

  /** The next requests are answered with 503, as S3 does when it has too many. */
  void slowDown(int requests) {
    AtomicInteger left = new AtomicInteger(requests);
    answers =
        request ->
            left.getAndDecrement() > 0
                ? Optional.of(answer("503 Service Unavailable", "SlowDown"))
                : Optional.empty();
  }

  /** Whatever changes the bucket is answered with 403. */
  void readOnly() {
    answers =
        request ->
            request.matches("(?s)(PUT|POST|DELETE) .*")
                ? Optional.of(answer("403 Forbidden", "AccessDenied"))
                : Optional.empty();
  }

  /** Each request waits so long before it is served. */
  void delay(Duration time) {
    delay = time;
  }

  /** How many requests were answered with a fault. */
  int faults() {
    return refused.get();
  }

  private static String answer(String status, String code) {
    String body = ERROR.formatted(code);
    return "HTTP/1.1 %s\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n"
            .formatted(status, body.length())
        + "Connection: close\r\n\r\n"
        + body;
  }

  private void accept(ServerSocket open) {
    while (!open.isClosed()) {
      try {
        Socket client = open.accept();
        threads.execute(() -> serve(client));
      } catch (IOException closed) {
        // As refuseConnections() or close() wanted.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      String head = head(client.getInputStream());
      Thread.sleep(delay.toMillis());
      Optional<String> fault = head.isEmpty() ? Optional.empty() : answers.apply(head);
      if (fault.isPresent()) {
        refused.incrementAndGet();
        // A body that is left unread would make the close a reset, which hides the answer.
        client.getOutputStream().write(fault.get().getBytes(StandardCharsets.ISO_8859_1));
        client.shutdownOutput();
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
      } else if (!head.isEmpty()) {
        forward(head, client);
      }
    } catch (IOException | InterruptedException e) {
      // The client has gone, which is its affair; it sees its connection closed.
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private void forward(String head, Socket client) throws IOException {
    String once =
        head.replaceAll("(?i)\r\nConnection: [^\r]*", "")
            .replaceFirst("\r\n", "\r\nConnection: close\r\n");
    try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), s3.port())) {
      upstream.getOutputStream().write(once.getBytes(StandardCharsets.ISO_8859_1));
      threads.execute(() -> pass(client, upstream));
      upstream.getInputStream().transferTo(client.getOutputStream());
    }
  }

  private static void pass(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // The answer has come, and both are closed.
    }
  }

  @Override
  public String uri(String path) {
    return s3.uri(path);
  }

  @Override
  public List<String> options() {
    return s3.options(port);
  }

  @Override
  public Map<String, String> environment() {
    return s3.environment();
  }

  @Override
  public Configuration configuration() {
    return s3.configuration(port);
  }

  @Override
  public void close() {
    try {
      refuseConnections();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
