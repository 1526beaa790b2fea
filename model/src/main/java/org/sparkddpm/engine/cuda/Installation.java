package org.sparkddpm.engine.cuda;

import com.sun.jna.ptr.IntByReference;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.sparkddpm.engine.DeviceLostException;

/**
 * What the engine needs of the machine.
 *
 * @param driver initialised
 * @param driverVersion the newest CUDA that the driver knows, for example {@code 13.0}
 * @param cards that the process sees, one at least that the engine runs on
 */
record Installation(Driver driver, String driverVersion, List<Card> cards) {

  /** CUDA 13.0 as the driver numbers it, 580 as NVIDIA numbers the driver. */
  private static final int LEAST_DRIVER = 13_000;

  private static final int MAJOR = 1000;
  private static final int MINOR = 10;

  /** Why there is none here, and what would change that. */
  static final class MissingException extends Exception {

    private static final long serialVersionUID = 1L;

    MissingException(String message) {
      super(message);
    }
  }

  /** Looks for it; the driver's settings of this process, such as the visible cards, hold. */
  static Installation find() throws MissingException {
    return find(() -> Driver.load(Driver.LIBRARY));
  }

  /**
   * Looks for it by a driver that may not load.
   *
   * @param load throws an {@link UnsatisfiedLinkError} where there is none
   * @throws MissingException where the engine cannot run
   */
  static Installation find(Supplier<Driver> load) throws MissingException {
    Driver driver;
    try {
      driver = load.get();
    } catch (UnsatisfiedLinkError e) {
      throw new MissingException(
          "NVIDIA's driver did not load, "
              + LoadedLibraries.reason(e)
              + "; it needs a card and driver 580 or newer");
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Error e) {
      // Of its own library in another version, JNA throws no more special one.
      throw new MissingException(
          "JNA, which calls NVIDIA's driver, did not load, " + LoadedLibraries.reason(e));
    }
    try {
      int started = driver.cuInit(0);
      if (started == DriverError.NO_DEVICE) {
        throw noCard();
      }
      DriverError.check(driver, started, "cuInit");
      IntByReference version = new IntByReference();
      DriverError.check(driver, driver.cuDriverGetVersion(version), "cuDriverGetVersion");
      String words = words(version.getValue());
      if (version.getValue() < LEAST_DRIVER) {
        throw new MissingException(
            "the driver knows CUDA up to %s, and %s is needed: install driver 580 or newer"
                .formatted(words, words(LEAST_DRIVER)));
      }
      List<Card> cards = Card.all(driver);
      if (cards.isEmpty()) {
        throw noCard();
      }
      if (cards.stream().allMatch(card -> card.missing().isPresent())) {
        throw new MissingException(
            cards.stream()
                .map(card -> card.missing().orElseThrow())
                .distinct()
                .collect(Collectors.joining("; ")));
      }
      return new Installation(driver, words, cards);
    } catch (DriverError | DeviceLostException e) {
      throw new MissingException(e.getMessage());
    }
  }

  /** Why there is none here; empty where there is. */
  static Optional<String> missing() {
    try {
      find();
      return Optional.empty();
    } catch (MissingException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static MissingException noCard() {
    return new MissingException(
        "the driver sees no card; see nvidia-smi, CUDA_VISIBLE_DEVICES and the container's"
            + " settings");
  }

  private static String words(int version) {
    return version / MAJOR + "." + version % MAJOR / MINOR;
  }
}
