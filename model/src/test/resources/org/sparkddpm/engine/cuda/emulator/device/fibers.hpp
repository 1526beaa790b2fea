// A stack of one's own for each thread that waits, and the change from one to another.
#pragma once

#include <sys/mman.h>

#include "qualifiers.hpp"

#if !defined(__x86_64__) && !defined(__aarch64__)
#include <ucontext.h>
#endif

#ifdef __AVX512F__
#define EMULATED_WIDE_REGISTERS \
  "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22", "xmm23", "xmm24", "xmm25", \
      "xmm26", "xmm27", "xmm28", "xmm29", "xmm30", "xmm31", "k1", "k2", "k3", "k4", "k5", "k6", "k7",
#else
#define EMULATED_WIDE_REGISTERS
#endif

namespace emulated {

#if defined(__x86_64__) || defined(__aarch64__)

// Where a fiber goes on. All other registers are declared lost to the compiler, which keeps on the
// stack what it needs of them.
struct Context {
  void* stack;
  void* frame;
  void* code;

  void begin(char* low, size_t bytes, void (*entry)()) {
    auto top = reinterpret_cast<uintptr_t>(low + bytes) & ~uintptr_t{15};
#ifdef __x86_64__
    top -= 8;  // as after a call
#endif
    stack = reinterpret_cast<void*>(top);
    frame = nullptr;
    code = reinterpret_cast<void*>(entry);
  }
};

// Goes on at another place, until something goes on at the first. It jumps instead of returning, so
// the CPU's prediction of returns stays right where fibers wait at the same line.
__attribute__((always_inline)) inline void change(Context& from, Context& to) {
#ifdef __x86_64__
  register Context* save asm("rdi") = &from;
  register Context* load asm("rsi") = &to;
  asm volatile(
      "leaq 1f(%%rip), %%rax\n\t"
      "movq %%rsp, 0(%0)\n\t"
      "movq %%rbp, 8(%0)\n\t"
      "movq %%rax, 16(%0)\n\t"
      "movq 0(%1), %%rsp\n\t"
      "movq 8(%1), %%rbp\n\t"
      "jmpq *16(%1)\n\t"
      "1:\n\t"
      : "+r"(save), "+r"(load)
      :
      : "rax", "rbx", "rcx", "rdx", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "xmm0",
        "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11",
        "xmm12", "xmm13", "xmm14", "xmm15", EMULATED_WIDE_REGISTERS "memory", "cc");
#else
  register Context* save asm("x0") = &from;
  register Context* load asm("x1") = &to;
  asm volatile(
      "adr x9, 1f\n\t"
      "mov x10, sp\n\t"
      "stp x10, x29, [%0]\n\t"
      "str x9, [%0, #16]\n\t"
      "ldp x10, x11, [%1]\n\t"
      "ldr x9, [%1, #16]\n\t"
      "mov sp, x10\n\t"
      "mov x29, x11\n\t"
      "br x9\n\t"
      "1:\n\t"
      : "+r"(save), "+r"(load)
      :
      : "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15",
        "x16", "x17", "x19", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27", "x28", "x30",
        "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11", "v12", "v13",
        "v14", "v15", "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25", "v26",
        "v27", "v28", "v29", "v30", "v31", "memory", "cc");
#endif
}

#else

struct Context {
  ucontext_t place;

  void begin(char* low, size_t bytes, void (*entry)()) {
    getcontext(&place);
    place.uc_stack.ss_sp = low;
    place.uc_stack.ss_size = bytes;
    place.uc_link = nullptr;
    makecontext(&place, entry, 0);
  }
};

inline void change(Context& from, Context& to) { swapcontext(&from.place, &to.place); }

#endif

// The stacks of a block's threads. Their distance is no multiple of a page: otherwise the same frame
// of all threads would fall on the same lines of the CPU's cache. Below the lowest is as much again,
// so that a thread that goes beyond its stack is seen at its next wait.
class Stacks {
 public:
  static constexpr size_t BYTES = 64 * 1024;
  static constexpr size_t MARGIN = 8 * 1024;

  Stacks(int count) {
    void* memory = mmap(nullptr, BYTES + DISTANCE * count, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) {
      fprintf(stderr, "emulated device: no memory for the stacks of %d threads\n", count);
      abort();
    }
    low_ = static_cast<char*>(memory) + BYTES;
  }

  char* low(int i) const { return low_ + i * DISTANCE; }

 private:
  static constexpr size_t DISTANCE = BYTES + 9 * 64;
  char* low_;
};

}  // namespace emulated
