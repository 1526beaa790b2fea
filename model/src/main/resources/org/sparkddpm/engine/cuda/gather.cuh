// How convolutions meet the pixels of an image, and their weights in the order of the sums.

// Four values of a row from a channel on, zeros beyond its channels.
__device__ __forceinline__ float4 channels_from(const float* row, int left, bool fours) {
  float4 v = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
  if (fours) {
    if (left > 0) {
      v = *reinterpret_cast<const float4*>(row);
    }
    return v;
  }
  if (left > 0) v.x = row[0];
  if (left > 1) v.y = row[1];
  if (left > 2) v.z = row[2];
  if (left > 3) v.w = row[3];
  return v;
}

__device__ __forceinline__ int ceil_div(int a, int b) { return (a + b - 1) / b; }

// Channels as a sum's range counts them: whole quads of words, so that no quad spans two pixels.
__device__ __forceinline__ int whole_quads(int channels) {
  return ceil_div(channels, QUAD_VALUES) * QUAD_VALUES;
}

__device__ __forceinline__ int steps_of(int taps, int channels) {
  return ceil_div(taps * whole_quads(channels), STEP_VALUES);
}

// The places of a kernel that meet one axis of the output's pixels: of an adjoint those of one
// remainder by the stride. Tap i is place first + i * every, and lies at the source's position
// scale * q + base + i * (adjoint ? -1 : 1) for the q-th of these pixels.
struct Taps {
  int first;
  int every;
  int count;
  int scale;
  int base;
};

__device__ __forceinline__ Taps taps_of(int kernel, int stride, int pad, bool adjoint, int remainder) {
  if (!adjoint) {
    return {0, 1, kernel, stride, -pad};
  }
  int first = (remainder + pad) % stride;
  return {first, stride, first < kernel ? ceil_div(kernel - first, stride) : 0, 1,
          (remainder + pad - first) / stride};
}

// The right factor of a product as the tiles of `columns` columns want it, step after step; for the
// adjoint apart for each remainder. The sum runs over the taps and within them over the channels, or,
// if `chunked`, over chunks of STEP_VALUES channels and within them over the taps. Value (k, n) is weight[n * column_stride +
// channel * channel_stride + place].
KERNEL pack_weights(const float* __restrict__ weights, unsigned* __restrict__ packed, int channels,
                    int outputs, int kernel_height, int kernel_width, int stride, int pad_y,
                    int pad_x, int adjoint, int chunked, int columns, long long channel_stride,
                    long long output_stride) {
  const int classes = adjoint ? stride * stride : 1;
  const int most_taps = adjoint ? ceil_div(kernel_height, stride) * ceil_div(kernel_width, stride)
                                : kernel_height * kernel_width;
  const int steps = chunked ? most_taps * ceil_div(channels, STEP_VALUES) : steps_of(most_taps, channels);
  const int tiles = ceil_div(outputs, columns);
  const int range = whole_quads(channels);
  const long long quads = static_cast<long long>(classes) * tiles * steps * columns * 4;
  for (long long i = first_element(); i < quads; i += all_threads()) {
    int quad = static_cast<int>(i % 4);
    long long rest = i / 4;
    int column = static_cast<int>(rest % columns);
    rest /= columns;
    int step = static_cast<int>(rest % steps);
    rest /= steps;
    int n = static_cast<int>(rest % tiles) * columns + column;
    int remainder = static_cast<int>(rest / tiles);
    Taps y = taps_of(kernel_height, stride, pad_y, adjoint, remainder / stride);
    Taps x = taps_of(kernel_width, stride, pad_x, adjoint, remainder % stride);
    int k = step * STEP_VALUES + quad * QUAD_VALUES;
    int tap = k / range;
    int channel = k % range;
    if (chunked) {
      int taps = max(1, y.count * x.count);
      tap = step % taps;
      channel = step / taps * STEP_VALUES + quad * QUAD_VALUES;
    }
    float values[QUAD_VALUES];
    bool inside = n < outputs && tap < y.count * x.count;
    long long at = 0;
    if (inside) {
      int place = (y.first + tap / x.count * y.every) * kernel_width + x.first + tap % x.count * x.every;
      at = n * output_stride + place;
    }
#pragma unroll
    for (int j = 0; j < QUAD_VALUES; j++) {
      values[j] = inside && channel + j < channels ? weights[at + (channel + j) * channel_stride] : 0.0f;
    }
    reinterpret_cast<uint4*>(packed)[i - quad - 4ll * column + quad_place(column, quad)] = words(values);
  }
}

// Where the product's row for an output pixel of a remainder lies.
__device__ __forceinline__ float* out_row(float* out, long long row, int rows_high, int rows_wide,
                                          int out_height, int out_width, int outputs, int stride,
                                          int remainder_y, int remainder_x) {
  int r = static_cast<int>(row);
  int image = r / (rows_high * rows_wide);
  int in_image = r - image * rows_high * rows_wide;
  int y = in_image / rows_wide;
  int x = in_image - y * rows_wide;
  long long pixel =
      (static_cast<long long>(image) * out_height + y * stride + remainder_y) * out_width +
      x * stride + remainder_x;
  return out + pixel * outputs;
}

// Writes a warp's sums, with the bias unless that is null, from a column on; rows are the lane's, null
// for those beyond the result.
template <int M, int N>
__device__ __forceinline__ void write_sums(const float (&sums)[N][M][4], float* const (&rows)[2 * M],
                                           const float* bias, int first_column, int outputs,
                                           bool pairs) {
#pragma unroll
  for (int n = 0; n < N; n++) {
    const int column = first_column + 8 * n + 2 * (lane() % 4);
    if (column >= outputs) {
      continue;
    }
    const bool second = column + 1 < outputs;
    const float bias_0 = bias != nullptr ? bias[column] : 0.0f;
    const float bias_1 = bias != nullptr && second ? bias[column + 1] : 0.0f;
#pragma unroll
    for (int i = 0; i < 2 * M; i++) {
      if (rows[i] == nullptr) {
        continue;
      }
      const float v0 = sums[n][i / 2][i % 2 * 2] + bias_0;
      const float v1 = sums[n][i / 2][i % 2 * 2 + 1] + bias_1;
      if (pairs) {
        *reinterpret_cast<float2*>(rows[i] + column) = make_float2(v0, v1);
      } else {
        rows[i][column] = v0;
        if (second) {
          rows[i][column + 1] = v1;
        }
      }
    }
  }
}
