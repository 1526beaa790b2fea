package org.sparkddpm.jobs.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A claim as a driver leaves it that was killed on this machine. */
public final class LeftClaim {

  private LeftClaim() {}

  /** Writes one into a folder. */
  public static void plant(Path folder) throws IOException {
    ProcessIdentity here = ProcessIdentity.current();
    ObjectNode json = Json.object();
    // This process as it would be if it had started at another time.
    new ProcessIdentity(here.host(), here.numbering(), here.pid(), 1, here.started())
        .describeIn(json);
    Files.write(folder.resolve("_writer-left.json"), Json.indented(json));
  }
}
