// Layer normalisation over the last axis; the wide kernels are for rows that no warp can hold.

constexpr int LAYER_NORM_THREADS = 256;

template <int V, int HELD>
__device__ __forceinline__ void layer_norm(
    const float* __restrict__ x, const float* __restrict__ gain, const float* __restrict__ bias,
    float* __restrict__ out, long long rows, int channels, int lanes) {
  RowOfLanes<V, HELD> row(channels, lanes);
  Pack<V> gains[HELD];
  Pack<V> biases[HELD];
  row.load_channels(gain, gains);
  row.load_channels(bias, biases);
  for (; row.warp_has(rows); row.row += row.stride) {
    Pack<V> packs[HELD];
    row.load(x, packs, row.row < rows);
    float inverse = row.centre(packs);
#pragma unroll
    for (int h = 0; h < HELD; h++) {
#pragma unroll
      for (int e = 0; e < V; e++) {
        packs[h].at[e] = packs[h].at[e] * inverse * gains[h].at[e] + biases[h].at[e];
      }
    }
    if (row.row < rows) {
      row.store(packs, out);
    }
  }
}

// partials [blocks, 2 * channels]: each block's part of the gradients of gain and bias. Dynamic
// shared memory: 2 * channels floats for each row that the block takes at once.
template <int V, int HELD>
__device__ __forceinline__ void layer_norm_backward(
    const float* __restrict__ x, const float* __restrict__ gain, const float* __restrict__ d_out,
    float* __restrict__ dx, float* __restrict__ partials, float* sums, long long rows, int channels,
    int lanes) {
  RowOfLanes<V, HELD> row(channels, lanes);
  Pack<V> gains[HELD];
  Pack<V> d_gain[HELD];
  Pack<V> d_bias[HELD];
  row.load_channels(gain, gains);
#pragma unroll
  for (int h = 0; h < HELD; h++) {
    d_gain[h] = {};
    d_bias[h] = {};
  }
  for (; row.warp_has(rows); row.row += row.stride) {
    Pack<V> hats[HELD];
    Pack<V> slopes[HELD];
    row.load(x, hats, row.row < rows);
    row.load(d_out, slopes, row.row < rows);
    float inverse = row.centre(hats);
    float slope_sum = 0.0f;
    float product_sum = 0.0f;
#pragma unroll
    for (int h = 0; h < HELD; h++) {
#pragma unroll
      for (int e = 0; e < V; e++) {
        float hat = hats[h].at[e] * inverse;
        float slope = slopes[h].at[e];
        d_bias[h].at[e] += slope;
        d_gain[h].at[e] += slope * hat;
        slope *= gains[h].at[e];
        hats[h].at[e] = hat;
        slopes[h].at[e] = slope;
        slope_sum += slope;
        product_sum += slope * hat;
      }
    }
    float slope_mean = row.mean(slope_sum);
    float product_mean = row.mean(product_sum);
#pragma unroll
    for (int h = 0; h < HELD; h++) {
#pragma unroll
      for (int e = 0; e < V; e++) {
        slopes[h].at[e] =
            (slopes[h].at[e] - slope_mean - hats[h].at[e] * product_mean) * inverse;
      }
    }
    if (row.row < rows) {
      row.store(slopes, dx);
    }
  }
  float* mine = sums + static_cast<int>(threadIdx.x) / lanes * 2 * channels;
#pragma unroll
  for (int h = 0; h < HELD; h++) {
    if (row.channel(h) < channels) {
#pragma unroll
      for (int e = 0; e < V; e++) {
        mine[row.channel(h) + e] = d_gain[h].at[e];
        mine[channels + row.channel(h) + e] = d_bias[h].at[e];
      }
    }
  }
  __syncthreads();
  for (int i = threadIdx.x; i < 2 * channels; i += LAYER_NORM_THREADS) {
    float sum = 0.0f;
    for (int slot = 0; slot < LAYER_NORM_THREADS / lanes; slot++) {
      sum += sums[slot * 2 * channels + i];
    }
    partials[static_cast<long long>(blockIdx.x) * 2 * channels + i] = sum;
  }
}

#define FORWARD_PARAMETERS                                                                     \
  const float *__restrict__ x, const float *__restrict__ gain, const float *__restrict__ bias, \
      float *__restrict__ out, long long rows, int channels, int lanes
#define BACKWARD_PARAMETERS                                                                     \
  const float *__restrict__ x, const float *__restrict__ gain, const float *__restrict__ d_out, \
      float *__restrict__ dx, float *__restrict__ partials, long long rows, int channels, int lanes

KERNEL __launch_bounds__(LAYER_NORM_THREADS) layer_norm_4x1(FORWARD_PARAMETERS) {
  layer_norm<4, 1>(x, gain, bias, out, rows, channels, lanes);
}

