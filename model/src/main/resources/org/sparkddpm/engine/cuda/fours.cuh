// Kernels over all elements of vectors take tiles of four elements a thread.

constexpr int FOUR = 4;

struct Four {
  float at[FOUR];
};

// A thread's elements of a tile: side by side where all vectors allow 16 bytes at once, otherwise
// a block's width apart, so that neighbouring threads have neighbours in either case.
struct Span {
  long long first;
  int stride;
  int count;

  __device__ __forceinline__ Four load(const float* from) const {
    Four four;
    if (stride == 1 && count == FOUR) {
      float4 packed = *reinterpret_cast<const float4*>(from + first);
      four.at[0] = packed.x;
      four.at[1] = packed.y;
      four.at[2] = packed.z;
      four.at[3] = packed.w;
      return four;
    }
#pragma unroll
    for (int k = 0; k < FOUR; k++) {
      four.at[k] = k < count ? from[first + k * stride] : 0.0f;
    }
    return four;
  }

  __device__ __forceinline__ void store(const Four& four, float* to) const {
    if (stride == 1 && count == FOUR) {
      float4 packed;
      packed.x = four.at[0];
      packed.y = four.at[1];
      packed.z = four.at[2];
      packed.w = four.at[3];
      *reinterpret_cast<float4*>(to + first) = packed;
      return;
    }
#pragma unroll
    for (int k = 0; k < FOUR; k++) {
      if (k < count) {
        to[first + k * stride] = four.at[k];
      }
    }
  }
};

// Calls body(Span) for the spans of a thread that have elements; `packed` says that all vectors
// begin at a multiple of 16 bytes.
template <class Body>
__device__ __forceinline__ void for_fours(long long length, bool packed, Body body) {
  long long per_tile = static_cast<long long>(blockDim.x) * FOUR;
  for (long long start = blockIdx.x * per_tile; start < length; start += gridDim.x * per_tile) {
    Span span;
    span.stride = packed ? 1 : static_cast<int>(blockDim.x);
    span.first = start + (packed ? FOUR * threadIdx.x : threadIdx.x);
    span.count = 0;
#pragma unroll
    for (int k = 0; k < FOUR; k++) {
      span.count += span.first + k * span.stride < length;
    }
    if (span.count > 0) {
      body(span);
    }
  }
}
