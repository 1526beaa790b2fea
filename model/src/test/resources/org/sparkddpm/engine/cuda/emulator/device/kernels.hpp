// Starting kernels: from a program of one's own, and from the emulated driver.
#pragma once

#include <stdexcept>
#include <utility>

#include "../program.hpp"
#include "block.hpp"

#ifdef EMULATED_PROGRAM
extern "C" {
__attribute__((visibility("hidden"))) extern char __bss_start;
__attribute__((visibility("hidden"))) extern char _end;
}
#endif

namespace emulated {

// The zeroed part of a compiled program is the kernels' static shared memory. Other programs have
// more there, so it stays as it is.
inline void fill_static_shared(size_t most) {
#ifdef EMULATED_PROGRAM
  auto bytes = static_cast<size_t>(&_end - &__bss_start);
  if (bytes <= most) {
    fill_unwritten(&__bss_start, bytes);
  }
#else
  (void)most;
#endif
}

inline void index_threads(Block& b) {
  unsigned t = 0;
  for (unsigned z = 0; z < blockDim.z; z++) {
    for (unsigned y = 0; y < blockDim.y; y++) {
      for (unsigned x = 0; x < blockDim.x; x++) {
        b.index[t++] = {x, y, z};
      }
    }
  }
}

inline void prepare(const Launch& launch) {
  if (!block) {
    block = new Block();
    block->failed = true;
  }
  Block& b = *block;
  dim3 shape(launch.block.x, launch.block.y, launch.block.z);
  bool same = memcmp(&shape, &blockDim, sizeof shape) == 0;
  blockDim = shape;
  gridDim = dim3(launch.grid.x, launch.grid.y, launch.grid.z);
  b.kernel = launch.kernel->name;
  b.body = launch.kernel->body;
  b.arguments = launch.arguments;
  if (!same || b.failed) {
    index_threads(b);
  }
  if (b.failed) {
    b.failed = false;
    b.stack_ended = false;
    b.idle = MOST_THREADS;
    for (int i = 0; i < MOST_THREADS; i++) {
      b.idle_stacks[i] = MOST_THREADS - 1 - i;
    }
  }
  b.threads = static_cast<int>(shape.x * shape.y * shape.z);
  b.warp_count = (b.threads + LANES - 1) / LANES;
  for (int i = 0; i < b.warp_count; i++) {
    int lanes = b.threads - i * LANES;
    b.warps[i].lanes = lanes >= LANES ? ~0u : (1u << lanes) - 1;
  }
}

inline bool run_block(size_t shared) {
  constexpr size_t CHEAP = 16 * 1024;
  Block& b = *block;
  fill_unwritten(b.shared, shared);
  fill_static_shared(CHEAP);
  for (int i = 0; i < b.warp_count; i++) {
    Warp& w = b.warps[i];
    w.ready = w.lanes;
    w.fresh = w.lanes;
    w.arrived = 0;
    w.returned = 0;
  }
  b.awake = static_cast<unsigned>((1ull << b.warp_count) - 1);
  b.at_barrier = 0;
  b.returned = 0;
  b.serial++;
  int first = next_thread(b, 0);
  take_fresh(b, first);
  change(b.outside, new_fiber(b, first));
  return !block->failed;
}

// Null or what went wrong.
__attribute__((noinline)) inline const char* run_blocks(const Launch* launch,
                                                        unsigned long long first,
                                                        unsigned long long end) {
  prepare(*launch);
  fill_static_shared(~size_t{0});
  for (unsigned long long i = first; i < end; i++) {
    blockIdx.x = static_cast<unsigned>(i % gridDim.x);
    blockIdx.y = static_cast<unsigned>(i / gridDim.x % gridDim.y);
    blockIdx.z = static_cast<unsigned>(i / gridDim.x / gridDim.y);
    if (!run_block(launch->shared)) {
      if (block->stack_ended) {
        snprintf(block->message, sizeof block->message,
                 "kernel %s, block (%u, %u, %u): thread %d has more on its stack than %zu bytes",
                 block->kernel, blockIdx.x, blockIdx.y, blockIdx.z, block->current,
                 Stacks::BYTES - Stacks::MARGIN);
      }
      return block->message;
    }
  }
  return nullptr;
}

template <auto function>
struct Invocation;

template <class... P, void (*function)(P...)>
struct Invocation<function> {
  static constexpr int COUNT = sizeof...(P);
  static constexpr size_t SIZES[COUNT + 1] = {sizeof(P)..., 0};
  static constexpr bool POINTERS[COUNT + 1] = {std::is_pointer<P>::value..., false};

  template <size_t... I>
  static void unpack(void** arguments, std::index_sequence<I...>) {
    function(*static_cast<P*>(arguments[I])...);
  }

  static void body(void** arguments) { unpack(arguments, std::index_sequence_for<P...>()); }

  static constexpr Kernel named(const char* name, int most_threads) {
    static_assert(((std::is_pointer<P>::value || std::is_arithmetic<P>::value) && ...),
                  "a kernel's parameters are pointers and numbers");
    return {name, most_threads, COUNT, SIZES, POINTERS, body};
  }

  template <class... A>
  static void launch(const char* name, dim3 grid, dim3 block_shape, size_t shared, A... arguments) {
    Kernel kernel = named(name, 0);
    [&](P... values) {
      void* pointers[] = {&values..., nullptr};
      Launch launch = {&kernel,
                       {grid.x, grid.y, grid.z},
                       {block_shape.x, block_shape.y, block_shape.z},
                       shared,
                       pointers};
      auto blocks = static_cast<unsigned long long>(grid.x) * grid.y * grid.z;
      if (const char* problem = run_blocks(&launch, 0, blocks)) {
        throw std::runtime_error(problem);
      }
    }(static_cast<P>(arguments)...);
  }
};

}  // namespace emulated

// LAUNCH(kernel, grid, block, shared bytes, arguments...) runs a kernel and throws
// std::runtime_error where threads wait for ever.
#define LAUNCH(kernel, ...) emulated::Invocation<&kernel>::launch(#kernel, __VA_ARGS__)

// A compiled program ends with an array of EMULATED_KERNEL for each kernel and {}, and its export.
#define EMULATED_KERNEL(kernel, most_threads) \
  emulated::Invocation<&kernel>::named(#kernel, most_threads),

#define EMULATED_PROGRAM_EXPORT(kernels) \
  static const emulated::Kernel* emulated_kernels(int* count) { \
    *count = static_cast<int>(sizeof kernels / sizeof kernels[0]) - 1; \
    return kernels; \
  } \
  extern "C" __attribute__((visibility("default"))) const emulated::Program emulated_program = { \
      emulated::PROGRAM_VERSION, __CUDA_ARCH__ / 10, EMULATED_PORTABLE, emulated_kernels, \
      emulated::run_blocks};