KERNEL __launch_bounds__(LAYER_NORM_THREADS) layer_norm_4x2(FORWARD_PARAMETERS) {
  layer_norm<4, 2>(x, gain, bias, out, rows, channels, lanes);
}

KERNEL __launch_bounds__(LAYER_NORM_THREADS) layer_norm_4x4(FORWARD_PARAMETERS) {
  layer_norm<4, 4>(x, gain, bias, out, rows, channels, lanes);
}

KERNEL __launch_bounds__(LAYER_NORM_THREADS) layer_norm_1x4(FORWARD_PARAMETERS) {
  layer_norm<1, 4>(x, gain, bias, out, rows, channels, lanes);
}

KERNEL __launch_bounds__(LAYER_NORM_THREADS) layer_norm_backward_4x1(BACKWARD_PARAMETERS) {
  DYNAMIC_SHARED(float, sums);
  layer_norm_backward<4, 1>(x, gain, d_out, dx, partials, sums, rows, channels, lanes);
}

KERNEL __launch_bounds__(LAYER_NORM_THREADS) layer_norm_backward_4x2(BACKWARD_PARAMETERS) {
  DYNAMIC_SHARED(float, sums);
  layer_norm_backward<4, 2>(x, gain, d_out, dx, partials, sums, rows, channels, lanes);
}

KERNEL __launch_bounds__(LAYER_NORM_THREADS) layer_norm_backward_4x4(BACKWARD_PARAMETERS) {
  DYNAMIC_SHARED(float, sums);
  layer_norm_backward<4, 4>(x, gain, d_out, dx, partials, sums, rows, channels, lanes);
}

KERNEL __launch_bounds__(LAYER_NORM_THREADS) layer_norm_backward_1x4(BACKWARD_PARAMETERS) {
  DYNAMIC_SHARED(float, sums);
  layer_norm_backward<1, 4>(x, gain, d_out, dx, partials, sums, rows, channels, lanes);
}

#undef FORWARD_PARAMETERS
#undef BACKWARD_PARAMETERS

struct WideRow {
  float mean;
  float inverse;

  __device__ __forceinline__ WideRow(const float* x, int channels) {
    float sum = 0.0f;
    for (int c = threadIdx.x; c < channels; c += blockDim.x) {
      sum += x[c];
    }
    mean = block_sum(sum) / static_cast<float>(channels);
    float squares = 0.0f;
    for (int c = threadIdx.x; c < channels; c += blockDim.x) {
      float centred = x[c] - mean;
      squares += centred * centred;
    }
    inverse = 1.0f / sqrtf(block_sum(squares) / static_cast<float>(channels) + NORM_EPSILON);
  }
};

// A block for each row.
KERNEL __launch_bounds__(LAYER_NORM_THREADS) layer_norm_wide(
    const float* __restrict__ x, const float* __restrict__ gain, const float* __restrict__ bias,
    float* __restrict__ out, long long rows, int channels) {
  for (long long row = blockIdx.x; row < rows; row += gridDim.x) {
    const float* in = x + row * channels;
    WideRow moments(in, channels);
    for (int c = threadIdx.x; c < channels; c += blockDim.x) {
      out[row * channels + c] = (in[c] - moments.mean) * moments.inverse * gain[c] + bias[c];
    }
  }
}

// A thread adds its channels' parts up in the partials themselves.
KERNEL __launch_bounds__(LAYER_NORM_THREADS) layer_norm_wide_backward(
    const float* __restrict__ x, const float* __restrict__ gain, const float* __restrict__ d_out,
    float* __restrict__ dx, float* __restrict__ partials, long long rows, int channels) {
  float* d_gain = partials + static_cast<long long>(blockIdx.x) * 2 * channels;
  float* d_bias = d_gain + channels;
  for (int c = threadIdx.x; c < channels; c += blockDim.x) {
    d_gain[c] = 0.0f;
    d_bias[c] = 0.0f;
  }
  for (long long row = blockIdx.x; row < rows; row += gridDim.x) {
    const float* in = x + row * channels;
    const float* slopes = d_out + row * channels;
    WideRow moments(in, channels);
    float slope_sum = 0.0f;
    float product_sum = 0.0f;
    for (int c = threadIdx.x; c < channels; c += blockDim.x) {
      float hat = (in[c] - moments.mean) * moments.inverse;
      d_gain[c] += slopes[c] * hat;
      d_bias[c] += slopes[c];
      slope_sum += slopes[c] * gain[c];
      product_sum += slopes[c] * gain[c] * hat;
    }
    float slope_mean = block_sum(slope_sum) / static_cast<float>(channels);
    float product_mean = block_sum(product_sum) / static_cast<float>(channels);
    for (int c = threadIdx.x; c < channels; c += blockDim.x) {
      float hat = (in[c] - moments.mean) * moments.inverse;
      dx[row * channels + c] =
          (slopes[c] * gain[c] - slope_mean - hat * product_mean) * moments.inverse;
    }
  }
}
