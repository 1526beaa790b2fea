// Products whose left factor is gathered from an image: convolutions, their input gradients
// (transposed convolutions) and, as those of 1x1 images with a 1x1 kernel, dense layers.

// out = gathered(source) * weights + bias, in tiles of 32 WARPS_DOWN pixels x 8 N WARPS_ACROSS columns.
// The right factor comes packed or, for a 1x1 kernel of stride 1, straight from the weights. The loads
// for AHEAD steps are under way at a time.
template <int WARPS_DOWN, int WARPS_ACROSS, int N, int AHEAD>
__device__ __forceinline__ void gathered_product(
    const float* __restrict__ source, const float* __restrict__ weights,
    const uint4* __restrict__ packed, const float* __restrict__ bias, float* __restrict__ out,
    int images, int height, int width, int channels, int out_height, int out_width, int outputs,
    int kernel_height, int kernel_width, int stride, int pad_y, int pad_x, int adjoint,
    int fours, int pairs, long long channel_stride, long long output_stride) {
  constexpr int THREADS = WARPS_DOWN * WARPS_ACROSS * WARP;
  constexpr int ROWS = WARPS_DOWN * 32;
  constexpr int COLUMNS = WARPS_ACROSS * N * 8;
  constexpr int LEFT_LOADS = ROWS * 4 / THREADS;
  constexpr int RIGHT_LOADS = (COLUMNS * 4 + THREADS - 1) / THREADS;
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
        places[i] = static_cast<int>(inside);
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
  // Of the packed weights, or of the weights themselves from the thread's first column on.
  const int most_steps = adjoint ? steps_of(ceil_div(kernel_height, stride) *
                                                ceil_div(kernel_width, stride), channels)
                                 : steps;
  const float* next_right =
      packed != nullptr
          ? reinterpret_cast<const float*>(
                packed + (static_cast<long long>(blockIdx.y) * column_tiles + column_tile) *
                             most_steps * (COLUMNS * 4) + threadIdx.x)
          : weights + (first_column + threadIdx.x / 4) * output_stride +
                quad * QUAD_VALUES * channel_stride;
  const bool weight_fours = channels % 4 == 0 && output_stride % 4 == 0 &&
                            reinterpret_cast<unsigned long long>(weights) % 16 == 0;

  auto load = [&](int step, float(&rows_of_left)[LEFT_LOADS][QUAD_VALUES],
                  float(&columns_of_right)[RIGHT_LOADS][QUAD_VALUES]) {
    const float* const from = source + channel;
#pragma unroll
    for (int i = 0; i < LEFT_LOADS; i++) {
      const int there = met(i) ? channels - channel : 0;
#pragma unroll
      for (int h = 0; h < WORD_VALUES; h++) {
        float4 v = channels_from(from + static_cast<long long>(pixels[i] + shift) * channels + 4 * h,
                                 there - 4 * h, fours);
        rows_of_left[i][4 * h] = v.x;
        rows_of_left[i][4 * h + 1] = v.y;
        rows_of_left[i][4 * h + 2] = v.z;
        rows_of_left[i][4 * h + 3] = v.w;
      }
    }
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
        const bool exists = first_column + threadIdx.x / 4 + i * (THREADS / 4) < outputs;
        const float* column = next_right + i * (THREADS / 4) * output_stride;
#pragma unroll
        for (int h = 0; h < WORD_VALUES; h++) {
          const int there =
              exists ? channels - step * STEP_VALUES - quad * QUAD_VALUES - 4 * h : 0;
          if (channel_stride == 1) {
            float4 v = channels_from(column + 4 * h, there, weight_fours);
            columns_of_right[i][4 * h] = v.x;
            columns_of_right[i][4 * h + 1] = v.y;
            columns_of_right[i][4 * h + 2] = v.z;
            columns_of_right[i][4 * h + 3] = v.w;
          } else {
#pragma unroll
            for (int j = 0; j < 4; j++) {
              columns_of_right[i][4 * h + j] = j < there ? column[(4 * h + j) * channel_stride] : 0.0f;
            }
          }
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
      if (packed != nullptr) {
        right_tiles[buffer][at] =
            make_uint4(__float_as_uint(columns_of_right[i][0]), __float_as_uint(columns_of_right[i][1]),
                       __float_as_uint(columns_of_right[i][2]), __float_as_uint(columns_of_right[i][3]));
      } else {
        right_tiles[buffer][quad_place(at / 4, quad)] = words(columns_of_right[i]);
      }
    }
  };

  const int lane_row = lane() / 4;
  const int permutation = row_permutation(lane_row);
  const int lane_place =
      (warp() / WARPS_ACROSS * 32 + lane_row) * 4 + lane_quad(permutation);
  const int warp_column = warp() % WARPS_ACROSS * N * 8;
  float sums[N][2][4] = {};
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
        const uint4* const tile = left_tiles[step & 1] + lane_place;
        const uint4* const lane_tiles[4] = {tile, tile, tile, tile};
        multiply_rows<2, N>(sums, lane_tiles, permutation,
                            right_tiles[step & 1] + warp_column * 4);
      }
    }
  }

  float* out_rows[4];
#pragma unroll
  for (int i = 0; i < 4; i++) {
    const long long row = first_row + warp() / WARPS_ACROSS * 32 + 8 * i + lane_row;
    out_rows[i] = row < rows ? out_row(out, row, rows_high, rows_wide, out_height, out_width, outputs,
                                       adjoint ? stride : 1, remainder_y, remainder_x)
                             : nullptr;
  }
  write_sums<2, N>(sums, out_rows, bias, first_column + warp_column, outputs, pairs);
}

#define GATHERED_PRODUCT(name, warps_down, warps_across, n, ahead, blocks) \
  KERNEL __launch_bounds__(warps_down * warps_across * WARP, blocks_beside(blocks)) name( \
      const float* __restrict__ source, const float* __restrict__ weights, \
      const unsigned* __restrict__ packed, const float* __restrict__ bias, \
      float* __restrict__ out, int images, int height, int width, int channels, int out_height, \
      int out_width, int outputs, int kernel_height, int kernel_width, int stride, int pad_y, \
      int pad_x, int adjoint, int fours, int pairs, long long channel_stride, \
      long long output_stride) { \
    gathered_product<warps_down, warps_across, n, ahead>( \
        source, weights, reinterpret_cast<const uint4*>(packed), bias, out, images, height, width, \
        channels, out_height, out_width, outputs, kernel_height, kernel_width, stride, pad_y, \
        pad_x, adjoint, fours, pairs, channel_stride, output_stride); \
  }

GATHERED_PRODUCT(gathered_128x128, 4, 1, 16, 1, 2)
GATHERED_PRODUCT(gathered_128x72, 4, 1, 9, 1, 2)
GATHERED_PRODUCT(gathered_128x64, 4, 1, 8, 1, 3)
GATHERED_PRODUCT(gathered_128x64_8, 4, 2, 4, 1, 2)
GATHERED_PRODUCT(gathered_128x32, 4, 1, 4, 1, 4)
GATHERED_PRODUCT(gathered_64x128, 2, 4, 4, 1, 2)
GATHERED_PRODUCT(gathered_64x64, 2, 1, 8, 1, 6)
GATHERED_PRODUCT(gathered_64x64_4, 2, 2, 4, 1, 4)
GATHERED_PRODUCT(gathered_64x32, 2, 1, 4, 1, 8)
GATHERED_PRODUCT(gathered_64x16, 2, 1, 2, 4, 6)
