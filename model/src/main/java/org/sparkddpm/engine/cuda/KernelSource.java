package org.sparkddpm.engine.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The text of all kernels, as one program. */
final class KernelSource {

  /** In this order: a file may use what stands in those before it. */
  private static final List<String> FILES =
      List.of(
          "common.cuh", //
          "elements.cu",
          "rows.cu",
          "tiles.cuh",
          "gather.cuh",
          "products.cu",
          "patched.cu",
          "weight_gradients.cu",
          "patched_gradient.cu",
          "norms.cuh",
          "slabs.cuh",
          "group_norm.cu",
          "lane_rows.cuh",
          "layer_norm.cu",
          "heads.cuh",
          "attention.cu",
          "linear_head.cuh",
          "linear_attention.cu",
          "fours.cuh",
          "random.cuh",
          "drawing.cu",
          "optimizer.cu",
          "sampling.cu");

  private KernelSource() {}

  /** The files joined; the compiler names them and their lines in its messages. */
  static String text() {
    StringBuilder text = new StringBuilder();
    for (String file : FILES) {
      text.append("#line 1 \"").append(file).append("\"\n").append(read(file));
    }
    return text.toString();
  }

  private static String read(String file) {
    try (InputStream contents = KernelSource.class.getResourceAsStream(file)) {
      if (contents == null) {
        throw new IllegalStateException(
            file + " is missing beside " + KernelSource.class.getName() + "; build the jar anew");
      }
      return new String(contents.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("could not read " + file, e);
    }
  }
}
