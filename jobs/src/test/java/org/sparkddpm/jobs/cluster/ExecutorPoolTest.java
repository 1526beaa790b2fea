package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Who is lent what. */
class ExecutorPoolTest {

  private final ExecutorPool<String, List<String>> pool = new ExecutorPool<>();

  private List<String> lent(String kind) {
    return pool.lend(kind, ArrayList::new, Function.identity());
  }

  @Test
  void whatATaskHadIsLentAgain() {
    List<String> first = lent("a");
    assertThat(lent("a")).isSameAs(first);
  }

  @Test
  void whatAFailedTaskHadIsNotLentAgain() {
    List<List<String>> had = new ArrayList<>();
    IllegalStateException failure = new IllegalStateException("no more");
    assertThatThrownBy(
            () ->
                pool.lend(
                    "a",
                    ArrayList::new,
                    lent -> {
                      had.add(lent);
                      throw failure;
                    }))
        .isSameAs(failure);
    assertThat(lent("a")).isNotSameAs(had.get(0));
  }

  @Test
  void twoTasksAtATimeGetTwo() {
    boolean same = pool.lend("a", ArrayList::new, one -> one == lent("a"));
    assertThat(same).isFalse();
  }

  @Test
  void kindsAreKeptApart() {
    List<String> first = lent("a");
    assertThat(lent("b")).isNotSameAs(first);
  }
}
