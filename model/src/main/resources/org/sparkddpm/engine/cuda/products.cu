// Products whose left factor is gathered from an image: convolutions, their input gradients
// (transposed convolutions) and, as those of 1x1 images with a 1x1 kernel, dense layers.

// out = gathered(source) * weights + bias, in tiles of 8 P WARPS_DOWN pixels x 16 C WARPS_ACROSS columns.
// The right factor comes packed or, for a 1x1 kernel of stride 1, straight from the weights. The loads
// for AHEAD steps are under way at a time.
template <int WARPS_DOWN, int WARPS_ACROSS, int P, int C, int AHEAD>
__device__ __forceinline__ void gathered_product(
    const float* __restrict__ source, const float* __restrict__ weights,
    const uint4* __restrict__ packed, const float* __restrict__ bias, float* __restrict__ out,
    int images, int height, int width, int channels, int out_height, int out_width, int outputs,
    int kernel_height, int kernel_width, int stride, int pad_y, int pad_x, int adjoint,
    int fours, int pairs, long long channel_stride, long long output_stride) {
  constexpr int THREADS = WARPS_DOWN * WARPS_ACROSS * WARP;
  constexpr int ROWS = WARPS_DOWN * 8 * P;
  constexpr int COLUMNS = WARPS_ACROSS * 16 * C;
  constexpr int LEFT_LOADS = ROWS * 4 / THREADS;
  constexpr int RIGHT_LOADS = (COLUMNS * 4 + THREADS - 1) / THREADS;
  static_assert(THREADS % (2 * WARP) == 0, "a thread loads the same lane's weights of all its tiles");
  constexpr int OUTSIDE = -32768;
  constexpr int FEW_TAPS = 32;
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

  // The thread's rows: the source pixel of their first tap, and which taps lie inside the image, a
  // bit for each of the first 32; windows of more are looked at tap by tap.
  const int quad = threadIdx.x % 4;
  const int taps = taps_y.count * taps_x.count;
  int pixels[LEFT_LOADS];
  int places[LEFT_LOADS];
#pragma unroll
  for (int i = 0; i < LEFT_LOADS; i++) {
    const long long row = first_row + threadIdx.x / 4 + i * (THREADS / 4);
    pixels[i] = 0;
    places[i] = taps <= FEW_TAPS ? 0 : OUTSIDE * 65536;
    if (row < rows) {
      int r = static_cast<int>(row);
      int image = r / (rows_high * rows_wide);
      int in_image = r - image * rows_high * rows_wide;
      int y = in_image / rows_wide;
      int x = (in_image - y * rows_wide) * taps_x.scale + taps_x.base;
      y = y * taps_y.scale + taps_y.base;
      pixels[i] = (image * height + y) * width + x;
      if (taps <= FEW_TAPS) {
        places[i] = static_cast<int>(
            places_inside(taps_y, taps_x, y, x, direction, height, width));
      } else {
        places[i] = y * 65536 + (x & 65535);
      }
    }
  }

  // Where the thread's next quad stands in the range of the sum.
  int channel = quad * QUAD_VALUES;
  int tap = 0;
  int tap_x = 0;
  int shift = 0;
  auto into_range = [&] {
    while (channel >= range) {
      channel -= range;
      tap++;
      shift += direction;
      if (++tap_x == taps_x.count) {
        tap_x = 0;
        shift += direction * (width - taps_x.count);
      }
    }
  };
  auto met = [&](int i) {
    if (taps <= FEW_TAPS) {
      return tap < taps && (static_cast<unsigned>(places[i]) >> tap & 1) != 0;
    }
    const int y = (places[i] >> 16) + tap / taps_x.count * direction;
    const int x = static_cast<short>(places[i]) + tap_x * direction;
    return tap < taps && static_cast<unsigned>(y) < static_cast<unsigned>(height) &&
           static_cast<unsigned>(x) < static_cast<unsigned>(width);
  };

  float left[AHEAD][LEFT_LOADS][QUAD_VALUES];
  float right[AHEAD][RIGHT_LOADS][QUAD_VALUES];
  // Of the packed weights, or of the weights themselves: the thread's quads as multiply_pixels wants
  // them.
  const int most_steps = adjoint ? steps_of(ceil_div(kernel_height, stride) *
                                                ceil_div(kernel_width, stride), channels)
                                 : steps;
  const int right_column = first_column + threadIdx.x / (2 * WARP) * 16 + lane() / 4 * 2;
  const int right_channel = quad * QUAD_VALUES + warp() % 2 * 2 * WORD_VALUES;
  const float* next_right =
      packed != nullptr
          ? reinterpret_cast<const float*>(
                packed + (static_cast<long long>(blockIdx.y) * column_tiles + column_tile) *
                             most_steps * (COLUMNS * 4) + threadIdx.x)
          : weights + right_column * output_stride + right_channel * channel_stride;

  auto load = [&](int step, float(&rows_of_left)[LEFT_LOADS][QUAD_VALUES],
                  float(&columns_of_right)[RIGHT_LOADS][QUAD_VALUES]) {
    const float* const from = source + channel;
    load_quads<LEFT_LOADS>(
        rows_of_left, fours,
        [&](int i) { return from + static_cast<long long>(pixels[i] + shift) * channels; },
        [&](int i) { return met(i) ? channels - channel : 0; });
    channel += STEP_VALUES;
    into_range();
    if (packed != nullptr) {
#pragma unroll
      for (int i = 0; i < RIGHT_LOADS; i++) {
        if (COLUMNS * 4 % THREADS == 0 || threadIdx.x + i * THREADS < COLUMNS * 4) {
          float4 v = reinterpret_cast<const float4*>(next_right)[i * THREADS];
          columns_of_right[i][0] = v.x;
          columns_of_right[i][1] = v.y;
          columns_of_right[i][2] = v.z;
          columns_of_right[i][3] = v.w;
        }
      }
      next_right += COLUMNS * STEP_WORDS;
    } else {
#pragma unroll
      for (int i = 0; i < RIGHT_LOADS; i++) {
        const int columns_apart = i * (THREADS / (2 * WARP) * 16);
        const float* const from = next_right + columns_apart * output_stride;
        const int columns_left = outputs - right_column - columns_apart;
        const int channels_left = channels - step * STEP_VALUES - right_channel;
#pragma unroll
        for (int j = 0; j < QUAD_VALUES; j++) {
          const int c = j / WORD_VALUES % 2;
          const int k = j / WORD_VALUES / 2 * WORD_VALUES + j % WORD_VALUES;
          columns_of_right[i][j] = c < columns_left && k < channels_left
                                       ? from[c * output_stride + k * channel_stride]
                                       : 0.0f;
        }
      }
      next_right += STEP_VALUES * channel_stride;
    }
  };

  auto store = [&](const float(&rows_of_left)[LEFT_LOADS][QUAD_VALUES],
                   const float(&columns_of_right)[RIGHT_LOADS][QUAD_VALUES], int buffer) {
#pragma unroll
    for (int i = 0; i < LEFT_LOADS; i++) {
      left_tiles[buffer][quad_place(threadIdx.x / 4 + i * (THREADS / 4), quad)] = words(rows_of_left[i]);
    }
#pragma unroll
    for (int i = 0; i < RIGHT_LOADS; i++) {
      const int at = threadIdx.x + i * THREADS;
      if (COLUMNS * 4 % THREADS != 0 && at >= COLUMNS * 4) {
        break;
      }
      right_tiles[buffer][at] =
          packed != nullptr
              ? make_uint4(__float_as_uint(columns_of_right[i][0]), __float_as_uint(columns_of_right[i][1]),
                           __float_as_uint(columns_of_right[i][2]), __float_as_uint(columns_of_right[i][3]))
              : words(columns_of_right[i]);
    }
  };

  const int warp_row = warp() / WARPS_ACROSS * 8 * P;
  const int lane_row = warp_row + lane() / 4;
  const int permutation = row_permutation(lane_row);
  const int lane_place = lane_row * 4 + lane_quad(permutation);
  float sums[P][C][4] = {};
  if (steps > 0) {
    into_range();
  }
#pragma unroll
  for (int i = 0; i < AHEAD; i++) {
    if (i < steps) {
      load(i, left[i], right[i]);
    }
  }
  for (int first = 0; first < steps; first += AHEAD) {
#pragma unroll
    for (int i = 0; i < AHEAD; i++) {
      const int step = first + i;
      if (step < steps) {
        // Of three steps that follow each other, no thread is in the first and another in the last:
        // two tiles are enough.
        store(left[i], right[i], step & 1);
        if (step + AHEAD < steps) {
          load(step + AHEAD, left[i], right[i]);
        }
        __syncthreads();
        const uint4* pixels_of_lane[P];
#pragma unroll
        for (int j = 0; j < P; j++) {
          pixels_of_lane[j] = left_tiles[step & 1] + lane_place;
        }
        multiply_pixels<P, C>(sums, pixels_of_lane, permutation,
                              right_tiles[step & 1] + warp() % WARPS_ACROSS * C * 2 * WARP);
      }
    }
  }

  auto place = [&](int pixel) -> float* {
    const long long row = first_row + warp_row + pixel;
    return row < rows ? out_row(out, row, rows_high, rows_wide, out_height, out_width, outputs,
                                adjoint ? stride : 1, remainder_y, remainder_x)
                      : nullptr;
  };
  write_sums<P, C>(sums, place, bias, first_column + warp() % WARPS_ACROSS * C * 16, outputs, pairs);
}

