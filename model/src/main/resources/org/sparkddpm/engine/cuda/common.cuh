// What all kernels share. The text is compiled for a card by NVRTC, which has no headers, and for
// the emulated device of the tests by a C++ compiler, which has read its own header before.

#define KERNEL extern "C" __global__ void

#ifndef EMULATED
#define DYNAMIC_SHARED(type, name) extern __shared__ __align__(16) unsigned char name##_bytes[]; \
  type* name = reinterpret_cast<type*>(name##_bytes)
#endif

constexpr unsigned ALL_LANES = 0xffffffffu;
constexpr int WARP = 32;

// The first element of a loop over all elements by all threads of the grid, and its stride.
__device__ __forceinline__ long long first_element() {
  return static_cast<long long>(blockIdx.x) * blockDim.x + threadIdx.x;
}

__device__ __forceinline__ long long all_threads() {
  return static_cast<long long>(gridDim.x) * blockDim.x;
}

__device__ __forceinline__ int lane() { return threadIdx.x & (WARP - 1); }

__device__ __forceinline__ int warp() { return threadIdx.x / WARP; }

// The sum over the lanes of a warp, given to each of them; always in the same order.
template <class T>
__device__ __forceinline__ T warp_sum(T value) {
  for (int distance = WARP / 2; distance > 0; distance /= 2) {
    value += __shfl_xor_sync(ALL_LANES, value, distance);
  }
  return value;
}

template <class T>
__device__ __forceinline__ T warp_max(T value) {
  for (int distance = WARP / 2; distance > 0; distance /= 2) {
    T other = __shfl_xor_sync(ALL_LANES, value, distance);
    value = value < other ? other : value;
  }
  return value;
}

// The sum over the threads of a block of whole warps, given to each of them; all must call it.
template <class T>
__device__ __forceinline__ T block_sum(T value) {
  __shared__ T sums[WARP];
  value = warp_sum(value);
  if (lane() == 0) {
    sums[warp()] = value;
  }
  __syncthreads();
  T total = 0;
  for (int i = 0; i < static_cast<int>(blockDim.x) / WARP; i++) {
    total += sums[i];
  }
  __syncthreads();
  return total;
}

template <class T>
__device__ __forceinline__ T block_max(T value) {
  __shared__ T greatest[WARP];
  value = warp_max(value);
  if (lane() == 0) {
    greatest[warp()] = value;
  }
  __syncthreads();
  T result = greatest[0];
  for (int i = 1; i < static_cast<int>(blockDim.x) / WARP; i++) {
    result = result < greatest[i] ? greatest[i] : result;
  }
  __syncthreads();
  return result;
}

__device__ __forceinline__ float sigmoid(float x) { return 1.0f / (1.0f + expf(-x)); }

__device__ __forceinline__ float silu(float x) { return x * sigmoid(x); }

// The derivative of silu at x.
__device__ __forceinline__ float silu_slope(float x) {
  float s = sigmoid(x);
  return s * (1.0f + x * (1.0f - s));
}
