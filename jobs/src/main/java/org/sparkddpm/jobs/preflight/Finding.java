package org.sparkddpm.jobs.preflight;

import java.io.Serializable;

/**
 * What one check found in one process.
 *
 * @param check its short name
 * @param found what there is, with the offending value where there is one
 * @param remedy what to do about it; empty where nothing is to be done
 */
record Finding(String check, Verdict verdict, String found, String remedy) implements Serializable {

  Finding {
    if ((verdict == Verdict.OK) != remedy.isEmpty()) {
      throw new IllegalArgumentException(
          "a finding has a remedy unless it is ok: "
              + check
              + ", "
              + verdict
              + ", '"
              + remedy
              + "'");
    }
  }

  static Finding ok(String check, String found) {
    return new Finding(check, Verdict.OK, found, "");
  }

  static Finding warn(String check, String found, String remedy) {
    return new Finding(check, Verdict.WARN, found, remedy);
  }

  static Finding fail(String check, String found, String remedy) {
    return new Finding(check, Verdict.FAIL, found, remedy);
  }
}
