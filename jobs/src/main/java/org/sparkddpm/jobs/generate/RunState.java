package org.sparkddpm.jobs.generate;

import java.io.IOException;
import java.util.BitSet;
import java.util.Set;
import java.util.TreeSet;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.samples.RunInventory;
import org.sparkddpm.jobs.samples.RunManifest;
import org.sparkddpm.jobs.samples.SampleUnits;
import org.sparkddpm.jobs.samples.UnitNumbers;

/**
 * What is there of a run, by its manifest, and what lacks of that which a command wants.
 *
 * @param whole the files that are as the run wrote them
 * @param keep whether the Parquet files are to stay
 * @param changed numbers of the units whose files are not as the run wrote them
 * @param absent the files that are wanted beside the units' and are not there
 * @param lacking numbers of the units whose files are not known to be whole
 * @param lacks whether anything that is wanted is not there
 * @param lacksTable whether files of the table are that
 */
record RunState(
    RunManifest whole,
    boolean keep,
    BitSet changed,
    Set<String> absent,
    BitSet lacking,
    boolean lacks,
    boolean lacksTable) {

  /**
   * Reads what a folder has.
   *
   * @param outputs what is wanted
   * @throws IOException if the file system fails
   */
  static RunState of(
      RunFolder folder, RunInventory inventory, SampleUnits units, RunOutputs outputs)
      throws IOException {
    RunManifest whole = folder.manifest(units);
    // Once asked for, samples are not taken away by a later command that wants pictures only, also
    // where no manifest tells of them: it is written last, and may be damaged.
    boolean keep = outputs.table() || !folder.passingTable();
    BitSet changed = whole.keepSame(inventory.of(whole));
    Set<String> absent = new TreeSet<>(outputs.names());
    absent.removeAll(whole.others().keySet());
    BitSet lacking = UnitNumbers.all(units.size());
    lacking.andNot(whole.units().numbers());
    boolean lacksTable = outputs.table() && !lacking.isEmpty();
    return new RunState(
        whole,
        keep,
        changed,
        absent,
        lacking,
        !absent.isEmpty() || lacksTable || !folder.complete(),
        lacksTable);
  }
}
