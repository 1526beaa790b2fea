// The driver's functions for memory, copies and fills.
#include <cstring>

#include "device.hpp"

using namespace emulated;

namespace {

Result check_device(const Context& context, const void* address, size_t bytes, const char* role) {
  return context.memory.holds(address, bytes)
             ? SUCCESS
             : because(INVALID_VALUE, "a copy's or fill's %s, %zu bytes at %p, does not lie in an"
                       " allocation of the device", role, bytes, address);
}

Result check_host(const Context& context, const void* address, size_t bytes, const char* role) {
  if (!address || context.memory.holds(address, 0)) {
    return because(INVALID_VALUE, "a copy's %s, %zu bytes at %p, is no memory of the host", role,
                   bytes, address);
  }
  return SUCCESS;
}

// Memory that is not pinned cannot be read or written later.
Result check_pinned_in_capture(const Stream& stream, const void* address, size_t bytes) {
  if (stream.capture && !Driver::get().pinned.holds(address, bytes)) {
    return because(CAPTURE_UNSUPPORTED, "a copy of memory at %p, which is not pinned", address);
  }
  return SUCCESS;
}

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

int cuMemGetInfo_v2(size_t* free, size_t* total) {
  return with_context([&](Context& context) -> Result {
    *free = context.memory.limit() - context.memory.used();
    *total = context.memory.limit();
    return SUCCESS;
  });
}

int cuMemAlloc_v2(void** address, size_t bytes) {
  return with_context([&](Context& context) -> Result {
    if (Result refused = context.refuse_capture("cuMemAlloc"); refused != SUCCESS) {
      return refused;
    }
    if (bytes == 0) {
      return because(INVALID_VALUE, "cuMemAlloc of 0 bytes");
    }
    char* memory = context.memory.allocate(bytes);
    if (!memory) {
      return because(OUT_OF_MEMORY, "%zu bytes asked for, %zu of %zu used", bytes,
                     context.memory.used(), context.memory.limit());
    }
    *address = memory;
    return SUCCESS;
  });
}

int cuMemFree_v2(void* address) {
  return with_context([&](Context& context) -> Result {
    if (Result refused = context.refuse_capture("cuMemFree"); refused != SUCCESS) {
      return refused;
    }
    if (!address) {
      return SUCCESS;
    }
    if (Result failed = context.finish_all(); failed != SUCCESS) {
      return failed;
    }
    std::string problem = context.memory.written_beside();
    if (!problem.empty()) {
      context.failure = {ILLEGAL_ADDRESS, problem};
      return because(ILLEGAL_ADDRESS, "%s", problem.c_str());
    }
    return context.memory.free(static_cast<char*>(address))
               ? SUCCESS
               : because(INVALID_VALUE, "cuMemFree of %p, which was not allocated", address);
  });
}

int cuMemHostAlloc(void** address, size_t bytes, unsigned flags) {
  return with_context([&](Context& context) -> Result {
    if (Result refused = context.refuse_capture("cuMemHostAlloc"); refused != SUCCESS) {
      return refused;
    }
    if (bytes == 0 || flags > 7) {
      return because(INVALID_VALUE, "cuMemHostAlloc of %zu bytes with the flags %u", bytes, flags);
    }
    *address = Driver::get().pinned.allocate(bytes);
    return *address ? SUCCESS : because(OUT_OF_MEMORY, "%zu bytes of the host's memory", bytes);
  });
}

int cuMemFreeHost(void* address) {
  return with_context([&](Context& context) -> Result {
    if (Result refused = context.refuse_capture("cuMemFreeHost"); refused != SUCCESS) {
      return refused;
    }
    if (Result failed = context.finish_all(); failed != SUCCESS) {
      return failed;
    }
    return Driver::get().pinned.free(address)
               ? SUCCESS
               : because(INVALID_VALUE, "cuMemFreeHost of %p, which was not allocated", address);
  });
}

int cuMemcpyHtoDAsync_v2(void* to, const void* from, size_t bytes, void* handle) {
  return on_stream(handle, [&](Context& context, Stream& stream) -> Result {
    for (Result result : {check_device(context, to, bytes, "destination"),
                          check_host(context, from, bytes, "source"),
                          check_pinned_in_capture(stream, from, bytes)}) {
      if (result != SUCCESS) {
        return result;
      }
    }
    auto* source = static_cast<const char*>(from);
    Copy copy = {static_cast<char*>(to), source, bytes, true, false, {}};
    if (!Driver::get().pinned.holds(from, bytes)) {
      copy.taken.assign(source, source + bytes);
    }
    return context.add(stream, std::move(copy));
  });
}

int cuMemcpyDtoHAsync_v2(void* to, const void* from, size_t bytes, void* handle) {
  return on_stream(handle, [&](Context& context, Stream& stream) -> Result {
    for (Result result : {check_device(context, from, bytes, "source"),
                          check_host(context, to, bytes, "destination"),
                          check_pinned_in_capture(stream, to, bytes)}) {
      if (result != SUCCESS) {
        return result;
      }
    }
    Copy copy = {static_cast<char*>(to), static_cast<const char*>(from), bytes, false, true, {}};
    Result result = context.add(stream, std::move(copy));
    bool pinned = Driver::get().pinned.holds(to, bytes);
    return result != SUCCESS || pinned ? result : context.finish(stream);
  });
}

int cuMemcpyDtoDAsync_v2(void* to, const void* from, size_t bytes, void* handle) {
  return on_stream(handle, [&](Context& context, Stream& stream) -> Result {
    for (Result result : {check_device(context, to, bytes, "destination"),
                          check_device(context, from, bytes, "source")}) {
      if (result != SUCCESS) {
        return result;
      }
    }
    return context.add(stream, Copy{static_cast<char*>(to), static_cast<const char*>(from), bytes, true,
                            true, {}});
  });
}

int cuMemsetD32Async(void* to, unsigned value, size_t count, void* handle) {
  return on_stream(handle, [&](Context& context, Stream& stream) -> Result {
    if (reinterpret_cast<uintptr_t>(to) % sizeof value != 0) {
      return because(INVALID_VALUE, "cuMemsetD32Async at %p, no multiple of 4", to);
    }
    Result result = check_device(context, to, count * sizeof value, "destination");
    return result != SUCCESS ? result : context.add(stream, Fill{static_cast<char*>(to), value, count});
  });
}

}  // extern "C"
#pragma GCC visibility pop
