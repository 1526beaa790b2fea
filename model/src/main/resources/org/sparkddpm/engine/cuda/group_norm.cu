// Group normalisation of channels-last images, an affine map, a scale and a shift per image, and
// SiLU, by slabs.

template <bool KEPT, int V>
__device__ __forceinline__ void group_norm_silu(
    const float* __restrict__ x, const float* __restrict__ gain, const float* __restrict__ bias,
    const float* __restrict__ scale_shift, float* __restrict__ out, float* kept, int positions,
    int channels, int per_group, int width) {
  __shared__ float means[GROUPS_OF_SLAB];
  __shared__ float inverses[GROUPS_OF_SLAB];
  Slab<V> slab(positions, channels, per_group, width);
  find_moments<KEPT>(slab, x, kept, means, inverses);
  float mean = means[slab.group()];
  float inverse = inverses[slab.group()];
  for (int column = slab.column; column < slab.columns; column += slab.across) {
    AffineMap<V> map(slab, column, gain, bias, scale_shift, inverse);
#pragma unroll 4
    for (int p = slab.first_position(); p < positions; p += slab.rows) {
      Pack<V> pack = slab_element<KEPT>(slab, x, kept, p, column);
#pragma unroll
      for (int e = 0; e < V; e++) {
        pack.at[e] = silu((pack.at[e] - mean) * map.factor.at[e] + map.shift.at[e]);
      }
      store_pack(pack, out + slab.at(p, column));
    }
  }
}

// The gradient before the SiLU of the elements of a pack; x becomes x less its mean.
template <int V>
__device__ __forceinline__ Pack<V> before_silu(
    const AffineMap<V>& map, float mean, const Pack<V>& d_out, Pack<V>& x) {
  Pack<V> slopes;
#pragma unroll
  for (int e = 0; e < V; e++) {
    x.at[e] -= mean;
    slopes.at[e] = d_out.at[e] * silu_slope(x.at[e] * map.factor.at[e] + map.shift.at[e]);
  }
  return slopes;
}

// Adds rows of values [rows, width] up, as far as that needs several threads a column; the rows that
// are left come first. A thread writes only where no other one reads.
__device__ __forceinline__ int fold_rows(float* values, float* others, int rows, int width) {
  int parts = GROUP_NORM_THREADS / width;
  if (parts < 2) {
    return rows;
  }
  int column = threadIdx.x % width;
  int part = threadIdx.x / width;
  if (part < parts) {
    float sum = 0.0f;
    float other = 0.0f;
    for (int row = part; row < rows; row += parts) {
      sum += values[row * width + column];
      other += others[row * width + column];
    }
    values[part * width + column] = sum;
    others[part * width + column] = other;
  }
  __syncthreads();
  return parts;
}

// partials [images, 2 * channels]: each image's part of the gradients of gain and bias. Sums of the
// gradient and of its products with x come first, by channel; the gradient of x needs them.
template <bool KEPT, int V>
__device__ __forceinline__ void group_norm_silu_backward(
    const float* __restrict__ x, const float* __restrict__ gain, const float* __restrict__ bias,
    const float* __restrict__ scale_shift, const float* __restrict__ d_out, float* __restrict__ dx,
    float* partials, float* __restrict__ d_scale_shift, float* kept, int positions, int channels,
    int per_group, int width) {
  __shared__ float means[GROUPS_OF_SLAB];
  __shared__ float inverses[GROUPS_OF_SLAB];
  __shared__ Pack<V> slope_packs[GROUP_NORM_THREADS];
  __shared__ Pack<V> product_packs[GROUP_NORM_THREADS];
  float* slope_sums = slope_packs[0].at;
  float* product_sums = product_packs[0].at;
  Slab<V> slab(positions, channels, per_group, width);
  find_moments<KEPT>(slab, x, kept, means, inverses);
  float mean = means[slab.group()];
  float inverse = inverses[slab.group()];
  float* gain_partials = partials + slab.image * 2 * channels;
  float* bias_partials = gain_partials + channels;
  for (int start = 0; start < slab.columns; start += slab.across) {
    int column = start + slab.column;
    Pack<V> slope_sum = {};
    Pack<V> product_sum = {};
    if (column < slab.columns) {
      AffineMap<V> map(slab, column, gain, bias, scale_shift, inverse);
#pragma unroll 4
      for (int p = slab.first_position(); p < positions; p += slab.rows) {
        Pack<V> centred = slab_element<KEPT>(slab, x, kept, p, column);
        Pack<V> slopes =
            before_silu(map, mean, load_pack<V>(d_out + slab.at(p, column)), centred);
#pragma unroll
        for (int e = 0; e < V; e++) {
          slope_sum.at[e] += slopes.at[e];
          product_sum.at[e] += slopes.at[e] * centred.at[e];
        }
      }
    }
    int across = slab.across * V;
    if (slab.row < slab.rows) {
      slope_packs[slab.row * slab.across + slab.column] = slope_sum;
      product_packs[slab.row * slab.across + slab.column] = product_sum;
    }
    __syncthreads();
    int rows = fold_rows(slope_sums, product_sums, slab.rows, across);
    for (int i = threadIdx.x; i < across && start * V + i < width; i += GROUP_NORM_THREADS) {
      float slope = 0.0f;
      float product = 0.0f;
      for (int row = 0; row < rows; row++) {
        slope += slope_sums[row * across + i];
        product += product_sums[row * across + i];
      }
      int in_slab = start * V + i;
      int channel = slab.first + in_slab;
      product *= inverses[in_slab / per_group];
      float scale = 1.0f;
      if (scale_shift != nullptr) {
        long long at = slab.image * 2 * channels + channel;
        scale += scale_shift[at];
        d_scale_shift[at] = gain[channel] * product + bias[channel] * slope;
        d_scale_shift[at + channels] = slope;
      }
      gain_partials[channel] = product * scale;
      bias_partials[channel] = slope * scale;
    }
    __syncthreads();
  }
  // What the mean and the variance pass on, by group: from here on the moments' sums are not needed.
  for (int group = warp(); group < slab.groups; group += GROUP_NORM_THREADS / WARP) {
    float slope = 0.0f;
    float product = 0.0f;
    for (int i = lane(); i < per_group; i += WARP) {
      int channel = slab.first + group * per_group + i;
      slope += gain[channel] * bias_partials[channel];
      product += gain[channel] * gain_partials[channel];
    }
    slope = warp_sum(slope);
    product = warp_sum(product);
    if (lane() == 0) {
      slope_sums[group] = slope / slab.count();
      product_sums[group] = product / slab.count();
    }
  }
  __syncthreads();
  float mean_slope = slope_sums[slab.group()] * inverse;
  float mean_product = product_sums[slab.group()] * inverse * inverse;
  for (int column = slab.column; column < slab.columns; column += slab.across) {
    AffineMap<V> map(slab, column, gain, bias, scale_shift, inverse);
#pragma unroll 4
    for (int p = slab.first_position(); p < positions; p += slab.rows) {
      Pack<V> centred = slab_element<KEPT>(slab, x, kept, p, column);
      Pack<V> slopes = before_silu(map, mean, load_pack<V>(d_out + slab.at(p, column)), centred);
#pragma unroll
      for (int e = 0; e < V; e++) {
        slopes.at[e] = slopes.at[e] * map.factor.at[e] - mean_slope - centred.at[e] * mean_product;
      }
      store_pack(slopes, dx + slab.at(p, column));
    }
  }
}

