// CUDA C++ for a C++ compiler: read before a file of kernels (g++ -include), it lets the file
// compile unchanged, and each CUDA thread run as a fiber on the CPU. Own programs may start kernels
// by LAUNCH(kernel, grid, block, bytes of dynamic shared memory, arguments...).
//
//   g++ -std=c++17 -O2 -march=native -ffp-contract=off -fno-strict-aliasing
//       -include cuda_on_cpu.hpp -x c++ program.cpp
//
// One translation unit has one emulated device, which runs on one CPU thread.
#pragma once

#define EMULATED 1
#ifndef __CUDA_ARCH__
#define __CUDA_ARCH__ 900
#endif

#include "device/qualifiers.hpp"
#include "device/vectors.hpp"
#include "device/arithmetic.hpp"
#include "device/bits.hpp"
#include "device/fibers.hpp"
#include "device/block.hpp"
#include "device/collectives.hpp"
#include "device/copies.hpp"
#include "device/tiles.hpp"
#include "device/kernels.hpp"
