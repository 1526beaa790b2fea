package org.sparkddpm.jobs.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleUnitTest {

  @Test
  void aPathIsTheSameWhateverTheLanguage() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(new SampleUnit(3, 20, 10).path()).isEqualTo("label=3/part-000000020-10.parquet");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aPlanHasEveryIndexOfEveryLabelExactlyOnceInOrder() {
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < 2000; round++) {
      List<Integer> labels = labels(random);
      long perLabel = random.nextLong(1, round % 10 == 0 ? 100_000 : 300);
      int batch = random.nextInt(1, 130);
      int perFile = random.nextInt(3) == 0 ? 0 : random.nextInt(1, 400);
      String which = labels + " x " + perLabel + ", batch " + batch + ", per file " + perFile;

      List<SampleUnit> units = SampleUnits.even(labels, perLabel, batch, perFile);

      List<Integer> order = new ArrayList<>();
      long next = perLabel;
      for (SampleUnit unit : units) {
        if (unit.first() == 0) {
          assertThat(next).as(which).isEqualTo(perLabel);
          order.add(unit.label());
          next = 0;
        }
        assertThat(unit.label()).as(which).isEqualTo(order.get(order.size() - 1));
        assertThat(unit.first()).as(which).isEqualTo(next);
        assertThat(unit.count()).as(which).isPositive();
        next += unit.count();
      }
      assertThat(next).as(which).isEqualTo(perLabel);
      assertThat(order).as(which).isEqualTo(labels);
    }
  }

  @Test
  void onlyTheLastUnitOfALabelHasAnUnfilledBatch() {
    SplittableRandom random = new SplittableRandom(12);
    for (int round = 0; round < 1000; round++) {
      long perLabel = random.nextLong(1, 5000);
      int batch = random.nextInt(1, 100);
      int perFile = random.nextInt(0, 300);
      for (SampleUnit unit : SampleUnits.even(List.of(4), perLabel, batch, perFile)) {
        boolean last = unit.first() + unit.count() == perLabel;
        assertThat(last || unit.count() % batch == 0).as("%s of %d", unit, perLabel).isTrue();
        if (perFile > 0) {
          assertThat(unit.count()).isLessThan(perFile + batch);
        }
      }
    }
  }

  @Test
  void everyUnitHasAFileOfItsOwnInItsLabelsFolder() {
    List<SampleUnit> units = SampleUnits.even(List.of(0, 3, 12), 1000, 7, 21);
    Set<String> paths = new HashSet<>();
    for (SampleUnit unit : units) {
      assertThat(unit.path()).startsWith("label=" + unit.label() + "/").endsWith(".parquet");
      paths.add(unit.path());
    }
    assertThat(paths).hasSameSizeAs(units);
  }

  @Test
  void aLargeRunHasAFewHundredFilesUnlessToldOtherwise() {
    List<Integer> labels = IntStream.range(0, 10).boxed().toList();
    assertThat(SampleUnits.even(labels, 1_000_000, 64, 0)).hasSizeBetween(190, 210);
    assertThat(SampleUnits.even(labels, 10, 64, 0)).hasSize(10);
    assertThat(SampleUnits.even(labels, 10_000, 64, 100)).hasSize(10 * 79);
  }

  @Test
  void aLabelMayHaveMoreSamplesThanAnIntCounts() {
    List<SampleUnit> units = SampleUnits.even(List.of(0), 3_000_000_000L, 64, Integer.MAX_VALUE);
    assertThat(units.stream().mapToLong(SampleUnit::count).sum()).isEqualTo(3_000_000_000L);
  }

  @Test
  void aRunThatNobodyCouldMakeIsRefusedAtOnce() {
    List<Integer> labels = IntStream.range(0, 10).boxed().toList();
    assertThatThrownBy(() -> SampleUnits.even(labels, Long.MAX_VALUE, 64, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "9223372036854775807 samples of each of 10 labels", "--samples-per-file");
    assertThatThrownBy(() -> SampleUnits.even(labels, Long.MAX_VALUE, Integer.MAX_VALUE, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than 1000000 files");
    assertThatThrownBy(() -> SampleUnits.even(labels, 100_001, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to a file");
  }

  @Test
  void aPlanIsNoLongerThanItsDescription() {
    List<SampleUnit> units = SampleUnits.even(List.of(4, 7), 499_999_999, 1, 1000);
    assertThat(units).hasSize(1_000_000);
    assertThat(units.get(999_999)).isEqualTo(new SampleUnit(7, 499_999_000, 999));
    assertThat(units.get(500_000)).isEqualTo(new SampleUnit(7, 0, 1000));
  }

  @Test
  void anUnevenPlanHasEveryIndexOfEveryLabelExactlyOnceInOrder() {
    SplittableRandom random = new SplittableRandom(13);
    for (int round = 0; round < 500; round++) {
      List<Integer> labels = labels(random);
      List<Long> counts = labels.stream().map(label -> random.nextLong(1, 400)).toList();
      SampleUnits units =
          SampleUnits.of(labels, counts, random.nextInt(1, 60), random.nextInt(0, 200));
      String which = labels + " x " + counts;
      long[] next = new long[labels.size()];
      int position = 0;
      for (int number = 0; number < units.size(); number++) {
        SampleUnit unit = units.get(number);
        if (unit.label() != labels.get(position)) {
          position++;
        }
        assertThat(unit.label()).as(which).isEqualTo(labels.get(position));
        assertThat(unit.first()).as(which).isEqualTo(next[position]);
        assertThat(number)
            .as(which)
            .isBetween(units.begin(unit.label()), units.end(unit.label()) - 1);
        assertThat(units.number(unit.path())).as(which).hasValue(number);
        assertThat(unit.count()).as(which).isBetween(1, units.largest());
        next[position] += unit.count();
      }
      assertThat(next).as(which).containsExactly(counts.stream().mapToLong(c -> c).toArray());
      assertThat(units.samples()).isEqualTo(Arrays.stream(next).sum());
    }
  }

  @Test
  void aPlanIsTheSameFromItsLargestUnit() {
    SampleUnits units = SampleUnits.of(List.of(1, 4), List.of(3L, 700L), 16, 100);
    assertThat(units.largest()).isEqualTo(112);
    assertThat(SampleUnits.of(List.of(1, 4), List.of(3L, 700L), 16, units.largest()))
        .isEqualTo(units);
  }

  @Test
  void aPathOfAnotherPlanIsNoUnit() {
    SampleUnits units = SampleUnits.of(List.of(-1, 4), List.of(3L, 700L), 16, 100);
    assertThat(units.number("label=__HIVE_DEFAULT_PARTITION__/part-000000000-3.parquet"))
        .hasValue(0);
    for (String path :
        List.of(
            "label=4/part-000000000-3.parquet",
            "label=4/part-000000001-112.parquet",
            "label=4/part-000000784-112.parquet",
            "label=04/part-000000000-112.parquet",
            "label=5/part-000000000-112.parquet",
            "label=-1/part-000000000-3.parquet",
            "label=4/part-copy.parquet",
            "_idx/samples-images-idx3-ubyte.gz")) {
      assertThat(units.number(path)).as(path).isEmpty();
    }
  }

  @Test
  void numbersAreDealtOutInOrderToSoManyTasksAtMost() {
    BitSet numbers = UnitNumbers.all(25_000);
    numbers.clear(7);
    for (int tasks : new int[] {1, 3, 24_999, 100_000}) {
      List<int[]> dealt = UnitNumbers.dealt(numbers, tasks);
      assertThat(dealt).hasSize(Math.min(tasks, UnitNumbers.MOST_TASKS));
      assertThat(dealt).allSatisfy(some -> assertThat(some).isNotEmpty());
      assertThat(dealt.stream().flatMapToInt(Arrays::stream).toArray())
          .isEqualTo(numbers.stream().toArray());
    }
    assertThat(UnitNumbers.dealt(new BitSet(), 5)).isEmpty();
  }

  private static List<Integer> labels(SplittableRandom random) {
    List<Integer> labels =
        new ArrayList<>(
            IntStream.range(0, 12).filter(label -> random.nextBoolean()).boxed().toList());
    return labels.isEmpty() ? List.of(5) : labels;
  }

  @Test
  void otherFirstIndicesMoveTheUnitsAlone() {
    SampleUnits units = SampleUnits.of(List.of(1, 4), List.of(3L, 70L), 16, 32);
    SampleUnits later = units.from(List.of(0L, 1_000L));
    assertThat(later).hasSameSizeAs(units);
    assertThat(later.get(0)).isEqualTo(new SampleUnit(1, 0, 3));
    assertThat(later.get(1)).isEqualTo(new SampleUnit(4, 1_000, 32));
    assertThat(later.get(3)).isEqualTo(new SampleUnit(4, 1_064, 6));
    for (int number = 0; number < later.size(); number++) {
      assertThat(later.number(later.get(number).path())).hasValue(number);
    }
    assertThat(later.number(units.get(1).path())).isEmpty();
    assertThat(later.number(new SampleUnit(4, 1_070, 2).path())).isEmpty();
  }
}
