// What a compiled program and the emulated driver know of each other. A program is a shared library
// that exports emulated_program.
#pragma once

#include <cstddef>

namespace emulated {

struct Kernel {
  const char* name;
  int most_threads;  // __launch_bounds__, or 0
  int parameters;
  const size_t* sizes;
  const bool* pointers;
  void (*body)(void** arguments);
};

struct Shape {
  unsigned x, y, z;
};

struct Launch {
  const Kernel* kernel;
  Shape grid;
  Shape block;
  size_t shared;
  void** arguments;
};

struct Program {
  int version;       // of this interface
  int architecture;  // capability, as 90
  bool portable;     // as PTX: later capabilities run it too
  const Kernel* (*kernels)(int* count);
  // Runs blocks first to end - 1, of the grid's x * y * z. Returns null or what went wrong. Called by
  // one thread at a time: for more, the library is loaded from several copies.
  const char* (*run)(const Launch* launch, unsigned long long first, unsigned long long end);
};

constexpr int PROGRAM_VERSION = 1;

}  // namespace emulated
