package org.sparkddpm.jobs.checkpoint;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.sparkddpm.jobs.storage.Printable;

/** A checkpoint, or all that a location holds, cannot be trusted: missing, cut or changed bytes. */
public final class CorruptCheckpointException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String finding;

  private CorruptCheckpointException(String finding, String remedy) {
    super(finding + remedy);
    this.finding = finding;
  }

  static CorruptCheckpointException of(Path folder, String what) {
    return new CorruptCheckpointException(
        "checkpoint %s is damaged: %s".formatted(folder, Printable.of(what)),
        "; restore the folder from a copy, or use another checkpoint");
  }

  static CorruptCheckpointException noneIntact(
      Path location, List<CorruptCheckpointException> damaged) {
    CorruptCheckpointException all =
        new CorruptCheckpointException(
            String.format(
                Locale.ROOT,
                "none of the %d checkpoints in %s is intact:%s",
                damaged.size(),
                location,
                damaged.stream()
                    .map(each -> "\n  " + each.finding())
                    .collect(Collectors.joining())),
            "\nrestore one of these folders from a copy, or give another location, where a"
                + " training starts anew");
    damaged.forEach(all::addSuppressed);
    return all;
  }

  /** What is wrong, without the remedy. */
  String finding() {
    return finding;
  }
}
