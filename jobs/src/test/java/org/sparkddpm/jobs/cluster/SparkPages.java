package org.sparkddpm.jobs.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What Spark tells over HTTP of its applications: a driver of its own, a history server of all. */
record SparkPages(int port) {

  private static final ObjectMapper JSON = new ObjectMapper();

  String read(String path) throws IOException {
    URI page = URI.create("http://127.0.0.1:" + port + path);
    try (InputStream answer = page.toURL().openStream()) {
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private JsonNode list(String path) throws IOException {
    return JSON.readTree(read("/api/v1/applications" + path));
  }

  /** The ids of the applications by their names. */
  Map<String, String> applications() throws IOException {
    Map<String, String> ids = new TreeMap<>();
    list("").forEach(one -> ids.put(one.path("name").asText(), one.path("id").asText()));
    return ids;
  }

  /** What an application calls its jobs. */
  List<String> descriptions(String application) throws IOException {
    List<String> descriptions = new ArrayList<>();
    list("/" + application + "/jobs")
        .forEach(job -> descriptions.add(job.path("description").asText()));
    return descriptions;
  }

  /** The values of an application's named accumulators, each as often as stages ended with one. */
  Map<String, List<String>> accumulators(String application) throws IOException {
    Map<String, List<String>> values = new TreeMap<>();
    for (JsonNode stage : list("/" + application + "/stages?status=complete")) {
      for (JsonNode one : stage.path("accumulatorUpdates")) {
        values
            .computeIfAbsent(one.path("name").asText(), name -> new ArrayList<>())
            .add(one.path("value").asText());
      }
    }
    return values;
  }
}
