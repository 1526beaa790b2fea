// How convolutions meet the pixels of an image, and their weights in the order of the sums.

// A flag as a type.
template <bool VALUE>
struct Known {
  static constexpr bool value = VALUE;
};

// Four values of a row from a channel on, zeros beyond its channels. FOURS: all are there or none, and
// they can be read at once.
template <bool FOURS>
__device__ __forceinline__ float4 channels_of(const float* row, int left) {
  float4 v = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
  if (FOURS) {
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

__device__ __forceinline__ float4 channels_from(const float* row, int left, bool fours) {
  return fours ? channels_of<true>(row, left) : channels_of<false>(row, left);
}

// Quads of channels of several rows, all of whose loads start before any is waited for, which a branch
// for each of them would prevent: row(i) is where the i-th begins, left(i) how many channels it has
// from there on.
template <int ROWS, typename Row, typename Left>
__device__ __forceinline__ void load_quads(float (&quads)[ROWS][QUAD_VALUES], bool fours,
                                           const Row& row, const Left& left) {
  auto load = [&](auto known) {
#pragma unroll
    for (int i = 0; i < ROWS; i++) {
#pragma unroll
      for (int h = 0; h < WORD_VALUES; h++) {
        const float4 v = channels_of<decltype(known)::value>(row(i) + 4 * h, left(i) - 4 * h);
        quads[i][4 * h] = v.x;
        quads[i][4 * h + 1] = v.y;
        quads[i][4 * h + 2] = v.z;
        quads[i][4 * h + 3] = v.w;
      }
    }
  };
  if (fours) {
    load(Known<true>());
  } else {
    load(Known<false>());
  }
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

// Which places of a window of at most 32 lie inside the image, for a pixel whose first place is (y, x): a
// bit each, in the order in which they are met.
__device__ __forceinline__ unsigned places_inside(const Taps& taps_y, const Taps& taps_x, int y, int x,
                                                  int direction, int height, int width) {
  unsigned across = 0;
  for (int j = 0; j < taps_x.count; j++) {
    const int met = x + direction * j;
    across |= static_cast<unsigned>(met >= 0 && met < width) << j;
  }
  unsigned inside = 0;
  for (int j = 0; j < taps_y.count; j++) {
    const int met = y + direction * j;
    inside |= met >= 0 && met < height ? across << (j * taps_x.count) : 0;
  }
  return inside;
}

// A lane's quad of packed weights: value(c, k) is the k-th value from its first word on of its c-th
// column.
template <typename Value>
__device__ __forceinline__ uint4 two_columns(const Value& value) {
  float values[QUAD_VALUES];
#pragma unroll
  for (int i = 0; i < QUAD_VALUES; i++) {
    const int word = i / WORD_VALUES;
    values[i] = value(word % 2, word / 2 * WORD_VALUES + i % WORD_VALUES);
  }
  return words(values);
}

// The right factor of a product as the tiles of `columns` columns want it (multiply_pixels), step after
// step; for the adjoint apart for each remainder. The sum runs over the taps and within them over the
// channels, or, if `chunked`, over chunks of STEP_VALUES channels and within them over the taps. Value
// (k, n) is weight[n * output_stride + channel * channel_stride + place].
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
    const int to_lane = static_cast<int>(i % WARP);
    long long rest = i / WARP;
    const int half = static_cast<int>(rest % 2);
    rest /= 2;
    const int column = static_cast<int>(rest % (columns / 16)) * 16 + to_lane / 4 * 2;
    rest /= columns / 16;
    const int step = static_cast<int>(rest % steps);
    rest /= steps;
    const int n = static_cast<int>(rest % tiles) * columns + column;
    const int remainder = static_cast<int>(rest / tiles);
    const Taps y = taps_of(kernel_height, stride, pad_y, adjoint, remainder / stride);
    const Taps x = taps_of(kernel_width, stride, pad_x, adjoint, remainder % stride);
    const int first = to_lane % 4 * QUAD_VALUES;
    int tap = (step * STEP_VALUES + first) / range;
    int channel = (step * STEP_VALUES + first) % range;
    if (chunked) {
      const int taps = max(1, y.count * x.count);
      tap = step % taps;
      channel = step / taps * STEP_VALUES + first;
    }
    channel += 2 * half * WORD_VALUES;
    const bool inside = tap < y.count * x.count;
    long long at = 0;
    if (inside) {
      at = (y.first + tap / x.count * y.every) * kernel_width + x.first + tap % x.count * x.every;
    }
    reinterpret_cast<uint4*>(packed)[i] = two_columns([&](int c, int k) {
      return inside && n + c < outputs && channel + k < channels
                 ? weights[at + (n + c) * output_stride + (channel + k) * channel_stride]
                 : 0.0f;
    });
  }
}

// Where the product's row for an output pixel of a remainder lies; rows of stride 1 are all pixels.
__device__ __forceinline__ float* out_row(float* out, long long row, int rows_high, int rows_wide,
                                          int out_height, int out_width, int outputs, int stride,
                                          int remainder_y, int remainder_x) {
  if (stride == 1) {
    return out + row * outputs;
  }
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

// Writes a warp's sums, with the bias unless that is null, from a column on. place(i) is where the i-th
// of the warp's pixels begins, null for those beyond the result.
template <int P, int C, typename Place>
__device__ __forceinline__ void write_sums(const float (&sums)[P][C][4], const Place& place,
                                           const float* bias, int first_column, int outputs,
                                           bool pairs) {
  constexpr int BIASES = PRECISION == 0 ? 2 : 1;  // pairs of columns of a lane in each tile
  float2 biases[C][BIASES];
#pragma unroll
  for (int c = 0; c < C; c++) {
#pragma unroll
    for (int e = 0; e < BIASES; e++) {
      const int column = first_column + lane_column(c, e);
      biases[c][e].x = bias != nullptr && column < outputs ? bias[column] : 0.0f;
      biases[c][e].y = bias != nullptr && column + 1 < outputs ? bias[column + 1] : 0.0f;
    }
  }
#pragma unroll
  for (int i = 0; i < P; i++) {
#pragma unroll
    for (int e = 0; e < 2; e++) {
      float* const row = place(lane_pixel(i, e));
      if (row == nullptr) {
        continue;
      }
#pragma unroll
      for (int c = 0; c < C; c++) {
        const int column = first_column + lane_column(c, e);
        float2 sum = lane_pair(sums[i][c], e);
        sum.x += biases[c][e % BIASES].x;
        sum.y += biases[c][e % BIASES].y;
        if (pairs && column < outputs) {
          *reinterpret_cast<float2*>(row + column) = sum;
        } else if (column < outputs) {
          row[column] = sum.x;
          if (column + 1 < outputs) {
            row[column + 1] = sum.y;
          }
        }
      }
    }
  }
}
