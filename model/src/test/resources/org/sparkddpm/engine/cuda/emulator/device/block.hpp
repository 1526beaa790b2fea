// A block: its threads, who of them may run, who waits for whom.
#pragma once

#include <cstdarg>

#include "../unwritten.hpp"
#include "fibers.hpp"
#include "vectors.hpp"

namespace emulated {

constexpr int LANES = 32;
constexpr int MOST_THREADS = 1024;
constexpr size_t MOST_SHARED = 228 * 1024;
struct Warp {
  unsigned lanes;    // that the block has
  unsigned ready;    // could run and do not
  unsigned fresh;    // have not begun
  unsigned arrived;  // wait for the other lanes of their mask
  unsigned returned;
  unsigned mask[LANES];
  const char* call[LANES];
  alignas(64) unsigned char deposit[LANES][64];
  alignas(64) unsigned char result[LANES][64];
};

struct Block {
  Warp warps[MOST_THREADS / LANES];
  Context contexts[MOST_THREADS];
  uint3 index[MOST_THREADS];
  int stack_of[MOST_THREADS];
  int idle_stacks[MOST_THREADS];
  int idle;
  int threads;
  int warp_count;
  unsigned awake;  // warps with lanes that are ready
  int current;     // the thread that runs
  int starting;    // the thread that the next new fiber runs
  int at_barrier;
  int returned;
  unsigned long long serial;  // counts the blocks
  const char* kernel;
  void (*body)(void**);
  void** arguments;
  Context outside;
  bool failed;
  bool stack_ended;
  char message[512];
  Stacks stacks{MOST_THREADS};
  alignas(128) unsigned char shared[MOST_SHARED];
};

EMULATED_STATE Block* block = nullptr;

inline void* dynamic_shared() { return block->shared; }

// Ends the launch: the fibers are left as they stand.
[[noreturn]] __attribute__((noinline, format(printf, 1, 2))) inline void fail(const char* format,
                                                                           ...) {
  Block& b = *block;
  int n = snprintf(b.message, sizeof b.message, "kernel %s, block (%u, %u, %u): ", b.kernel,
                   blockIdx.x, blockIdx.y, blockIdx.z);
  va_list values;
  va_start(values, format);
  vsnprintf(b.message + n, sizeof b.message - n, format, values);
  va_end(values);
  b.failed = true;
  Context nowhere;
  change(nowhere, b.outside);
  __builtin_unreachable();
}

// Ends the launch of a thread whose stack has no place for fail.
[[noreturn]] __attribute__((noinline)) inline void fail_stack() {
  Block& b = *block;
  b.failed = true;
  b.stack_ended = true;
  Context nowhere;
  change(nowhere, b.outside);
  __builtin_unreachable();
}

[[noreturn]] __attribute__((noinline)) inline void fail_waiting() {
  Block& b = *block;
  int waiting = 0;
  int other = 0;
  int first = -1;
  int unlike = -1;
  const char* call = nullptr;
  for (int t = 0; t < b.threads; t++) {
    const Warp& w = b.warps[t / LANES];
    if (w.returned >> t % LANES & 1) {
      continue;
    }
    if (first < 0) {
      first = t;
      call = w.call[t % LANES];
    }
    if (w.call[t % LANES] == call) {
      waiting++;
    } else {
      unlike = unlike < 0 ? t : unlike;
      other++;
    }
  }
  if (unlike >= 0) {
    fail("%d threads (the first is %d) wait at %s and %d (the first is %d) at %s, %d have returned:"
         " they wait for each other for ever",
         waiting, first, call, other, unlike,
         b.warps[unlike / LANES].call[unlike % LANES], b.returned);
  }
  fail("%d threads (the first is %d) wait at %s, which %d never reach: those have returned", waiting,
       first, call, b.returned);
}

// Takes the next thread that may run, of the same warp if possible.
inline int next_thread(Block& b, int w) {
  unsigned ready = b.warps[w].ready;
  if (!ready) {
    b.awake &= ~(1u << w);
    if (!b.awake) {
      return -1;
    }
    w = __builtin_ctz(b.awake);
    ready = b.warps[w].ready;
  }
  b.warps[w].ready = ready & (ready - 1);
  return w * LANES + __builtin_ctz(ready);
}

inline bool take_fresh(Block& b, int thread) {
  Warp& w = b.warps[thread / LANES];
  unsigned bit = 1u << thread % LANES;
  bool fresh = w.fresh & bit;
  w.fresh &= ~bit;
  return fresh;
}

// Runs threads to their ends, one after the other, until one has to wait: a kernel without barriers
// is a plain loop.
inline void run_threads() {
  Block& b = *block;
  int t = b.starting;
  int stack = b.stack_of[t];
  for (;;) {
    b.current = t;
    b.stack_of[t] = stack;
    threadIdx = b.index[t];
    b.body(b.arguments);
    t = b.current;
    b.warps[t / LANES].returned |= 1u << t % LANES;
    b.returned++;
    int next = next_thread(b, t / LANES);
    if (next < 0) {
      if (b.returned < b.threads) {
        fail_waiting();
      }
      b.idle_stacks[b.idle++] = stack;
      change(b.contexts[t], b.outside);
    }
    if (!take_fresh(b, next)) {
      b.idle_stacks[b.idle++] = stack;
      change(b.contexts[t], b.contexts[next]);
    }
    t = next;
  }
}

inline Context& new_fiber(Block& b, int thread) {
  int stack = b.idle_stacks[--b.idle];
  b.stack_of[thread] = stack;
  b.starting = thread;
  b.contexts[thread].begin(b.stacks.low(stack), Stacks::BYTES, run_threads);
  return b.contexts[thread];
}

// Lets others run until the thread is ready again. The compiler knows nothing of this function, so
// it takes all memory for changed.
__attribute__((noipa)) inline void suspend() {
  Block& b = *block;
  int me = b.current;
  auto* frame = static_cast<char*>(__builtin_frame_address(0));
  if (frame < b.stacks.low(b.stack_of[me]) + Stacks::MARGIN) {
    fail_stack();
  }
  int next = next_thread(b, me / LANES);
  if (next < 0) {
    fail_waiting();
  }
  change(b.contexts[me], take_fresh(b, next) ? new_fiber(b, next) : b.contexts[next]);
  Block& again = *block;
  again.current = me;
  threadIdx = again.index[me];
}

}  // namespace emulated
