// The short vectors of CUDA C++ and the built-in variables of a thread. They may alias other types,
// as kernels read rows of floats by four.
#pragma once

#include "qualifiers.hpp"

#define EMULATED_VECTOR_2(name, type, bytes) \
  struct __attribute__((may_alias, aligned(bytes))) name { type x, y; }; \
  inline name make_##name(type x, type y) { return {x, y}; }
#define EMULATED_VECTOR_3(name, type) \
  struct __attribute__((may_alias)) name { type x, y, z; }; \
  inline name make_##name(type x, type y, type z) { return {x, y, z}; }
#define EMULATED_VECTOR_4(name, type, bytes) \
  struct __attribute__((may_alias, aligned(bytes))) name { type x, y, z, w; }; \
  inline name make_##name(type x, type y, type z, type w) { return {x, y, z, w}; }

EMULATED_VECTOR_2(char2, signed char, 2)
EMULATED_VECTOR_3(char3, signed char)
EMULATED_VECTOR_4(char4, signed char, 4)
EMULATED_VECTOR_2(uchar2, unsigned char, 2)
EMULATED_VECTOR_3(uchar3, unsigned char)
EMULATED_VECTOR_4(uchar4, unsigned char, 4)
EMULATED_VECTOR_2(short2, short, 4)
EMULATED_VECTOR_3(short3, short)
EMULATED_VECTOR_4(short4, short, 8)
EMULATED_VECTOR_2(ushort2, unsigned short, 4)
EMULATED_VECTOR_3(ushort3, unsigned short)
EMULATED_VECTOR_4(ushort4, unsigned short, 8)
EMULATED_VECTOR_2(int2, int, 8)
EMULATED_VECTOR_3(int3, int)
EMULATED_VECTOR_4(int4, int, 16)
EMULATED_VECTOR_2(uint2, unsigned, 8)
EMULATED_VECTOR_3(uint3, unsigned)
EMULATED_VECTOR_4(uint4, unsigned, 16)
EMULATED_VECTOR_2(float2, float, 8)
EMULATED_VECTOR_3(float3, float)
EMULATED_VECTOR_4(float4, float, 16)
EMULATED_VECTOR_2(longlong2, long long, 16)
EMULATED_VECTOR_3(longlong3, long long)
EMULATED_VECTOR_4(longlong4, long long, 16)
EMULATED_VECTOR_2(ulonglong2, unsigned long long, 16)
EMULATED_VECTOR_3(ulonglong3, unsigned long long)
EMULATED_VECTOR_4(ulonglong4, unsigned long long, 16)
EMULATED_VECTOR_2(double2, double, 16)
EMULATED_VECTOR_3(double3, double)
EMULATED_VECTOR_4(double4, double, 16)

struct dim3 {
  unsigned x, y, z;
  constexpr dim3(unsigned x = 1, unsigned y = 1, unsigned z = 1) : x(x), y(y), z(z) {}
};

EMULATED_STATE uint3 threadIdx = {0, 0, 0};
EMULATED_STATE uint3 blockIdx = {0, 0, 0};
EMULATED_STATE dim3 blockDim;
EMULATED_STATE dim3 gridDim;
constexpr int warpSize = 32;
