package org.sparkddpm.jobs.samples;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.sparkddpm.jobs.storage.FileEntry;
import org.sparkddpm.jobs.storage.Json;
import org.sparkddpm.jobs.storage.Sha256;

/** Writes and reads the manifest of a run of 10^7 samples in a million files. */
final class ManifestOfAMillion {

  private ManifestOfAMillion() {}

  public static void main(String[] args) throws IOException {
    List<Integer> labels = IntStream.range(0, 10).boxed().toList();
    SampleUnits plan = SampleUnits.even(labels, 1_000_000, 1, 10);
    RunManifest manifest = new RunManifest(plan);
    for (int number = 0; number < plan.size(); number++) {
      String digest = String.format(Locale.ROOT, "%064x", number + 1L);
      manifest.units().put(number, new FileEntry(number, digest));
    }
    manifest.others().put("_pictures/sheet.png", new FileEntry(1, Sha256.of(new byte[1])));
    Path file = Path.of(args[0]);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      manifest.write(out, Json.object(), 10_000_000, List.of());
    }
    RunManifest read;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      read = RunManifest.read(in, plan);
    }
    if (!manifest.keepSame(read).isEmpty() || manifest.size() != 1_000_001) {
      throw new IllegalStateException("another manifest was read than was written");
    }
    System.out.println("files " + read.size() + ", bytes " + Files.size(file));
  }
}
