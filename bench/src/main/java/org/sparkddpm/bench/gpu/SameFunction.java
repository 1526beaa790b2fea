package org.sparkddpm.bench.gpu;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.sparkddpm.bench.Contestant;
import org.sparkddpm.engine.Precision;

/**
 * Whether all processes of a case compute the same: the predicted noise is held to PyTorch's in
 * 32-bit floats, and the losses, or the samples, of two steps to ours.
 */
record SameFunction(Entrants.Field field) {

  /** Returns how far each peer is from the reference; refuses us, and leaves out a peer. */
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
          require("our noise", difference(ours, reference), noiseTolerance());
        }
        double difference = difference(noise(peer, "output"), reference);
        require("its noise", difference, noiseTolerance());
        double[] theirs = values(peer);
        for (int i = 0; i < values.length; i++) {
          double relative = Math.abs(theirs[i] - values[i]) / Math.abs(values[i]);
          require("step " + i + ", " + theirs[i] + " to our " + values[i], relative, tolerance());
        }
        differences.put(peer.label(), difference);
      } catch (IOException | Different e) {
        if (e instanceof Different && differences.isEmpty()) {
          throw new IllegalStateException(
              field.subject() + ", ours and " + peer.label() + ": " + e.getMessage(), e);
        }
        leftOut.put(peer.label(), e.getMessage());
      }
    }
    return differences;
  }

  /** Two processes compute different functions. */
  private static final class Different extends RuntimeException {
    private static final long serialVersionUID = 1;

    Different(String message) {
      super(message);
    }
  }

  private static void require(String what, double difference, double tolerance) {
    if (!(difference <= tolerance)) {
      throw new Different(
          "%s is off by %.1e of it, more than %.0e: another function"
              .formatted(what, difference, tolerance));
    }
  }

  private double noiseTolerance() {
    return switch (field.subject().precision()) {
      case FP32 -> 1e-4;
      case TF32 -> 5e-3;
      case BF16 -> 5e-2;
    };
  }

  private double tolerance() {
    return field.subject().precision() == Precision.FP32 ? 1e-3 : noiseTolerance();
  }

  private float[] noise(Contestant each, String request) throws IOException {
    Path file = field.folder().resolve(each.label() + "." + request);
    each.ask(request, file);
    FloatBuffer floats =
        ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] values = new float[floats.remaining()];
    floats.get(values);
    return values;
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
