package org.sparkddpm.engine.natives;

import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/** Memory outside the heap as JavaCPP counts and bounds it, and where it unpacks libraries. */
public final class NativeMemory {

  /** The property that bounds the whole process. */
  public static final String BOUND = "org.bytedeco.javacpp.maxphysicalbytes";

  /** The property that bounds what is counted. */
  public static final String COUNTED_BOUND = "org.bytedeco.javacpp.maxbytes";

  static {
    NativeFolder.choose();
  }

  private NativeMemory() {}

  /** Bytes of physical memory of the whole process. */
  public static long resident() {
    return Pointer.physicalBytes();
  }

  /** Bytes that JavaCPP counts as its own: all tensors of engine cpu, none of engine nd4j. */
  public static long counted() {
    return Pointer.totalBytes();
  }

  /** The bound on what it counts, and so on tensors of engine cpu, in bytes; 0 for none. */
  public static long countedBound() {
    long counted = Pointer.maxBytes();
    return counted > 0 && bound() > 0 ? Math.min(counted, bound()) : Math.max(counted, bound());
  }

  /** The bound on the whole process in bytes; 0 for none. */
  public static long bound() {
    return Pointer.maxPhysicalBytes();
  }

  /**
   * The folder that native libraries are unpacked to.
   *
   * @throws IOException if there is none that can be written to
   */
  public static Path cacheFolder() throws IOException {
    return Loader.getCacheDir().toPath();
  }
}
