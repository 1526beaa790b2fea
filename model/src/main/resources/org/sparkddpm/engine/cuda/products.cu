// Products whose left factor is gathered from an image: convolutions, their input gradients
// (transposed convolutions) and, as those of 1x1 images with a 1x1 kernel, dense layers.

// out = gathered(source) * weights + bias, in tiles of 32 WARPS pixels x 8 GROUPS GROUP columns. The
// right factor comes packed or, for a 1x1 kernel of stride 1, straight from the weights.
template <int WARPS, int GROUPS, int GROUP>
__device__ __forceinline__ void gathered_product(
    const float* __restrict__ source, const float* __restrict__ weights,
    const uint4* __restrict__ packed, const float* __restrict__ bias, float* __restrict__ out,
    int images, int height, int width, int channels, int out_height, int out_width, int outputs,
    int kernel_height, int kernel_width, int stride, int pad_y, int pad_x, int adjoint,
    int fours, int pairs, long long channel_stride, long long output_stride) {
  constexpr int THREADS = WARPS * WARP;
  constexpr int ROWS = WARPS * 32;
  constexpr int COLUMNS = GROUPS * GROUP * 8;
  constexpr int LEFT_LOADS = 4;
  constexpr int RIGHT_LOADS = (COLUMNS * 4 + THREADS - 1) / THREADS;
  constexpr int OUTSIDE = -32768;
  __shared__ uint4 left_tiles[2][ROWS * 4];
  __shared__ uint4 right_tiles[2][COLUMNS * 4];

  const int remainder_y = blockIdx.y / stride;
  const int remainder_x = blockIdx.y % stride;
  const Taps taps_y = taps_of(kernel_height, stride, pad_y, adjoint, remainder_y);
  const Taps taps_x = taps_of(kernel_width, stride, pad_x, adjoint, remainder_x);
  const int rows_high = adjoint ? ceil_div(out_height - remainder_y, stride) : out_height;
  const int rows_wide = adjoint ? ceil_div(out_width - remainder_x, stride) : out_width;
  const int rows = images * rows_high * rows_wide;
  const int column_tiles = ceil_div(outputs, COLUMNS);
  const int column_tile = blockIdx.x % column_tiles;
  const int first_column = column_tile * COLUMNS;
  const long long first_row = static_cast<long long>(blockIdx.x / column_tiles) * ROWS;
  if (first_row >= rows) {
    return;
  }
  const int range = whole_quads(channels);
  const int steps = steps_of(taps_y.count * taps_x.count, channels);
  const int direction = adjoint ? -1 : 1;

  // The thread's rows: the source pixel of their first tap, and its place in the image.
  const int quad = threadIdx.x % 4;
  int pixels[LEFT_LOADS];
  int places[LEFT_LOADS];  // y above, x below
#pragma unroll
  for (int i = 0; i < LEFT_LOADS; i++) {
    long long row = first_row + threadIdx.x / 4 + i * (THREADS / 4);
    pixels[i] = 0;
    places[i] = OUTSIDE * 65536;
    if (row < rows) {
      int r = static_cast<int>(row);
      int image = r / (rows_high * rows_wide);
      int in_image = r - image * rows_high * rows_wide;
      int y = in_image / rows_wide;
      int x = (in_image - y * rows_wide) * taps_x.scale + taps_x.base;
      y = y * taps_y.scale + taps_y.base;
      pixels[i] = (image * height + y) * width + x;
      places[i] = y * 65536 + (x & 65535);
    }
  }

  // Where the quad stands in the range of the sum.
  int channel = quad * QUAD_VALUES;
  int tap_y = 0;
  int tap_x = 0;
  auto into_range = [&] {
    while (channel >= range) {
      channel -= range;
      if (++tap_x == taps_x.count) {
        tap_x = 0;
        tap_y++;
      }
    }
  };

  float left[LEFT_LOADS][QUAD_VALUES];
  float right[RIGHT_LOADS][QUAD_VALUES];
  const uint4* right_words = nullptr;
  if (packed != nullptr) {
    const int most_steps = adjoint ? steps_of(ceil_div(kernel_height, stride) *
                                                  ceil_div(kernel_width, stride), channels)
                                   : steps;
    right_words = packed + (static_cast<long long>(blockIdx.y) * column_tiles + column_tile) *
                               most_steps * (COLUMNS * 4);
  }

  auto load = [&](int step) {
    const int dy = tap_y * direction;
    const int dx = tap_x * direction;
#pragma unroll
    for (int i = 0; i < LEFT_LOADS; i++) {
      int y = (places[i] >> 16) + dy;
      int x = static_cast<short>(places[i]) + dx;
      bool inside = tap_y < taps_y.count && static_cast<unsigned>(y) < static_cast<unsigned>(height) &&
                    static_cast<unsigned>(x) < static_cast<unsigned>(width);
      const float* row = source + static_cast<long long>(pixels[i] + dy * width + dx) * channels + channel;
#pragma unroll
      for (int h = 0; h < WORD_VALUES; h++) {
        float4 v = channels_from(row + 4 * h, inside ? channels - channel - 4 * h : 0, fours);
        left[i][4 * h] = v.x;
        left[i][4 * h + 1] = v.y;
        left[i][4 * h + 2] = v.z;
        left[i][4 * h + 3] = v.w;
      }
    }
    channel += STEP_VALUES;
    into_range();
#pragma unroll
    for (int i = 0; i < RIGHT_LOADS; i++) {
      int at = threadIdx.x + i * THREADS;
      if (COLUMNS * 4 % THREADS != 0 && at >= COLUMNS * 4) {
        break;
      }
      if (right_words != nullptr) {
        uint4 v = right_words[static_cast<long long>(step) * (COLUMNS * 4) + at];
        right[i][0] = __uint_as_float(v.x);
        right[i][1] = __uint_as_float(v.y);
        right[i][2] = __uint_as_float(v.z);
        right[i][3] = __uint_as_float(v.w);
      } else {
        int n = first_column + at / 4;
        int k = step * STEP_VALUES + quad * QUAD_VALUES;
#pragma unroll
        for (int j = 0; j < QUAD_VALUES; j++) {
          right[i][j] = n < outputs && k + j < channels
                            ? weights[n * output_stride + (k + j) * channel_stride]
                            : 0.0f;
        }
      }
    }
  };

  auto store = [&](int buffer) {
#pragma unroll
    for (int i = 0; i < LEFT_LOADS; i++) {
      left_tiles[buffer][quad_place(threadIdx.x / 4 + i * (THREADS / 4), quad)] = words(left[i]);
    }
#pragma unroll
    for (int i = 0; i < RIGHT_LOADS; i++) {
      int at = threadIdx.x + i * THREADS;
      if (COLUMNS * 4 % THREADS != 0 && at >= COLUMNS * 4) {
        break;
      }
      if (right_words != nullptr) {
        right_tiles[buffer][at] =
            make_uint4(__float_as_uint(right[i][0]), __float_as_uint(right[i][1]),
                       __float_as_uint(right[i][2]), __float_as_uint(right[i][3]));
      } else {
        right_tiles[buffer][quad_place(at / 4, quad)] = words(right[i]);
      }
    }
  };

  int lane_rows[4];
#pragma unroll
  for (int i = 0; i < 4; i++) {
    lane_rows[i] = 8 * i + lane() / 4;
  }
  float sums[GROUPS][GROUP][2][4] = {};
  if (steps > 0) {
    into_range();
    load(0);
    store(0);
    __syncthreads();
  }
  for (int step = 0; step < steps; step++) {
    const bool more = step + 1 < steps;
    if (more) {
      load(step + 1);
    }
    const uint4* left_tile = left_tiles[step & 1] + warp() * 32 * 4;
#pragma unroll
    for (int i = 0; i < GROUPS; i++) {
      multiply_rows<2, GROUP>(sums[i], left_tile, lane_rows, right_tiles[step & 1] + i * GROUP * 8 * 4);
    }
    if (more) {
      store((step + 1) & 1);
    }
    __syncthreads();
  }

  float* out_rows[4];
#pragma unroll
  for (int i = 0; i < 4; i++) {
    const long long row = first_row + warp() * 32 + lane_rows[i];
    out_rows[i] = row < rows ? out_row(out, row, rows_high, rows_wide, out_height, out_width, outputs,
                                       adjoint ? stride : 1, remainder_y, remainder_x)
                             : nullptr;
  }
#pragma unroll
  for (int i = 0; i < GROUPS; i++) {
    write_sums<2, GROUP>(sums[i], out_rows, bias, first_column + i * GROUP * 8, outputs, pairs);
  }
}

