// The driver's functions for devices and contexts.
#include <cstdio>
#include <cstring>

#include "device.hpp"

using namespace emulated;

namespace {

// Calls f(driver, device) under the lock.
template <class F>
int with_device(int number, F f) {
  Driver& driver = Driver::get();
  std::lock_guard<std::recursive_mutex> lock(driver.mutex);
  if (!driver.initialized) {
    return because(NOT_INITIALIZED, "call cuInit first");
  }
  if (number < 0 || number >= static_cast<int>(driver.devices.size())) {
    return because(INVALID_DEVICE, "device %d of %zu", number, driver.devices.size());
  }
  return f(driver, driver.devices[number]);
}

// Shared memory of a multiprocessor, of which each block's system part is 1 KiB.
int shared_kibibytes(int capability) {
  switch (capability) {
    case 75: return 64;
    case 80:
    case 87: return 164;
    case 86:
    case 89:
    case 120: return 100;
    default: return 228;
  }
}

}  // namespace

int emulated::device_attribute(const Driver& driver, int number) {
  int shared = shared_kibibytes(driver.capability);
  switch (number) {
    case 1: return 1024;         // MAX_THREADS_PER_BLOCK
    case 2: return 1024;         // MAX_BLOCK_DIM_X
    case 3: return 1024;         // MAX_BLOCK_DIM_Y
    case 4: return 64;           // MAX_BLOCK_DIM_Z
    case 5: return 2147483647;   // MAX_GRID_DIM_X
    case 6: return 65535;        // MAX_GRID_DIM_Y
    case 7: return 65535;        // MAX_GRID_DIM_Z
    case 8: return 48 * 1024;    // MAX_SHARED_MEMORY_PER_BLOCK
    case 10: return 32;          // WARP_SIZE
    case 16: return driver.multiprocessors;
    case 39: return driver.capability == 75 ? 1024 : 2048;  // MAX_THREADS_PER_MULTIPROCESSOR
    case 75: return driver.capability / 10;
    case 76: return driver.capability % 10;
    case 81: return shared * 1024;  // MAX_SHARED_MEMORY_PER_MULTIPROCESSOR
    // MAX_SHARED_MEMORY_PER_BLOCK_OPTIN
    case 97: return driver.capability == 75 ? shared * 1024 : (shared - 1) * 1024;
    default: return -1;
  }
}

#pragma GCC visibility push(default)
extern "C" {

int cuInit(unsigned flags) {
  Driver& driver = Driver::get();
  std::lock_guard<std::recursive_mutex> lock(driver.mutex);
  if (flags != 0) {
    return because(INVALID_VALUE, "cuInit with the flags %u", flags);
  }
  if (driver.devices.empty()) {
    return because(NO_DEVICE, "CUDA_VISIBLE_DEVICES or SPARK_DDPM_EMULATED_DEVICES leave none");
  }
  driver.initialized = true;
  return SUCCESS;
}

// NVIDIA's NVRTC asks a driver of the process for one, and reads where none is if there is no such
// function.
int cuGetExportTable(const void** table, const void*) {
  *table = nullptr;
  return because(NOT_FOUND, "the emulated device exports no tables");
}

int cuDriverGetVersion(int* version) {
  *version = Driver::get().version;
  return SUCCESS;
}

int cuDeviceGetCount(int* count) {
  Driver& driver = Driver::get();
  std::lock_guard<std::recursive_mutex> lock(driver.mutex);
  if (!driver.initialized) {
    return because(NOT_INITIALIZED, "call cuInit first");
  }
  *count = static_cast<int>(driver.devices.size());
  return SUCCESS;
}

int cuDeviceGet(int* device, int ordinal) {
  return with_device(ordinal, [&](Driver&, Device&) {
    *device = ordinal;
    return SUCCESS;
  });
}

int cuDeviceGetName(char* name, int length, int device) {
  return with_device(device, [&](Driver&, Device&) {
    snprintf(name, static_cast<size_t>(length), "Emulated device");
    return SUCCESS;
  });
}

int cuDeviceGetUuid_v2(char* uuid, int device) {
  return with_device(device, [&](Driver&, Device& found) {
    memset(uuid, 0, 16);
    uuid[15] = static_cast<char>(found.place + 1);
    return SUCCESS;
  });
}

int cuDeviceGetPCIBusId(char* text, int length, int device) {
  return with_device(device, [&](Driver&, Device& found) {
    snprintf(text, static_cast<size_t>(length), "0000:%02X:00.0", found.place + 1);
    return SUCCESS;
  });
}

int cuDeviceGetAttribute(int* value, int number, int device) {
  return with_device(device, [&](Driver& driver, Device&) {
    int known = device_attribute(driver, number);
    if (known < 0) {
      return because(INVALID_VALUE, "attribute %d of a device", number);
    }
    *value = known;
    return SUCCESS;
  });
}

int cuDeviceTotalMem_v2(size_t* bytes, int device) {
  return with_device(device, [&](Driver& driver, Device&) {
    *bytes = driver.memory_limit;
    return SUCCESS;
  });
}

int cuDevicePrimaryCtxRetain(void** context, int device) {
  return with_device(device, [&](Driver& driver, Device& found) -> Result {
    if (!found.context) {
      if (driver.memory_limit < Device::CONTEXT_BYTES) {
        return because(OUT_OF_MEMORY, "a context needs %zu bytes, the device has %zu",
                       Device::CONTEXT_BYTES, driver.memory_limit);
      }
      found.context = std::make_unique<Context>(driver.memory_limit);
    }
    found.references++;
    *context = found.context.get();
    return SUCCESS;
  });
}

int cuDevicePrimaryCtxRelease_v2(int device) {
  return with_device(device, [&](Driver&, Device& found) {
    if (found.references == 0) {
      return because(INVALID_CONTEXT, "device %d has no primary context", device);
    }
    if (--found.references == 0) {
      found.context.reset();
    }
    return SUCCESS;
  });
}

int cuCtxSetCurrent(void* context) {
  Driver& driver = Driver::get();
  std::lock_guard<std::recursive_mutex> lock(driver.mutex);
  if (!driver.initialized) {
    return because(NOT_INITIALIZED, "call cuInit first");
  }
  Context* before = current_context();
  make_current(static_cast<Context*>(context));
  if (context && !current_context()) {
    make_current(before);
    return because(INVALID_CONTEXT, "%p is no context", context);
  }
  return SUCCESS;
}

}  // extern "C"
#pragma GCC visibility pop
