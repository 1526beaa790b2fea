package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is lent what. */
class ExecutorPoolTest {

  private final ExecutorPool<String, List<String>> pool = new ExecutorPool<>();

  @Test
  void whatIsGivenBackIsLentAgain() {
    ExecutorPool.Loan<List<String>> first = pool.borrow("a", ArrayList::new);
    first.giveBack();
    assertThat(pool.borrow("a", ArrayList::new).get()).isSameAs(first.get());
  }

  @Test
  void whatAFailedTaskKeepsIsNotLentAgain() {
    ExecutorPool.Loan<List<String>> kept = pool.borrow("a", ArrayList::new);
    assertThat(pool.borrow("a", ArrayList::new).get()).isNotSameAs(kept.get());
  }

  @Test
  void twoTasksAtATimeGetTwo() {
    ExecutorPool.Loan<List<String>> one = pool.borrow("a", ArrayList::new);
    ExecutorPool.Loan<List<String>> two = pool.borrow("a", ArrayList::new);
    assertThat(one.get()).isNotSameAs(two.get());
  }

  @Test
  void kindsAreKeptApart() {
    ExecutorPool.Loan<List<String>> first = pool.borrow("a", ArrayList::new);
    first.giveBack();
    assertThat(pool.borrow("b", ArrayList::new).get()).isNotSameAs(first.get());
  }
}
