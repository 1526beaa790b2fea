package org.sparkddpm.engine.cuda;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;

/**
 * The functions of NVIDIA's driver that the engine calls, as <a
 * href="https://docs.nvidia.com/cuda/cuda-driver-api/">CUDA's driver API</a> describes them. Each
 * gives an error's number, 0 for none. Addresses of the card and handles, which are 64-bit pointers
 * in C, are longs.
 */
interface Driver extends Library {

  /** Its file, which NVIDIA's driver puts on the path of libraries. */
  String LIBRARY = "libcuda.so.1";

  /**
   * Loads it; it stays until the process ends.
   *
   * @param library name or path
   * @throws UnsatisfiedLinkError if it is not there
   * @throws LinkageError or another error that is no UnsatisfiedLinkError, if JNA does not load
   */
  static Driver load(String library) {
    return LoadedLibraries.functions(library, Driver.class);
  }

  int cuInit(int flags);

  int cuDriverGetVersion(IntByReference version);

  int cuGetErrorName(int error, PointerByReference text);

  int cuGetErrorString(int error, PointerByReference text);

  int cuDeviceGetCount(IntByReference count);

  int cuDeviceGet(IntByReference device, int ordinal);

  int cuDeviceGetName(byte[] name, int length, int device);

  int cuDeviceGetAttribute(IntByReference value, int attribute, int device);

  int cuDeviceGetUuid_v2(byte[] uuid, int device);

  int cuDeviceGetPCIBusId(byte[] text, int length, int device);

  int cuDeviceTotalMem_v2(LongByReference bytes, int device);

  int cuDevicePrimaryCtxRetain(LongByReference context, int device);

  int cuDevicePrimaryCtxRelease_v2(int device);

  int cuCtxSetCurrent(long context);

  int cuMemGetInfo_v2(LongByReference free, LongByReference total);

  int cuMemAlloc_v2(LongByReference address, long bytes);

  int cuMemFree_v2(long address);

  int cuMemHostAlloc(PointerByReference memory, long bytes, int flags);

  int cuMemFreeHost(Pointer memory);

  int cuMemcpyHtoDAsync_v2(long to, Pointer from, long bytes, long stream);

  int cuMemcpyDtoHAsync_v2(Pointer to, long from, long bytes, long stream);

  int cuMemsetD32Async(long to, int value, long count, long stream);

  int cuStreamCreate(LongByReference stream, int flags);

  int cuStreamDestroy_v2(long stream);

  int cuStreamSynchronize(long stream);

  int cuStreamWaitEvent(long stream, long event, int flags);

  int cuEventCreate(LongByReference event, int flags);

  int cuEventRecord(long event, long stream);

  int cuEventDestroy_v2(long event);

  int cuStreamBeginCapture_v2(long stream, int mode);

  int cuStreamEndCapture(long stream, LongByReference graph);

  int cuGraphInstantiateWithFlags(LongByReference executable, long graph, long flags);

  int cuGraphLaunch(long executable, long stream);

  int cuGraphExecDestroy(long executable);

  int cuGraphDestroy(long graph);

  int cuModuleLoadData(LongByReference module, byte[] image);

  int cuModuleUnload(long module);

  int cuModuleGetFunction(LongByReference function, long module, String name);

  int cuFuncLoad(long function);

  int cuFuncGetAttribute(IntByReference value, int attribute, long function);

  int cuFuncSetAttribute(long function, int attribute, int value);

  int cuLaunchKernel(
      long function,
      int gridX,
      int gridY,
      int gridZ,
      int blockX,
      int blockY,
      int blockZ,
      int sharedBytes,
      long stream,
      Pointer parameters,
      Pointer extra);
}
