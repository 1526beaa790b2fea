// The words that CUDA C++ adds to C++. A block's threads share one CPU thread and one copy of the
// program, so its shared memory is static.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <type_traits>

#define __global__
#define __device__
#define __host__
#define __shared__ static
#define __constant__ static const
#define __forceinline__ inline __attribute__((always_inline))
#define __align__(bytes) __attribute__((aligned(bytes)))
#define __launch_bounds__(...)
#define __grid_constant__

// Dynamic shared memory, as common.cuh declares it for a card.
#define DYNAMIC_SHARED(type, name) type* name = reinterpret_cast<type*>(emulated::dynamic_shared())

// State of the device itself. It keeps out of the zeroed part of a program, which is then the
// kernels' shared memory alone.
#define EMULATED_STATE static __attribute__((section(".data")))
