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
    List<String> first;
    try (ExecutorPool.Loan<List<String>> loan = pool.borrow("a", ArrayList::new)) {
      first = loan.get();
    }
    try (ExecutorPool.Loan<List<String>> loan = pool.borrow("a", ArrayList::new)) {
      assertThat(loan.get()).isSameAs(first);
    }
  }

  @Test
  void twoTasksAtATimeGetTwo() {
    try (ExecutorPool.Loan<List<String>> one = pool.borrow("a", ArrayList::new);
        ExecutorPool.Loan<List<String>> two = pool.borrow("a", ArrayList::new)) {
      assertThat(one.get()).isNotSameAs(two.get());
    }
  }

  @Test
  void kindsAreKeptApart() {
    List<String> first;
    try (ExecutorPool.Loan<List<String>> loan = pool.borrow("a", ArrayList::new)) {
      first = loan.get();
    }
    try (ExecutorPool.Loan<List<String>> loan = pool.borrow("b", ArrayList::new)) {
      assertThat(loan.get()).isNotSameAs(first);
    }
  }
}
