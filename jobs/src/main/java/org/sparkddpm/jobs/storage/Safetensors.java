package org.sparkddpm.jobs.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Float32 tensors in the safetensors format: eight bytes with the length of the header (unsigned,
 * little-endian), a header of JSON, then the values of all tensors, little-endian and row-major,
 * one after the other without gaps.
 *
 * <p>The same tensors and metadata always give the same bytes. Neither direction handles more than
 * 2 GB (2^31 - 9 bytes), header included.
 */
public final class Safetensors {

  /** The largest file, in bytes: the longest array that every JVM can make. */
  public static final long LARGEST = Integer.MAX_VALUE - 8L;

  private static final int CHUNK = 1 << 16;

  private Safetensors() {}

  /**
   * Writes tensors in the given order. The stream stays open.
   *
   * @param out where to write
   * @param tensors tensors of different names, of any shapes, empty and scalar ones included
   * @param metadata free text entries, written in the order of their keys
   * @throws IllegalArgumentException if two names are equal or the file would be too large; nothing
   *     has been written then
   * @throws IOException if writing fails
   */
  public static void write(OutputStream out, List<Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    byte[] header = SafetensorsHeader.encode(tensors, metadata);
    checkSize(header, tensors);
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    out.write(chunk.putLong(header.length).array(), 0, Long.BYTES);
    out.write(header);
    FloatBuffer floats = chunk.clear().asFloatBuffer();
    for (Tensor tensor : tensors) {
      for (int done = 0; done < tensor.size(); done += floats.capacity()) {
        int count = Math.min(floats.capacity(), tensor.size() - done);
        floats.clear().put(tensor.array(), tensor.offset() + done, count);
        out.write(chunk.array(), 0, count * Float.BYTES);
      }
    }
  }

  /**
   * Reads all tensors of a file and checks everything that its header says.
   *
   * @param bytes the whole file
   * @param file the name of the file, for messages
   * @throws InvalidSafetensorsException if the bytes break the format or hold another type than F32
   */
  public static TensorFile read(byte[] bytes, String file) throws InvalidSafetensorsException {
    SafetensorsHeader header = SafetensorsHeader.decode(bytes, file);
    int start = header.dataStart();
    float[] values = new float[(bytes.length - start) / Float.BYTES];
    ByteBuffer.wrap(bytes, start, bytes.length - start)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    List<Tensor> tensors = new ArrayList<>(header.entries().size());
    for (SafetensorsHeader.Entry entry : header.entries()) {
      long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
      tensors.add(
          Tensor.slice(entry.name(), values, Math.toIntExact(entry.begin() / Float.BYTES), shape));
    }
    return new TensorFile(tensors, header.metadata());
  }

  private static void checkSize(byte[] header, List<Tensor> tensors) {
    long length = Long.BYTES + (long) header.length;
    for (Tensor tensor : tensors) {
      length += (long) tensor.size() * Float.BYTES;
    }
    if (length > LARGEST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d tensors make a safetensors file of %d bytes, more than the largest possible"
                  + " %d; spread them over several files",
              tensors.size(),
              length,
              LARGEST));
    }
  }
}
