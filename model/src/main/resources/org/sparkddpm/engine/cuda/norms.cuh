// What the norms share.

// Added to a variance before its root is taken; LayerKernels.EPSILON.
constexpr float NORM_EPSILON = 1e-5f;

// V neighbouring floats, read and written at once: the address of one of four is a multiple of 16.
template <int V>
struct alignas(4 * V) Pack {
  float at[V];
};

// float4 says to the compiler that it is one access; it splits an assignment of packs.
template <int V>
__device__ __forceinline__ Pack<V> load_pack(const float* from) {
  if constexpr (V == 4) {
    float4 four = *reinterpret_cast<const float4*>(from);
    return {four.x, four.y, four.z, four.w};
  } else {
    static_assert(V == 1, "a pack has four floats or one");
    return {*from};
  }
}

template <int V>
__device__ __forceinline__ void store_pack(const Pack<V>& pack, float* to) {
  if constexpr (V == 4) {
    *reinterpret_cast<float4*>(to) = {pack.at[0], pack.at[1], pack.at[2], pack.at[3]};
  } else {
    *to = pack.at[0];
  }
}

// The same where nothing is known of the address, as of gains, which are windows of all weights.
template <int V>
__device__ __forceinline__ Pack<V> load_floats(const float* from) {
  Pack<V> pack;
#pragma unroll
  for (int e = 0; e < V; e++) {
    pack.at[e] = from[e];
  }
  return pack;
}

template <int V>
__device__ __forceinline__ float sum_of(const Pack<V>& pack) {
  float sum = pack.at[0];
#pragma unroll
  for (int e = 1; e < V; e++) {
    sum += pack.at[e];
  }
  return sum;
}

constexpr int PARTIAL_COLUMNS = 32;

// Adds the rows of partials [rows, columns] up, always in the same order; the first half of the sums
// goes to `first`, the rest to `second`. A block of 1024 threads takes 32 columns.
KERNEL __launch_bounds__(1024)
    sum_partials(const float* __restrict__ partials, int rows, int columns, float* first, float* second) {
  __shared__ float sums[WARP][PARTIAL_COLUMNS + 1];
  int column = blockIdx.x * PARTIAL_COLUMNS + lane();
  float sum = 0.0f;
  if (column < columns) {
#pragma unroll 8
    for (int row = warp(); row < rows; row += WARP) {
      sum += partials[static_cast<long long>(row) * columns + column];
    }
  }
  sums[warp()][lane()] = sum;
  __syncthreads();
  float total = warp_sum(sums[lane()][warp()]);
  int at = blockIdx.x * PARTIAL_COLUMNS + warp();
  if (lane() == 0 && at < columns) {
    int half = columns / 2;
    (at < half ? first + at : second + at - half)[0] = total;
  }
}
