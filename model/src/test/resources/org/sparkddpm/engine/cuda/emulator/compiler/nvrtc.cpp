// NVRTC's functions.
#include <cstring>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "compile.hpp"

using namespace emulated;

namespace {

struct Source {
  std::string text;
  std::string name;
  std::string log;
  std::vector<char> library;
};

std::mutex mutex;

std::unordered_map<void*, std::unique_ptr<Source>>& programs() {
  static auto& all = *new std::unordered_map<void*, std::unique_ptr<Source>>();
  return all;
}

template <class F>
int with_program(void* handle, F f) {
  std::lock_guard<std::mutex> lock(mutex);
  auto found = programs().find(handle);
  return found == programs().end() ? INVALID_PROGRAM : f(*found->second);
}

constexpr int CAPABILITIES[] = {75, 80, 86, 87, 89, 90, 100, 103, 110, 120};

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

// None of NVIDIA's: caches must not take its images for theirs.
int nvrtcVersion(int* major, int* minor) {
  *major = 13;
  *minor = 99;
  return COMPILED;
}

const char* nvrtcGetErrorString(int result) {
  switch (result) {
    case COMPILED: return "NVRTC_SUCCESS";
    case PROGRAM_CREATION_FAILURE: return "NVRTC_ERROR_PROGRAM_CREATION_FAILURE";
    case INVALID_INPUT: return "NVRTC_ERROR_INVALID_INPUT";
    case INVALID_PROGRAM: return "NVRTC_ERROR_INVALID_PROGRAM";
    case INVALID_OPTION: return "NVRTC_ERROR_INVALID_OPTION";
    case COMPILATION: return "NVRTC_ERROR_COMPILATION";
    case INTERNAL_ERROR: return "NVRTC_ERROR_INTERNAL_ERROR";
    default: return "NVRTC_ERROR unknown";
  }
}

int nvrtcGetNumSupportedArchs(int* count) {
  *count = sizeof CAPABILITIES / sizeof CAPABILITIES[0];
  return COMPILED;
}

int nvrtcGetSupportedArchs(int* capabilities) {
  memcpy(capabilities, CAPABILITIES, sizeof CAPABILITIES);
  return COMPILED;
}

int nvrtcCreateProgram(void** handle, const char* text, const char* name, int headers,
                       const char* const*, const char* const*) {
  if (!handle || !text || headers != 0) {
    return INVALID_INPUT;
  }
  std::lock_guard<std::mutex> lock(mutex);
  auto source = std::make_unique<Source>();
  source->text = text;
  source->name = name ? name : "default_program";
  *handle = source.get();
  programs()[*handle] = std::move(source);
  return COMPILED;
}

int nvrtcDestroyProgram(void** handle) {
  std::lock_guard<std::mutex> lock(mutex);
  if (!handle || programs().erase(*handle) == 0) {
    return INVALID_PROGRAM;
  }
  *handle = nullptr;
  return COMPILED;
}

int nvrtcCompileProgram(void* handle, int count, const char* const* options) {
  return with_program(handle, [&](Source& source) {
    std::vector<std::string> all(options, options + count);
    return compile(source.text, source.name, all, source.library, source.log);
  });
}

int nvrtcGetProgramLogSize(void* handle, size_t* bytes) {
  return with_program(handle, [&](Source& source) {
    *bytes = source.log.size() + 1;
    return COMPILED;
  });
}

int nvrtcGetProgramLog(void* handle, char* log) {
  return with_program(handle, [&](Source& source) {
    memcpy(log, source.log.c_str(), source.log.size() + 1);
    return COMPILED;
  });
}

int nvrtcGetCUBINSize(void* handle, size_t* bytes) {
  return with_program(handle, [&](Source& source) {
    *bytes = source.library.size();
    return COMPILED;
  });
}

int nvrtcGetCUBIN(void* handle, char* cubin) {
  return with_program(handle, [&](Source& source) {
    memcpy(cubin, source.library.data(), source.library.size());
    return source.library.empty() ? INVALID_PROGRAM : COMPILED;
  });
}

// The same as the cubin, so that it can be loaded as PTX can.
int nvrtcGetPTXSize(void* handle, size_t* bytes) { return nvrtcGetCUBINSize(handle, bytes); }

int nvrtcGetPTX(void* handle, char* ptx) { return nvrtcGetCUBIN(handle, ptx); }

}  // extern "C"
#pragma GCC visibility pop
