package org.sparkddpm.engine.cuda;

import com.sun.jna.ptr.PointerByReference;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.sparkddpm.engine.DeviceLostException;

/** What went wrong in a call of the driver, and what helps where that is known. */
final class DriverError extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  static final int OUT_OF_MEMORY = 2;
  static final int NO_DEVICE = 100;

  private static final int INVALID_IMAGE = 200;
  private static final int NO_BINARY_FOR_GPU = 209;
  private static final int ECC_UNCORRECTABLE = 214;
  private static final int INVALID_PTX = 218;
  private static final int UNSUPPORTED_PTX_VERSION = 222;

  private static final Set<Integer> OF_IMAGES =
      Set.of(INVALID_IMAGE, NO_BINARY_FOR_GPU, INVALID_PTX, UNSUPPORTED_PTX_VERSION);

  /** After these the driver fails every call of the process for the card. */
  private static final Set<Integer> LASTING =
      Set.of(ECC_UNCORRECTABLE, 226, 700, 702, 710, 714, 715, 716, 717, 718, 719, 721, 810, 911);

  private static final String EMPTY_CACHE = "remove the files in " + CacheFolder.place();

  private static final String RESTART =
      "what the process computed on the card is lost, and a new process is needed";

  private static final Map<Integer, String> REMEDIES =
      Map.ofEntries(
          Map.entry(OUT_OF_MEMORY, "take a smaller batch, or end what else uses the card"),
          Map.entry(3, "the driver could not start; nvidia-smi on this machine says more"),
          Map.entry(
              34, "the library is a stub of the CUDA toolkit; put the driver's own before it"),
          Map.entry(46, "another process has the card for itself; see its compute mode"),
          Map.entry(NO_DEVICE, "see nvidia-smi, CUDA_VISIBLE_DEVICES and the container's settings"),
          Map.entry(101, "see nvidia-smi for the cards, and CUDA_VISIBLE_DEVICES"),
          Map.entry(INVALID_IMAGE, "the compiled kernels are none; " + EMPTY_CACHE),
          Map.entry(
              NO_BINARY_FOR_GPU, "the compiled kernels are not for this card; " + EMPTY_CACHE),
          Map.entry(
              ECC_UNCORRECTABLE,
              "the card's memory is at fault; " + RESTART + ", after a reset of the card"),
          Map.entry(INVALID_PTX, "the driver is older than the compiler; a newer driver is needed"),
          Map.entry(
              UNSUPPORTED_PTX_VERSION,
              "the driver is older than the compiler; a newer driver is needed"),
          Map.entry(226, "the card contained a fault of its hardware or of its links; " + RESTART),
          Map.entry(700, "a kernel read or wrote outside its memory; " + RESTART),
          Map.entry(702, "the card also drives a display, which ends long kernels; " + RESTART),
          Map.entry(710, "a kernel found what it computes on to be wrong; " + RESTART),
          Map.entry(714, "a kernel's stack went wrong; " + RESTART),
          Map.entry(715, "a kernel is not for this card; " + RESTART),
          Map.entry(716, "a kernel read or wrote at a crooked address; " + RESTART),
          Map.entry(717, "a kernel took an address for one of another memory; " + RESTART),
          Map.entry(718, "a kernel jumped outside its code; " + RESTART),
          Map.entry(719, "a kernel failed; " + RESTART),
          Map.entry(721, "a kernel left tensor memory behind; " + RESTART),
          Map.entry(802, "the machine's fabric manager must run first"),
          Map.entry(803, "driver and its library differ in version; restart the machine"),
          Map.entry(804, "the driver's compatibility package does not suit this card; remove it"),
          Map.entry(
              810, "the card's MPS server has ended this client, and its log says why; " + RESTART),
          Map.entry(911, "a device beside the card failed; " + RESTART),
          Map.entry(999, "nvidia-smi and the kernel's log on this machine may say more"));

  private final int code;

  private DriverError(String message, int code) {
    super(message);
    this.code = code;
  }

  /** Whether the driver takes compiled kernels for damaged, or for another card or driver. */
  boolean refusesImage() {
    return OF_IMAGES.contains(code);
  }

  /**
   * Does nothing where a call succeeded. An error may also come from an earlier kernel.
   *
   * @param result of the call
   * @param call its name, with what it was asked for
   * @throws DeviceLostException if no call of the process for the card will succeed any more
   * @throws DriverError if it failed otherwise
   */
  static void check(Driver driver, int result, String call) {
    if (result != 0) {
      throw of(driver, result, call);
    }
  }

  /** The exception to throw for a call that failed; see {@link #check}. */
  static IllegalStateException of(Driver driver, int code, String call) {
    PointerByReference name = new PointerByReference();
    PointerByReference text = new PointerByReference();
    String words = "error " + code;
    if (driver.cuGetErrorName(code, name) == 0 && driver.cuGetErrorString(code, text) == 0) {
      words =
          String.format(
              Locale.ROOT,
              "%s (%d, %s)",
              name.getValue().getString(0),
              code,
              text.getValue().getString(0));
    }
    String remedy = REMEDIES.get(code);
    String message =
        "CUDA's driver: " + call + " gave " + words + (remedy == null ? "" : ": " + remedy);
    return LASTING.contains(code)
        ? new DeviceLostException(message)
        : new DriverError(message, code);
  }
}
