package org.sparkddpm.engine;

import java.util.Locale;

/**
 * What an engine is made for.
 *
 * @param fixedWeights whether {@link Engine#weightsChanged} follows each change of the weights
 * @param precision one of {@link EngineProvider#precisions}
 * @param device a {@link EngineDevice#number}, or {@link #HOST} for an engine of the host's memory
 */
public record EngineSettings(boolean fixedWeights, Precision precision, int device) {

  /** In place of a device's number: no device. */
  public static final int HOST = -1;

  /**
   * Checks the device.
   *
   * @throws IllegalArgumentException if its number is negative and not {@link #HOST}
   */
  public EngineSettings {
    if (device < HOST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a device's number must be at least 0, or %d for none, but is %d",
              HOST,
              device));
    }
  }

  /** For an engine of the host's memory. */
  public static EngineSettings onHost(boolean fixedWeights) {
    return new EngineSettings(fixedWeights, Precision.FP32, HOST);
  }

  /** Whether a device is named. */
  public boolean namesDevice() {
    return device != HOST;
  }
}
