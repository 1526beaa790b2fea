package org.sparkddpm.engine.cuda;

import org.sparkddpm.engine.Buffer;
import org.sparkddpm.engine.Tensor;

/** Floats or 32-bit integers on a card, from a multiple of 256 bytes on. */
final class DeviceMemory implements Buffer {

  private final Holdings owner;
  private final long address;
  private final long length;
  private final boolean integers;
  private final Holdings.Held held;

  /** Takes over memory that {@code cuMemAlloc} gave. */
  DeviceMemory(Context context, Holdings owner, long address, long length, boolean integers) {
    this.owner = owner;
    this.address = address;
    this.length = length;
    this.integers = integers;
    Driver driver = context.driver();
    this.held = owner.hold(this, "cuMemFree", () -> driver.cuMemFree_v2(address));
  }

  /**
   * The memory of a tensor of an engine.
   *
   * @throws IllegalArgumentException if another engine made it
   */
  static DeviceMemory of(Tensor tensor, Holdings owner) {
    if (tensor.buffer() instanceof DeviceMemory memory && memory.owner == owner) {
      return memory;
    }
    throw new IllegalArgumentException(
        tensor + " lies in memory of another engine; make it by the engine that computes with it");
  }

  /** The card's address of a tensor's first element. */
  static long address(Tensor tensor, Holdings owner) {
    return of(tensor, owner).address + tensor.offset() * Float.BYTES;
  }

  @Override
  public long length() {
    return length;
  }

  boolean integers() {
    return integers;
  }

  /** Frees a tensor's memory at once; kernels and recordings must not use it any more. */
  static void free(Tensor tensor) {
    ((DeviceMemory) tensor.buffer()).held.free();
  }
}
