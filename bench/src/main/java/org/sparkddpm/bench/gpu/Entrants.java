package org.sparkddpm.bench.gpu;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparkddpm.bench.Contestant;
import org.sparkddpm.bench.Export;
import org.sparkddpm.bench.Subject;
import org.sparkddpm.jobs.options.Settings;

/** The processes of several cases, which get ready at the same time. */
final class Entrants implements AutoCloseable {

  private final Settings settings;
  private final GpuEffort effort;
  private final List<PeerMode> peers;
  private final Path root;
  private final Map<GpuEffort.Case, Field> fields = new LinkedHashMap<>();

  /**
   * The processes of a case.
   *
   * @param folder of what they exchange
   */
  record Field(GpuEffort.Case subject, Path folder, Contestant ours, List<Contestant> peers)
      implements AutoCloseable {

    @Override
    public void close() throws IOException {
      ours.close();
      for (Contestant peer : peers) {
        peer.close();
      }
    }
  }

  Entrants(Settings settings, GpuEffort effort, List<PeerMode> peers) {
    this.settings = settings;
    this.effort = effort;
    this.peers = peers;
    this.root = Path.of(settings.get(GpuOptions.ROOT));
  }

  /** What makes a process see the chosen card alone, as its first. */
  static Map<String, String> environment(Settings settings) {
    return Map.of(
        "CUDA_DEVICE_ORDER",
        "PCI_BUS_ID",
        "CUDA_VISIBLE_DEVICES",
        settings.get(GpuOptions.DEVICE).toString());
  }

  /** Starts the processes of a case; they get ready by themselves. */
  void start(GpuEffort.Case subject) throws IOException {
    Path folder = root.resolve("bench/target/gpu").resolve(subject.toString());
    Export export = new Export(folder);
    export.write(Subject.of(subject.preset(), subject.batch()));
    List<Contestant> started = new ArrayList<>();
    fields.put(subject, new Field(subject, folder, startOurs(subject, export), started));
    for (PeerMode mode : peers) {
      Contestant peer =
          new TorchPeer(settings.get(GpuOptions.PYTHON), mode)
              .start(
                  root, subject.step(), export, subject.precision(), environment(settings), folder);
      peer.endUnlessReadyIn(effort.readyLimit());
      started.add(peer);
    }
  }

  private Contestant startOurs(GpuEffort.Case subject, Export export) throws IOException {
    return Contestant.start(
        "ours",
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@" + settings.get(GpuOptions.JAVA_OPTIONS),
            GpuStepServer.class.getName(),
            subject.step(),
            export.folder().toString(),
            subject.precision().toString()),
        environment(settings),
        export.folder());
  }

  Field of(GpuEffort.Case subject) {
    return fields.get(subject);
  }

  @Override
  public void close() throws IOException {
    for (Field field : fields.values()) {
      field.close();
    }
  }
}
