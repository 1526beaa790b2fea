package org.sparkddpm.training;

/**
 * A learning rate that rises linearly from 0 over a warm-up and then falls along half a cosine to
 * its final value (Loshchilov and Hutter 2017, eq. 5, without restarts).
 *
 * @param peak the rate at the end of the warm-up, above 0
 * @param last the rate at the end, from 0 to {@code peak}
 * @param warmup iterations of the warm-up, at least 0
 * @param total iterations in all; afterwards the rate stays at {@code last}
 */
public record WarmupCosine(double peak, double last, long warmup, long total)
    implements LearningRate {

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException naming the value and what it must be
   */
  public WarmupCosine {
    if (!(peak > 0) || Double.isInfinite(peak)) {
      throw new IllegalArgumentException("learning rate must be above 0, but is " + peak);
    }
    if (!(last >= 0 && last <= peak)) {
      throw new IllegalArgumentException(
          "final learning rate must be from 0 to the learning rate " + peak + ", but is " + last);
    }
    if (warmup < 0 || total < 1) {
      throw new IllegalArgumentException(
          "warm-up must be at least 0 and the total at least 1 iteration, but they are "
              + warmup
              + " and "
              + total);
    }
  }

  @Override
  public double at(long step) {
    if (step < warmup) {
      return peak * (step + 1) / warmup;
    }
    if (step >= total || total <= warmup) {
      return step >= total ? last : peak;
    }
    double progress = (step - warmup) / (double) (total - warmup);
    return last + (peak - last) * 0.5 * (1 + Math.cos(Math.PI * progress));
  }
}
