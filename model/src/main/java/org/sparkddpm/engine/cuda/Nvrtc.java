package org.sparkddpm.engine.cuda;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;

/**
 * The functions of NVIDIA's compiler for kernels at run time, as <a
 * href="https://docs.nvidia.com/cuda/nvrtc/">NVRTC</a> describes them; each gives an error's
 * number, 0 for none. It needs neither driver nor card.
 */
interface Nvrtc extends Library {

  /** Its file in a CUDA 13 installation; {@link BundledNvrtc} has it where there is none. */
  String LIBRARY = "libnvrtc.so.13";

  /** The error of an option that it does not know, such as a newer card's capability. */
  int INVALID_OPTION = 5;

  /** The error of source that it cannot compile; its log says why. */
  int COMPILATION = 6;

  /**
   * Loads it; it stays until the process ends.
   *
   * @param library name or path
   * @throws UnsatisfiedLinkError if it is not there
   * @throws LinkageError or another error that is no UnsatisfiedLinkError, if JNA does not load
   */
  static Nvrtc load(String library) {
    return LoadedLibraries.functions(library, Nvrtc.class);
  }

  int nvrtcVersion(IntByReference major, IntByReference minor);

  String nvrtcGetErrorString(int error);

  int nvrtcGetNumSupportedArchs(IntByReference count);

  int nvrtcGetSupportedArchs(int[] capabilities);

  int nvrtcCreateProgram(
      LongByReference program,
      String source,
      String name,
      int headers,
      Pointer headerTexts,
      Pointer headerNames);

  int nvrtcDestroyProgram(LongByReference program);

  int nvrtcCompileProgram(long program, int count, String[] options);

  int nvrtcGetProgramLogSize(long program, LongByReference bytes);

  int nvrtcGetProgramLog(long program, byte[] log);

  int nvrtcGetCUBINSize(long program, LongByReference bytes);

  int nvrtcGetCUBIN(long program, byte[] cubin);

  int nvrtcGetPTXSize(long program, LongByReference bytes);

  int nvrtcGetPTX(long program, byte[] ptx);
}
