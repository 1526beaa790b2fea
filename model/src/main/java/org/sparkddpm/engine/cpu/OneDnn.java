package org.sparkddpm.engine.cpu;

import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.factory.Nd4j;

/** The oneDNN library: loaded once, with the CPU as its only engine. */
final class OneDnn {

  private static final String MISSING = load();

  private OneDnn() {}

  /** Why it cannot be used here, or null if it can. */
  static String missing() {
    return MISSING;
  }

  private static String load() {
    // The first OpenMP that a process loads serves both libraries; take the backend's.
    Nd4j.getEnvironment();
    try {
      Loader.load(dnnl.class);
      // Floats stay floats, whatever ONEDNN_DEFAULT_FPMATH_MODE says and the CPU could do faster.
      dnnl.set_default_fpmath_mode(dnnl.fpmath_mode.strict);
      return null;
    } catch (LinkageError | RuntimeException e) {
      return e.toString();
    }
  }

  static engine engine() {
    return Cpu.ENGINE;
  }

  static stream stream() {
    return new stream(Cpu.ENGINE);
  }

  static memory.desc floats(long[] dimensions, memory.format_tag layout) {
    return new memory.desc(dimensions, memory.data_type.f32, layout);
  }

  /** Memory whose place is named later, or never. */
  static memory unplaced(memory.desc layout) {
    return new memory(layout, Cpu.ENGINE, (Pointer) null);
  }

  /** Made after the library was found. */
  private static final class Cpu {
    private static final engine ENGINE = new engine(engine.kind.cpu, 0);
  }
}
