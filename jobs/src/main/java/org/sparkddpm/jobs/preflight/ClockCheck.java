package org.sparkddpm.jobs.preflight;

import java.time.Duration;
import java.util.Locale;

/** How far an executor's clock is from the driver's. */
final class ClockCheck {

  private static final String NAME = "clock";
  private static final Duration NOTED = Duration.ofSeconds(5);

  /** Kerberos refuses from 5 minutes on, S3 from 15. */
  private static final Duration REFUSED = Duration.ofMinutes(5);

  private ClockCheck() {}

  /**
   * Judges by three readings in milliseconds: an executor's, and the driver's before and after it.
   */
  static Finding of(long before, long reading, long after) {
    Duration apart = Duration.ofMillis(Math.max(0, Math.max(before - reading, reading - after)));
    if (apart.compareTo(NOTED) < 0) {
      return Finding.ok(
          NAME, String.format(Locale.ROOT, "within %d s of the driver's", NOTED.toSeconds()));
    }
    String found =
        String.format(
            Locale.ROOT,
            "at least %d s %s the driver's",
            apart.toSeconds(),
            reading < before ? "behind" : "ahead of");
    String remedy = "let all nodes keep time by NTP (chrony, systemd-timesyncd)";
    return apart.compareTo(REFUSED) < 0
        ? Finding.warn(NAME, found, remedy)
        : Finding.fail(NAME, found + ": Kerberos and S3 refuse that", remedy);
  }
}
