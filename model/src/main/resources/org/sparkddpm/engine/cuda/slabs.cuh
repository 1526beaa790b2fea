// How group norm cuts its work: a block takes all positions of one image and a slab of its channels
// that holds whole groups, wide enough for whole sectors of memory, narrow enough that there are
// blocks for all processors. KEPT: the slab of x is read once and kept in shared memory, where each
// thread meets its own elements alone; otherwise it is read anew for each of the sums.

constexpr int GROUP_NORM_THREADS = 256;
constexpr int GROUPS_OF_SLAB = 64;

template <int V>
struct Slab {
  int positions;
  int channels;
  int per_group;
  int width;
  int first;       // channel
  int groups;
  int columns;     // packs of V channels
  int across;      // columns that the threads take at once
  int rows;        // positions that they take at once
  int column;      // this thread's first
  int row;         // this thread's first; one from `rows` on has nothing to do
  long long image;

  __device__ __forceinline__ Slab(int positions, int channels, int per_group, int width)
      : positions(positions), channels(channels), per_group(per_group), width(width) {
    int slabs = channels / width;
    image = blockIdx.x / slabs;
    first = blockIdx.x % slabs * width;
    groups = width / per_group;
    columns = width / V;
    across = columns < GROUP_NORM_THREADS ? columns : GROUP_NORM_THREADS;
    rows = GROUP_NORM_THREADS / across;
    column = threadIdx.x % across;
    row = threadIdx.x / across;
  }

  __device__ __forceinline__ int first_position() const { return row < rows ? row : positions; }

  // A slab of several groups is never wider than the threads reach at once, so a thread has one.
  __device__ __forceinline__ int group() const { return column * V / per_group; }

  __device__ __forceinline__ float count() const {
    return static_cast<float>(positions) * static_cast<float>(per_group);
  }

  __device__ __forceinline__ long long at(int position, int column) const {
    return (image * positions + position) * channels + first + column * V;
  }

  __device__ __forceinline__ int kept_at(int position, int column) const {
    return (position * columns + column) * V;
  }
};

// Adds the threads' values up by group: a warp for each.
template <int V>
__device__ __forceinline__ void sum_by_group(const Slab<V>& slab, float value, float* totals) {
  __shared__ float values[GROUP_NORM_THREADS];
  values[threadIdx.x] = value;
  __syncthreads();
  int across = slab.groups == 1 ? slab.across : slab.per_group / V;
  for (int group = warp(); group < slab.groups; group += GROUP_NORM_THREADS / WARP) {
    float total = 0.0f;
    for (int i = lane(); i < slab.rows * across; i += WARP) {
      total += values[i / across * slab.across + group * across + i % across];
    }
    total = warp_sum(total);
    if (lane() == 0) {
      totals[group] = total;
    }
  }
  __syncthreads();
}

// The slab's elements of x, from where they are.
template <bool KEPT, int V>
__device__ __forceinline__ Pack<V> slab_element(
    const Slab<V>& slab, const float* x, const float* kept, int position, int column) {
  return KEPT ? load_pack<V>(kept + slab.kept_at(position, column))
              : load_pack<V>(x + slab.at(position, column));
}

// Means and inverse deviations by group, the variance around the mean found before.
template <bool KEPT, int V>
__device__ __forceinline__ void find_moments(
    const Slab<V>& slab, const float* __restrict__ x, float* kept, float* means, float* inverses) {
  float sum = 0.0f;
  for (int column = slab.column; column < slab.columns; column += slab.across) {
#pragma unroll 4
    for (int p = slab.first_position(); p < slab.positions; p += slab.rows) {
      Pack<V> pack = load_pack<V>(x + slab.at(p, column));
      if (KEPT) {
        store_pack(pack, kept + slab.kept_at(p, column));
      }
      sum += sum_of(pack);
    }
  }
  __shared__ float sums[GROUPS_OF_SLAB];
  __shared__ float squares[GROUPS_OF_SLAB];
  sum_by_group(slab, sum, sums);
  float mean = sums[slab.group()] / slab.count();
  float square = 0.0f;
  for (int column = slab.column; column < slab.columns; column += slab.across) {
#pragma unroll 4
    for (int p = slab.first_position(); p < slab.positions; p += slab.rows) {
      Pack<V> pack = slab_element<KEPT>(slab, x, kept, p, column);
#pragma unroll
      for (int e = 0; e < V; e++) {
        float centred = pack.at[e] - mean;
        square += centred * centred;
      }
    }
  }
  sum_by_group(slab, square, squares);
  for (int group = threadIdx.x; group < slab.groups; group += GROUP_NORM_THREADS) {
    means[group] = sums[group] / slab.count();
    inverses[group] = 1.0f / sqrtf(squares[group] / slab.count() + NORM_EPSILON);
  }
  __syncthreads();
}

// What makes the SiLU's argument of x less its mean.
template <int V>
struct AffineMap {
  Pack<V> factor;
  Pack<V> shift;

  __device__ __forceinline__ AffineMap(
      const Slab<V>& slab, int column, const float* gain, const float* bias,
      const float* scale_shift, float inverse) {
    int channel = slab.first + column * V;
    factor = load_floats<V>(gain + channel);
    shift = load_floats<V>(bias + channel);
#pragma unroll
    for (int e = 0; e < V; e++) {
      factor.at[e] *= inverse;
    }
    if (scale_shift != nullptr) {
      const float* scales = scale_shift + slab.image * 2 * slab.channels + channel;
#pragma unroll
      for (int e = 0; e < V; e++) {
        float scale = 1.0f + scales[e];
        factor.at[e] *= scale;
        shift.at[e] = shift.at[e] * scale + scales[slab.channels + e];
      }
    }
  }
};
