package org.sparkddpm.jobs.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Runs cases of chosen faults for a time; {@code scripts/chaos} describes the options. */
@Command(name = "scripts/chaos")
public final class Chaos implements Callable<Integer> {

  private static final Duration TO_REPORT = Duration.ofSeconds(20);

  @Option(names = "--folder", required = true)
  private Path folder = Path.of("");

  @Option(names = "--minutes")
  private Optional<Integer> minutes = Optional.empty();

  @Option(names = "--times")
  private Optional<Integer> times = Optional.empty();

  @Option(names = "--seed")
  private long seed = 1;

  @Option(names = "--from")
  private int from = 1;

  @Option(names = "--case")
  private Optional<Integer> only = Optional.empty();

  @Option(names = "--faults", split = ",")
  private List<Fault> faults = List.of(Fault.values());

  @Option(names = "--list")
  private boolean list;

  private final List<Outcome> outcomes = new ArrayList<>();
  private final CountDownLatch reported = new CountDownLatch(1);
  private volatile boolean ending;

  /** Runs the cases, with a line for each on the standard error, and prints their table. */
  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Chaos()).registerConverter(Fault.class, Chaos::fault).execute(args));
  }

  private static Fault fault(String name) {
    try {
      return Fault.of(name);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  /** Returns 0 if every case has survived or was skipped, otherwise 1. */
  @Override
  public Integer call() throws Exception {
    if (list) {
      faults.forEach(each -> System.out.printf(Locale.ROOT, "%-18s %s%n", each, each.title()));
      return 0;
    }
    long began = System.nanoTime();
    try (Cases cases = new Cases(folder)) {
      Thread end = new Thread(() -> end(cases), "chaos-end");
      Runtime.getRuntime().addShutdownHook(end);
      run(cases, began);
      Runtime.getRuntime().removeShutdownHook(end);
    } catch (Exception e) {
      // A case under which all is taken away fails in any way.
      if (!ending) {
        throw e;
      }
    } finally {
      report(Duration.ofNanos(System.nanoTime() - began));
      reported.countDown();
    }
    return count(Outcome.Verdict.FAILED) == 0 ? 0 : 1;
  }

  /** Nothing is to stay, whatever ends this process. */
  private void end(Cases cases) {
    ending = true;
    endChildren();
    try {
      cases.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      // The case goes on, and may have given the command of the job that has ended again.
      endChildren();
    }
    awaitReport();
  }

  /** With the last hook this process ends, whatever it is doing. */
  private void awaitReport() {
    try {
      reported.await(TO_REPORT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void endChildren() {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  private void run(Cases cases, long began) throws Exception {
    Set<Fault> skipped = EnumSet.noneOf(Fault.class);
    int last = only.orElse(most());
    for (int number = only.orElse(from); number <= last && !isTimeUp(began); number++) {
      Draw draw = Draw.of(seed, number, faults);
      if (skipped.contains(draw.fault())) {
        continue;
      }
      Outcome outcome = cases.run(draw);
      outcomes.add(outcome);
      say(outcome.line());
      if (outcome.verdict() == Outcome.Verdict.SKIPPED) {
        skipped.add(draw.fault());
        if (skipped.containsAll(faults)) {
          return;
        }
      }
    }
  }

  /** The number of the last case, if time does not end the run before. */
  private int most() {
    return times.orElse(minutes.isPresent() ? Integer.MAX_VALUE / faults.size() : 1)
        * faults.size();
  }

  private boolean isTimeUp(long began) {
    long passed = System.nanoTime() - began;
    return minutes.isPresent() && passed >= Duration.ofMinutes(minutes.get()).toNanos();
  }

  private void say(String line) throws IOException {
    System.err.println(line);
    Files.writeString(
        folder.resolve("cases.txt"),
        line + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private void report(Duration time) throws IOException {
    String table = new OutcomeTable(faults, outcomes).toString();
    System.out.print(table);
    Files.writeString(folder.resolve("table.md"), table);
    say(
        String.format(
            Locale.ROOT,
            "%d cases of seed %d in %d minutes: %d survived, %d failed; faults skipped: %d",
            outcomes.size() - count(Outcome.Verdict.SKIPPED),
            seed,
            time.toMinutes(),
            count(Outcome.Verdict.SURVIVED),
            count(Outcome.Verdict.FAILED),
            count(Outcome.Verdict.SKIPPED)));
  }

  private int count(Outcome.Verdict verdict) {
    return (int) outcomes.stream().filter(each -> each.verdict() == verdict).count();
  }
}
