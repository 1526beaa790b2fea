package org.sparkddpm.jobs.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * What is drawn for a case before it begins. All of it, and all that is drawn in the case, is a
 * function of seed, number and fault; the fault also of the faults that there are to choose from,
 * of which each comes once before one comes again.
 *
 * @param seed of all cases
 * @param number of the case, from 1
 * @param fault what happens
 * @param work what it happens to
 * @param medium where the files of that lie
 */
record Draw(long seed, int number, Fault fault, Work work, Medium medium) {

  /** Draws a case of the faults that there are to choose from, each of them once. */
  static Draw of(long seed, int number, List<Fault> faults) {
    int turn = (number - 1) / faults.size();
    List<Fault> order = new ArrayList<>(faults);
    Collections.shuffle(order, random(seed, -1, turn));
    Fault fault = order.get((number - 1) % faults.size());
    Random random = random(seed, 0, number);
    return new Draw(seed, number, fault, any(random, fault.works()), any(random, fault.media()));
  }

  /** The random numbers of the case itself, from the first one on. */
  Random random() {
    return random(seed, 1, number);
  }

  /** The command that makes this case again. */
  String again() {
    return String.format(
        Locale.ROOT, "scripts/chaos --seed %d --case %d --faults %s", seed, number, fault);
  }

  static <T> T any(Random random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static Random random(long... ids) {
    long mixed = 0;
    for (long id : ids) {
      mixed = new SplittableRandom(mixed ^ id).nextLong();
    }
    return new Random(mixed);
  }
}