#define FORWARD_PARAMETERS                                                                         \
  const float *__restrict__ x, const float *__restrict__ gain, const float *__restrict__ bias,     \
      const float *__restrict__ scale_shift, float *__restrict__ out, int positions, int channels, \
      int per_group, int width
#define FORWARD(KEPT, V, kept) \
  group_norm_silu<KEPT, V>(    \
      x, gain, bias, scale_shift, out, kept, positions, channels, per_group, width)

KERNEL __launch_bounds__(GROUP_NORM_THREADS) group_norm_silu_1(FORWARD_PARAMETERS) {
  FORWARD(false, 1, nullptr);
}

KERNEL __launch_bounds__(GROUP_NORM_THREADS) group_norm_silu_4(FORWARD_PARAMETERS) {
  FORWARD(false, 4, nullptr);
}

KERNEL __launch_bounds__(GROUP_NORM_THREADS) group_norm_silu_1_kept(FORWARD_PARAMETERS) {
  DYNAMIC_SHARED(float, kept);
  FORWARD(true, 1, kept);
}

KERNEL __launch_bounds__(GROUP_NORM_THREADS) group_norm_silu_4_kept(FORWARD_PARAMETERS) {
  DYNAMIC_SHARED(float, kept);
  FORWARD(true, 4, kept);
}

#undef FORWARD
#undef FORWARD_PARAMETERS

#define BACKWARD_PARAMETERS                                                                     \
  const float *__restrict__ x, const float *__restrict__ gain, const float *__restrict__ bias,  \
      const float *__restrict__ scale_shift, const float *__restrict__ d_out,                   \
      float *__restrict__ dx, float *partials, float *__restrict__ d_scale_shift, int positions, \
      int channels, int per_group, int width
#define BACKWARD(KEPT, V, kept)                                                        \
  group_norm_silu_backward<KEPT, V>(                                                   \
      x, gain, bias, scale_shift, d_out, dx, partials, d_scale_shift, kept, positions, \
      channels, per_group, width)

KERNEL __launch_bounds__(GROUP_NORM_THREADS) group_norm_silu_backward_1(BACKWARD_PARAMETERS) {
  BACKWARD(false, 1, nullptr);
}

KERNEL __launch_bounds__(GROUP_NORM_THREADS) group_norm_silu_backward_4(BACKWARD_PARAMETERS) {
  BACKWARD(false, 4, nullptr);
}

KERNEL __launch_bounds__(GROUP_NORM_THREADS) group_norm_silu_backward_1_kept(BACKWARD_PARAMETERS) {
  DYNAMIC_SHARED(float, kept);
  BACKWARD(true, 1, kept);
}

KERNEL __launch_bounds__(GROUP_NORM_THREADS) group_norm_silu_backward_4_kept(BACKWARD_PARAMETERS) {
  DYNAMIC_SHARED(float, kept);
  BACKWARD(true, 4, kept);
}

#undef BACKWARD
#undef BACKWARD_PARAMETERS
