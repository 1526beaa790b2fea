package org.sparkddpm.engine.cuda;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Copies between heap and card, by a piece of the host's memory that the card can reach itself.
 * Uploads follow one another through the piece, so that small ones wait for nothing.
 */
final class Staging {

  private static final int BYTES = 4 << 20;

  private final Context context;
  private final Lane lane;
  private final Pointer pinned;
  private int used;

  /**
   * Takes its memory, which the holdings free.
   *
   * @throws IllegalStateException if the host has it not
   */
  Staging(Context context, Holdings holdings, Lane lane) {
    this.context = context;
    this.lane = lane;
    Driver driver = context.driver();
    PointerByReference memory = new PointerByReference();
    int result = driver.cuMemHostAlloc(memory, BYTES, 0);
    if (result == DriverError.OUT_OF_MEMORY) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "the host has no %d bytes more that %s can reach; end what else uses the host's"
                  + " memory, or raise the container's limits of memory and of locked memory"
                  + " (ulimit -l)",
              BYTES,
              context.card().name()));
    }
    context.check(result, "cuMemHostAlloc of " + BYTES);
    pinned = memory.getValue();
    Pointer toFree = pinned;
    holdings.hold(this, "cuMemFreeHost", () -> driver.cuMemFreeHost(toFree));
  }

  /**
   * Copies to the card.
   *
   * @param bytes a multiple of 4
   * @param fill fills what it is given with the bytes that are next; a multiple of 4
   */
  void upload(long to, long bytes, Consumer<ByteBuffer> fill) {
    for (long done = 0; done < bytes; ) {
      int count = take(bytes - done);
      Pointer chunk = pinned.share(used - count);
      fill.accept(view(chunk, count));
      context.check(
          context.driver().cuMemcpyHtoDAsync_v2(to + done, chunk, count, lane.stream()),
          "cuMemcpyHtoDAsync of " + count);
      done += count;
    }
  }

  /**
   * Copies from the card, and waits.
   *
   * @param bytes a multiple of 4
   * @param take takes the bytes that are next
   */
  void download(long from, long bytes, Consumer<ByteBuffer> take) {
    for (long done = 0; done < bytes; ) {
      int count = take(bytes - done);
      Pointer chunk = pinned.share(used - count);
      context.check(
          context.driver().cuMemcpyDtoHAsync_v2(chunk, from + done, count, lane.stream()),
          "cuMemcpyDtoHAsync of " + count);
      synchronize();
      take.accept(view(chunk, count));
      done += count;
    }
  }

  private void synchronize() {
    lane.synchronize();
    used = 0;
  }

  /** Takes the next part of the piece, as much as there is, and makes room where there is none. */
  private int take(long bytes) {
    if (used == BYTES) {
      synchronize();
    }
    int count = (int) Math.min(bytes, BYTES - used);
    used += count;
    return count;
  }

  private static ByteBuffer view(Pointer chunk, int bytes) {
    return chunk.getByteBuffer(0, bytes).order(ByteOrder.nativeOrder());
  }
}
