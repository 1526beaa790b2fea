package org.sparkddpm.jobs.samples;

import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import org.sparkddpm.jobs.storage.FileEntry;

/**
 * Length and sha256 of the files of a run's units, by the units' numbers: 40 bytes for each unit,
 * whether its file is known or not, so that a driver holds those of a million files. Not
 * thread-safe.
 */
public final class UnitEntries implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final int DIGEST = 32;
  private static final long UNKNOWN = -1;

  private final long[] lengths;
  private final byte[] digests;

  /** Knows none of so many files. */
  public UnitEntries(int units) {
    this.lengths = new long[units];
    this.digests = new byte[Math.multiplyExact(units, DIGEST)];
    Arrays.fill(lengths, UNKNOWN);
  }

  /** Whether a unit's file is known. */
  public boolean has(int number) {
    return lengths[number] != UNKNOWN;
  }

  /** A unit's file, which is known. */
  public FileEntry get(int number) {
    int from = number * DIGEST;
    return new FileEntry(lengths[number], HexFormat.of().formatHex(digests, from, from + DIGEST));
  }

  /** Takes a unit's file in, in place of what was known. */
  public void put(int number, FileEntry file) {
    lengths[number] = file.length();
    byte[] digest = HexFormat.of().parseHex(file.sha256());
    System.arraycopy(digest, 0, digests, number * DIGEST, DIGEST);
  }

  /** Forgets a unit's file. */
  public void remove(int number) {
    lengths[number] = UNKNOWN;
  }

  /** Takes in the files of some units. */
  public void putAll(BitSet numbers, UnitEntries theirs) {
    for (int number = numbers.nextSetBit(0); number >= 0; number = numbers.nextSetBit(number + 1)) {
      lengths[number] = theirs.lengths[number];
      System.arraycopy(theirs.digests, number * DIGEST, digests, number * DIGEST, DIGEST);
    }
  }

  /** Takes in those of some units, each at the place of its number in the list. */
  void putAll(int[] numbers, UnitEntries theirs) {
    for (int i = 0; i < numbers.length; i++) {
      lengths[numbers[i]] = theirs.lengths[i];
      System.arraycopy(theirs.digests, i * DIGEST, digests, numbers[i] * DIGEST, DIGEST);
    }
  }

  /** Whether a file is known here and there, and is the same. */
  boolean same(int number, UnitEntries other) {
    int from = number * DIGEST;
    return has(number)
        && lengths[number] == other.lengths[number]
        && Arrays.equals(digests, from, from + DIGEST, other.digests, from, from + DIGEST);
  }

  /** The numbers of the units whose files are known. */
  public BitSet numbers() {
    BitSet numbers = new BitSet(lengths.length);
    for (int number = 0; number < lengths.length; number++) {
      numbers.set(number, has(number));
    }
    return numbers;
  }
}
