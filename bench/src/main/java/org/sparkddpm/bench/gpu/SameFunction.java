package org.sparkddpm.bench.gpu;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.sparkddpm.bench.Contestant;
import org.sparkddpm.bench.FloatFile;
import org.sparkddpm.engine.Precision;

/**
 * Whether all processes of a case compute the same: the predicted noise is held to PyTorch's in
 * 32-bit floats, and the losses, or the samples, of two steps to ours.
 */
record SameFunction(Entrants.Field field) {

  /**
   * Returns how far each peer is from the reference, without those that it leaves out.
   *
   * @throws IllegalStateException if we compute something else than the reference, or than all
   *     peers
   */
  Map<String, Double> check(Map<String, String> leftOut) throws IOException {
    Map<String, Double> differences = new HashMap<>();
    float[] ours = noise(field.ours(), "output");
    double[] values = values(field.ours());
    float[] reference = null;
    for (Contestant peer : field.peers()) {
      try {
        peer.greeting();
        if (reference == null) {
          reference = noise(peer, "reference");
          if (!(difference(ours, reference) <= tolerance())) {
            throw new IllegalStateException(
                String.format(
                    Locale.ROOT,
                    "our noise is off by %.1e of that of PyTorch in float32, more than %.0e",
                    difference(ours, reference),
                    tolerance()));
          }
        }
        differences.put(peer.label(), compare(peer, reference, values));
      } catch (IOException | Different e) {
        leftOut.put(peer.label(), e.getMessage());
      }
    }
    if (reference != null && differences.isEmpty()) {
      throw new IllegalStateException("no peer computes what we do: " + leftOut);
    }
    return differences;
  }

  private double compare(Contestant peer, float[] reference, double[] values)
      throws IOException, Different {
    double difference = difference(noise(peer, "output"), reference);
    if (!(difference <= tolerance())) {
      throw new Different(
          String.format(Locale.ROOT, "its noise is off by %.1e of that in float32", difference));
    }
    double[] theirs = values(peer);
    for (int i = 0; i < values.length; i++) {
      if (!(Math.abs(theirs[i] - values[i]) <= lossTolerance() * Math.abs(values[i]))) {
        throw new Different(
            String.format(
                Locale.ROOT, "step %d gives %s here and %s there", i, values[i], theirs[i]));
      }
    }
    return difference;
  }

  /** A peer computes another function. */
  private static final class Different extends Exception {
    private static final long serialVersionUID = 1;

    Different(String message) {
      super(message);
    }
  }

  private double tolerance() {
    return switch (field.subject().precision()) {
      case FP32 -> 1e-4;
      case TF32 -> 5e-3;
      case BF16 -> 5e-2;
    };
  }

  private double lossTolerance() {
    return field.subject().precision() == Precision.FP32 ? 1e-3 : tolerance();
  }

  private float[] noise(Contestant each, String request) throws IOException {
    Path file = field.folder().resolve(each.label() + "." + request);
    each.ask(request, file);
    return FloatFile.read(file);
  }

  private static double[] values(Contestant each) throws IOException {
    JsonNode values = each.ask("check", "-").path("values");
    return new double[] {values.path(0).asDouble(), values.path(1).asDouble()};
  }

  /** The length of the difference as a share of the reference's; infinite for another size. */
  private static double difference(float[] actual, float[] reference) {
    double squares = 0;
    double all = 0;
    for (int i = 0; i < Math.min(actual.length, reference.length); i++) {
      squares += Math.pow((double) actual[i] - reference[i], 2);
      all += Math.pow(reference[i], 2);
    }
    return actual.length == reference.length ? Math.sqrt(squares / all) : Double.POSITIVE_INFINITY;
  }
}
