package org.sparkddpm.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets contestants compute by turns, one at a time, all of them alive: what disturbs the machine
 * for longer than a turn disturbs all alike. Every second round runs backwards.
 */
public final class Race {

  private static final int LEAST_ROUNDS = 3;
  private static final int LEAST_WARM_UP_STEPS = 2;

  /** Longest warm-up on a busy machine, in multiples of the one asked for. */
  private static final int MOST_WARM_UP = 2;

  private final List<Contestant> contestants;
  private double foreignSeconds;
  private double allSeconds;
  private final long imagesPerStep;
  private final Map<Contestant, List<Double>> rates = new HashMap<>();
  private final Map<Contestant, Double> busy = new HashMap<>();
  private final Map<Contestant, Double> idle = new HashMap<>();
  private final Map<Contestant, Double> images = new HashMap<>();
  private final Map<Contestant, Double> seconds = new HashMap<>();

  /**
   * A race of contestants that are ready.
   *
   * @param imagesPerStep by which a step of each of them advances
   */
  public Race(List<Contestant> contestants, long imagesPerStep) {
    this.contestants = contestants;
    this.imagesPerStep = imagesPerStep;
  }

  /**
   * Measures on processors.
   *
   * @param warmUp processor time for which each contestant warms up
   * @param turn about how long each computes in each round
   * @param limit for all of it; rounds after the first few are left out to keep it
   */
  void run(int rounds, Duration warmUp, Duration turn, Duration limit) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    Map<Contestant, Integer> steps = new HashMap<>();
    for (Contestant contestant : contestants) {
      long stepNanos = warmUp(contestant, warmUp.toNanos());
      steps.put(contestant, (int) Math.max(1, Math.round((double) turn.toNanos() / stepNanos)));
    }
    run(rounds, steps, end);
  }

  /**
   * Measures contestants that are warm.
   *
   * @param steps of a turn, for each contestant
   * @param end {@link System#nanoTime} after which only the first few rounds are run
   */
  public void run(int rounds, Map<Contestant, Integer> steps, long end) throws IOException {
    contestants.forEach(contestant -> rates.put(contestant, new ArrayList<>()));
    List<Contestant> order = new ArrayList<>(contestants);
    for (int round = 0;
        round < rounds && (round < LEAST_ROUNDS || System.nanoTime() < end);
        round++) {
      for (Contestant contestant : order) {
        turn(contestant, steps.get(contestant));
      }
      Collections.reverse(order);
    }
  }

  /** Takes steps for so much processor time; returns the time of the last one. */
  private static long warmUp(Contestant contestant, long nanos) throws IOException {
    long end = System.nanoTime() + MOST_WARM_UP * nanos;
    Duration warm = contestant.cpuTime().plusNanos(nanos);
    long last = 0;
    for (int step = 0;
        step < LEAST_WARM_UP_STEPS
            || (contestant.cpuTime().compareTo(warm) < 0 && System.nanoTime() < end);
        step++) {
      last = contestant.ask("run", 1).path("nanos").asLong();
    }
    return last;
  }

  private void turn(Contestant contestant, int steps) throws IOException {
    Map<Contestant, Duration> before = new HashMap<>();
    contestants.forEach(each -> before.put(each, each.cpuTime()));
    double machineBefore = Machine.busySeconds();
    double took = contestant.ask("run", steps).path("nanos").asLong() / 1e9;
    rates.get(contestant).add(steps * imagesPerStep / took);
    seconds.merge(contestant, took, Double::sum);
    images.merge(contestant, (double) steps * imagesPerStep, Double::sum);
    double foreign = Machine.busySeconds() - machineBefore;
    for (Contestant each : contestants) {
      double used = each.cpuTime().minus(before.get(each)).toNanos() / 1e9;
      foreign -= used;
      (each == contestant ? busy : idle).merge(each, used, Double::sum);
    }
    foreignSeconds += foreign;
    allSeconds += took;
  }

  /** Images per second of a contestant in each round. */
  public Spread rate(Contestant contestant) {
    return Spread.of(rates.get(contestant));
  }

  /** Ours over the other's, round by round. */
  public Spread ratio(Contestant ours, Contestant other) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < rates.get(ours).size(); round++) {
      ratios.add(rates.get(ours).get(round) / rates.get(other).get(round));
    }
    return Spread.of(ratios);
  }

  /** Cores that other programs kept busy during the turns: near 0 on an idle machine. */
  public double foreignCores() {
    return Math.max(0, foreignSeconds / allSeconds);
  }

  /** Ours over the other's images per second of processor time, on all cores, of all rounds. */
  double cpuRatio(Contestant ours, Contestant other) {
    return perCpuSecond(ours) / perCpuSecond(other);
  }

  private double perCpuSecond(Contestant contestant) {
    return images.get(contestant) / busy.get(contestant);
  }

  /** Cores that a contestant kept busy while another one computed: 0 unless it spins. */
  double coresWhileWaiting(Contestant contestant) {
    double others = 0;
    for (Contestant each : contestants) {
      others += each == contestant ? 0 : seconds.get(each);
    }
    return others == 0 ? 0 : idle.getOrDefault(contestant, 0.0) / others;
  }

  /** Cores that a contestant kept busy while it computed. */
  double coresWhileComputing(Contestant contestant) {
    return busy.get(contestant) / seconds.get(contestant);
  }
}
