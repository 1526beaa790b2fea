// A row of channels held by `lanes` neighbouring lanes of a warp, a power of two: HELD packs of V
// channels in each one's registers. The threads of a grid take row after row, so that what belongs to
// a channel, its gain and the sums for its gradient, stays in registers too.

template <int V, int HELD>
struct RowOfLanes {
  int channels;
  int lanes;
  int at;
  long long row;     // this thread's
  long long stride;

  __device__ __forceinline__ RowOfLanes(int channels, int lanes)
      : channels(channels), lanes(lanes), at(lane() & (lanes - 1)) {
    row = first_element() / lanes;
    stride = all_threads() / lanes;
  }

  // The same for all lanes of a warp, so that they shuffle together: whether its first row is there.
  __device__ __forceinline__ bool warp_has(long long rows) const { return row - lane() / lanes < rows; }

  __device__ __forceinline__ int channel(int held) const { return (held * lanes + at) * V; }

  __device__ __forceinline__ void load(const float* from, Pack<V> (&packs)[HELD], bool present) const {
#pragma unroll
    for (int h = 0; h < HELD; h++) {
      packs[h] = {};
      if (present && channel(h) < channels) {
        packs[h] = load_pack<V>(from + row * channels + channel(h));
      }
    }
  }

  __device__ __forceinline__ void load_channels(const float* from, Pack<V> (&packs)[HELD]) const {
#pragma unroll
    for (int h = 0; h < HELD; h++) {
      packs[h] = {};
      if (channel(h) < channels) {
        packs[h] = load_floats<V>(from + channel(h));
      }
    }
  }

  __device__ __forceinline__ void store(const Pack<V> (&packs)[HELD], float* to) const {
#pragma unroll
    for (int h = 0; h < HELD; h++) {
      if (channel(h) < channels) {
        store_pack(packs[h], to + row * channels + channel(h));
      }
    }
  }

  __device__ __forceinline__ float mean(float value) const {
    for (int distance = lanes / 2; distance > 0; distance /= 2) {
      value += __shfl_xor_sync(ALL_LANES, value, distance);
    }
    return value / static_cast<float>(channels);
  }

  // Centres a row and returns its inverse deviation.
  __device__ __forceinline__ float centre(Pack<V> (&x)[HELD]) const {
    float sum = 0.0f;
#pragma unroll
    for (int h = 0; h < HELD; h++) {
      sum += sum_of(x[h]);
    }
    float middle = mean(sum);
    float squares = 0.0f;
#pragma unroll
    for (int h = 0; h < HELD; h++) {
      bool there = channel(h) < channels;
#pragma unroll
      for (int e = 0; e < V; e++) {
        x[h].at[e] = there ? x[h].at[e] - middle : 0.0f;
        squares += x[h].at[e] * x[h].at[e];
      }
    }
    return 1.0f / sqrtf(mean(squares) + NORM_EPSILON);
  }
};
