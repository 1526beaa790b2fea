package org.sparkddpm.jobs.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkddpm.jobs.samples.RunDescription;
import org.sparkddpm.jobs.storage.Json;
import org.sparkddpm.jobs.storage.Location;

/** Finds the folder of the run of samples that a user means by {@code --samples}. */
final class RunLocation {

  /** Where a folder of runs names its newest one. */
  private static final String POINTER = "current.json";

  /** More than such a file has, in bytes: it lists the classes, of which there may be 65,536. */
  private static final int LONGEST_POINTER = 1 << 24;

  private static final String RUN = "run_id=";

  private RunLocation() {}

  /**
   * Path or URI of a run's folder.
   *
   * @param place a run's folder, a JSON file that names one ({@code --publish} of generate-job), or
   *     a folder that holds such a file or a single run
   * @throws IOException if none is named
   */
  static String of(Location place) throws IOException {
    FileStatus status =
        place
            .status()
            .orElseThrow(
                () ->
                    new FileNotFoundException(
                        "--samples %s does not exist; give the folder of a run, or of all runs"
                            .formatted(place.path())));
    if (status.isFile()) {
      return named(place);
    }
    if (place.fileSystem().exists(new Path(place.path(), RunDescription.NAME))) {
      return place.path().toString();
    }
    Path pointer = new Path(place.path(), POINTER);
    if (place.fileSystem().exists(pointer)) {
      return named(place.at(pointer));
    }
    return single(place);
  }

  private static String single(Location place) throws IOException {
    List<String> runs = new ArrayList<>();
    for (FileStatus each : place.fileSystem().listStatus(place.path())) {
      Path folder = each.getPath();
      if (each.isDirectory()
          && folder.getName().startsWith(RUN)
          && place.fileSystem().exists(new Path(folder, RunDescription.NAME))) {
        runs.add(folder.toString());
      }
    }
    Collections.sort(runs);
    if (runs.size() != 1) {
      throw new IOException(
          runs.isEmpty()
              ? "--samples %s holds no run of samples; give a folder that generate-job wrote"
                  .formatted(place.path())
              : String.format(
                  Locale.ROOT,
                  "--samples %s holds %d runs and no %s that names one; give one of them, such as %s",
                  place.path(),
                  runs.size(),
                  POINTER,
                  runs.get(0)));
    }
    return runs.get(0);
  }

  private static String named(Location pointer) throws IOException {
    byte[] bytes = pointer.read(LONGEST_POINTER);
    try {
      JsonNode folder = Json.parse(bytes).path("folder");
      if (folder.isTextual()) {
        return folder.textValue();
      }
      throw new IOException("it has no text of the name folder");
    } catch (IOException e) {
      throw new IOException(
          "%s names no folder: %s; give the file that generate-job --publish wrote"
              .formatted(pointer.path(), e.getMessage()),
          e);
    }
  }
}