#define GATHERED_PRODUCT(name, warps_down, warps_across, p, c, ahead, blocks) \
  KERNEL __launch_bounds__(warps_down * warps_across * WARP, blocks_beside(blocks)) name( \
      const float* __restrict__ source, const float* __restrict__ weights, \
      const unsigned* __restrict__ packed, const float* __restrict__ bias, \
      float* __restrict__ out, int images, int height, int width, int channels, int out_height, \
      int out_width, int outputs, int kernel_height, int kernel_width, int stride, int pad_y, \
      int pad_x, int adjoint, int fours, int pairs, long long channel_stride, \
      long long output_stride) { \
    gathered_product<warps_down, warps_across, p, c, ahead>( \
        source, weights, reinterpret_cast<const uint4*>(packed), bias, out, images, height, width, \
        channels, out_height, out_width, outputs, kernel_height, kernel_width, stride, pad_y, \
        pad_x, adjoint, fours, pairs, channel_stride, output_stride); \
  }

GATHERED_PRODUCT(gathered_128x128_4, 2, 2, 8, 4, 1, 2)
GATHERED_PRODUCT(gathered_128x80_4, 4, 1, 4, 5, 1, 2)
GATHERED_PRODUCT(gathered_128x64_4, 4, 1, 4, 4, 1, 3)
GATHERED_PRODUCT(gathered_64x128_8, 2, 4, 4, 2, 1, 2)
GATHERED_PRODUCT(gathered_64x64_4, 2, 2, 4, 2, 1, 4)
GATHERED_PRODUCT(gathered_64x32_2, 2, 1, 4, 2, 1, 8)
GATHERED_PRODUCT(gathered_64x32_4, 2, 2, 4, 1, 1, 4)
GATHERED_PRODUCT(gathered_64x16_2, 2, 1, 4, 1, 4, 6)
