// The intrinsics of CUDA C++ for conversions, bits and memory.
#pragma once

#include "arithmetic.hpp"
#include "vectors.hpp"

namespace emulated {

template <class To, class From>
inline To same_bits(From value) {
  static_assert(sizeof(To) == sizeof(From), "the sizes differ");
  To to;
  memcpy(&to, &value, sizeof to);
  return to;
}

// The nearest number that the type has; 0 for what is no number. So a card converts, where C++
// leaves it undefined.
template <class To, class From>
inline To saturated(From value) {
  constexpr int bits = 8 * sizeof(To) - (std::is_signed<To>::value ? 1 : 0);
  constexpr To greatest = static_cast<To>(~0ull >> (64 - bits));
  constexpr To least = std::is_signed<To>::value ? static_cast<To>(-greatest - 1) : To{0};
  if (value != value) {
    return 0;
  }
  if (value >= ldexp(1.0, bits)) {
    return greatest;
  }
  return value <= static_cast<double>(least) ? least : static_cast<To>(value);
}

}  // namespace emulated

inline int __float_as_int(float x) { return emulated::same_bits<int>(x); }
inline unsigned __float_as_uint(float x) { return emulated::same_bits<unsigned>(x); }
inline float __int_as_float(int x) { return emulated::same_bits<float>(x); }
inline float __uint_as_float(unsigned x) { return emulated::same_bits<float>(x); }
inline long long __double_as_longlong(double x) { return emulated::same_bits<long long>(x); }
inline double __longlong_as_double(long long x) { return emulated::same_bits<double>(x); }

#define EMULATED_CONVERSIONS(name, to, from) \
  inline to __##name##_rn(from x) { return emulated::saturated<to>(nearbyint(double(x))); } \
  inline to __##name##_rz(from x) { return emulated::saturated<to>(trunc(double(x))); } \
  inline to __##name##_rd(from x) { return emulated::saturated<to>(floor(double(x))); } \
  inline to __##name##_ru(from x) { return emulated::saturated<to>(ceil(double(x))); }
EMULATED_CONVERSIONS(float2int, int, float)
EMULATED_CONVERSIONS(float2uint, unsigned, float)
EMULATED_CONVERSIONS(float2ll, long long, float)
EMULATED_CONVERSIONS(float2ull, unsigned long long, float)
EMULATED_CONVERSIONS(double2int, int, double)
EMULATED_CONVERSIONS(double2uint, unsigned, double)
EMULATED_CONVERSIONS(double2ll, long long, double)

inline float __int2float_rn(int x) { return static_cast<float>(x); }
inline float __uint2float_rn(unsigned x) { return static_cast<float>(x); }
inline float __ll2float_rn(long long x) { return static_cast<float>(x); }
inline float __ull2float_rn(unsigned long long x) { return static_cast<float>(x); }
inline float __double2float_rn(double x) { return static_cast<float>(x); }
inline double __int2double_rn(int x) { return x; }
inline double __uint2double_rn(unsigned x) { return x; }
inline double __ll2double_rn(long long x) { return static_cast<double>(x); }

inline int __mulhi(int a, int b) { return static_cast<int>((static_cast<long long>(a) * b) >> 32); }
inline unsigned __umulhi(unsigned a, unsigned b) {
  return static_cast<unsigned>((static_cast<unsigned long long>(a) * b) >> 32);
}
inline unsigned long long __umul64hi(unsigned long long a, unsigned long long b) {
  return static_cast<unsigned long long>((static_cast<unsigned __int128>(a) * b) >> 64);
}
inline int __popc(unsigned x) { return __builtin_popcount(x); }
inline int __popcll(unsigned long long x) { return __builtin_popcountll(x); }
inline int __clz(int x) { return x == 0 ? 32 : __builtin_clz(static_cast<unsigned>(x)); }
inline int __clzll(long long x) {
  return x == 0 ? 64 : __builtin_clzll(static_cast<unsigned long long>(x));
}
inline int __ffs(int x) { return __builtin_ffs(x); }
inline unsigned __brev(unsigned x) {
  unsigned reversed = 0;
  for (int i = 0; i < 32; i++) {
    reversed |= (x >> i & 1u) << (31 - i);
  }
  return reversed;
}
inline unsigned __funnelshift_l(unsigned low, unsigned high, unsigned shift) {
  return static_cast<unsigned>(((static_cast<uint64_t>(high) << 32 | low) << (shift & 31)) >> 32);
}
inline unsigned __funnelshift_r(unsigned low, unsigned high, unsigned shift) {
  return static_cast<unsigned>((static_cast<uint64_t>(high) << 32 | low) >> (shift & 31));
}

// The variants that pass caches by.
template <class T>
inline T __ldg(const T* p) { return *p; }
template <class T>
inline T __ldcs(const T* p) { return *p; }
template <class T>
inline T __ldcg(const T* p) { return *p; }
template <class T>
inline void __stcs(T* p, T value) { *p = value; }
template <class T>
inline void __stcg(T* p, T value) { *p = value; }