#define GATHERED_PRODUCT(name, warps, groups, group, blocks) \
  KERNEL __launch_bounds__(warps * WARP, blocks_beside(blocks)) name( \
      const float* __restrict__ source, const float* __restrict__ weights, \
      const unsigned* __restrict__ packed, const float* __restrict__ bias, \
      float* __restrict__ out, int images, int height, int width, int channels, int out_height, \
      int out_width, int outputs, int kernel_height, int kernel_width, int stride, int pad_y, \
      int pad_x, int adjoint, int fours, int pairs, long long channel_stride, \
      long long output_stride) { \
    gathered_product<warps, groups, group>( \
        source, weights, reinterpret_cast<const uint4*>(packed), bias, out, images, height, width, \
        channels, out_height, out_width, outputs, kernel_height, kernel_width, stride, pad_y, \
        pad_x, adjoint, fours, pairs, channel_stride, output_stride); \
  }

GATHERED_PRODUCT(gathered_128x128, 4, 2, 8, 2)
GATHERED_PRODUCT(gathered_128x72, 4, 1, 9, 2)
GATHERED_PRODUCT(gathered_128x64, 4, 1, 8, 3)
GATHERED_PRODUCT(gathered_128x32, 4, 1, 4, 4)
GATHERED_PRODUCT(gathered_64x64, 2, 1, 8, 6)
GATHERED_PRODUCT(gathered_64x32, 2, 1, 4, 8)
GATHERED_PRODUCT(gathered_64x16, 2, 1, 2, 8)
