package org.sparkddpm.jobs.preflight;

/**
 * One GPU as nvidia-smi lists it.
 *
 * @param index its number there
 * @param driver version of the driver, such as 535.104.05
 * @param capability what its code must be compiled for, such as 8.6
 */
record Gpu(String index, String uuid, String name, String driver, String capability) {

  /** Whether a task's address means this one. */
  boolean is(String address) {
    return address.equals(index) || address.equals(uuid);
  }
}
