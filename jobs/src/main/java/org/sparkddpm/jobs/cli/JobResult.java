package org.sparkddpm.jobs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.sparkddpm.jobs.options.Credentials;
import org.sparkddpm.jobs.options.ProjectVersion;
import org.sparkddpm.jobs.options.Settings;

/**
 * The machine-readable account of a run.
 *
 * @param job the job's short name
 * @param status how it ended
 * @param started when the run began
 * @param ended when it ended; a clock that was set back meanwhile counts as having stood still
 * @param settings every option with its origin
 * @param figures results by name
 * @param error what went wrong; present exactly when the run failed
 */
public record JobResult(
    String job,
    JobStatus status,
    Instant started,
    Instant ended,
    Settings settings,
    Map<String, Object> figures,
    Optional<String> error) {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** Checks that the parts agree and strips secrets from the error. */
  public JobResult {
    ended = ended.isBefore(started) ? started : ended;
    if (error.isPresent() != (status == JobStatus.FAILED)) {
      throw new IllegalArgumentException(
          "A result has an error exactly when it failed, but is " + status.label());
    }
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    error = error.map(Credentials::redact);
  }

  /** What an exception says, and what its root cause says where that is another one. */
  static String describe(Throwable failure) {
    Throwable root = ExceptionUtils.getRootCause(failure);
    return root.equals(failure) ? failure.toString() : failure + "; caused by " + root;
  }

  /** The figures on one line, decimal numbers to three significant digits. */
  String summary() {
    return figures.entrySet().stream()
        .map(figure -> figure.getKey() + " " + shown(figure.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String shown(Object figure) {
    return figure instanceof Double number && Double.isFinite(number)
        ? BigDecimal.valueOf(number).round(new MathContext(3)).toPlainString()
        : String.valueOf(figure);
  }

  /** The result as indented JSON ending in a line feed. */
  public String toJson() {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("job", job);
    json.put("version", ProjectVersion.current());
    json.put("status", status.label());
    json.put("started", started.toString());
    json.put("ended", ended.toString());
    json.put("seconds", Duration.between(started, ended).toMillis() / 1000.0);
    json.set("options", settings.toJson());
    json.set("figures", MAPPER.valueToTree(figures));
    error.ifPresent(message -> json.put("error", message));
    try {
      return MAPPER.writeValueAsString(json) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of JSON nodes could not be written", e);
    }
  }
}
