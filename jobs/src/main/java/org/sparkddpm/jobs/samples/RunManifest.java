package org.sparkddpm.jobs.samples;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sparkddpm.jobs.storage.FileEntry;

/**
 * The files that a run has finished: those of its units, which may be a million, and the others by
 * their names within its folder. Not thread-safe.
 */
public final class RunManifest {

  /** The file's name. */
  public static final String NAME = "_manifest.json";

  private final SampleUnits plan;
  private final UnitEntries units;
  private final SortedMap<String, FileEntry> others = new TreeMap<>();

  /** The manifest of a run that has finished nothing. */
  public RunManifest(SampleUnits plan) {
    this.plan = plan;
    this.units = new UnitEntries(plan.size());
  }

  /** What the run is cut into. */
  public SampleUnits plan() {
    return plan;
  }

  /** Length and sha256 of the units' files, which may be changed. */
  public UnitEntries units() {
    return units;
  }

  /** Length and sha256 of the other files by their names, which may be changed. */
  public SortedMap<String, FileEntry> others() {
    return others;
  }

  /**
   * Forgets all files that are not the same in another manifest of the run.
   *
   * @return the numbers of the units that are in the other one and not the same
   */
  public BitSet keepSame(RunManifest other) {
    BitSet changed = new BitSet(plan.size());
    for (int number = 0; number < plan.size(); number++) {
      if (!units.same(number, other.units)) {
        units.remove(number);
        changed.set(number, other.units.has(number));
      }
    }
    others.entrySet().removeIf(file -> !file.getValue().equals(other.others.get(file.getKey())));
    return changed;
  }

  /** The same without the units' files, for a run that does not keep them. */
  public RunManifest withoutUnits() {
    RunManifest rest = new RunManifest(plan);
    rest.others.putAll(others);
    return rest;
  }

  /** How many files there are. */
  public int size() {
    return units.numbers().cardinality() + others.size();
  }

  /** Whether samples are among them. */
  public boolean hasParquet() {
    return !units.numbers().isEmpty();
  }

  /**
   * Writes it as JSON, without a text or tree of all of it; the same files give the same bytes.
   *
   * @param description of the run as its folder has it, {@link RunDescription#toJson}
   * @param samples of the whole run
   * @param words what the classes are called; none if by their numbers
   * @throws IOException if the stream fails
   */
  public void write(OutputStream out, JsonNode description, long samples, List<String> words)
      throws IOException {
    ManifestJson.write(out, this, description, samples, words);
  }

  /**
   * Reads what {@link #write} wrote, without a text or tree of all of it.
   *
   * @param plan what the run is cut into
   * @throws IllegalArgumentException if it is no manifest of samples, or is damaged
   * @throws IOException if the stream fails
   */
  public static RunManifest read(InputStream in, SampleUnits plan) throws IOException {
    return ManifestJson.read(in, plan);
  }
}
