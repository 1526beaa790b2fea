package org.sparkddpm.jobs.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A claim as a driver leaves it that was killed on this machine. */
public final class LeftClaim {

  static final String NAME = "_writer-left.json";

  private LeftClaim() {}

  /** Writes one into a folder: of this process, had it started at another time. */
  public static void plant(Path folder) throws IOException {
    ProcessIdentity here = ProcessIdentity.current();
    plant(
        folder, new ProcessIdentity(here.host(), here.numbering(), here.pid(), 1, here.started()));
  }

  /** Writes that of a process into a folder. */
  static void plant(Path folder, ProcessIdentity process) throws IOException {
    ObjectNode json = Json.object();
    process.describeIn(json);
    Files.write(folder.resolve(NAME), Json.indented(json));
  }
}
