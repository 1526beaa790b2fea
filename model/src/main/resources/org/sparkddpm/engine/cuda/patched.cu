// Products of pixels that windows meet, for windows of several pixels that move by one: neighbours
// meet almost the same pixels. So a block loads the patch of source pixels that all its rows meet once
// for each chunk of channels, and goes through the window's places on it. Rows and source pixels are
// counted alike (image, y, x), so a place of the window is a constant distance, and what lies beyond
// an image's edge is read from a row of zeros.

// Rows of the patch for so many rows of the product.
__device__ __forceinline__ int patch_rows(int rows, int taps_high, int taps_wide, int width) {
  return (rows + (taps_high - 1) * width + taps_wide - 1 + 1) / 2 * 2;
}

// out = rows of the source * weights + bias, in tiles of 8 P WARPS_DOWN pixels x 16 C WARPS_ACROSS
// columns; `packed` has the weights in chunks of channels. The output, or each remainder of it by the
// stride, must be as high and wide as the source; the window has 32 places at most.
template <int WARPS_DOWN, int WARPS_ACROSS, int P, int C>
__device__ __forceinline__ void patched_product(
    const float* __restrict__ source, const uint4* __restrict__ packed,
    const float* __restrict__ bias, float* __restrict__ out, int images, int height, int width,
    int channels, int out_height, int out_width, int outputs, int kernel_height, int kernel_width,
    int stride, int pad_y, int pad_x, int adjoint, int fours, int pairs) {
  constexpr int THREADS = WARPS_DOWN * WARPS_ACROSS * WARP;
  constexpr int ROWS = WARPS_DOWN * 8 * P;
  constexpr int COLUMNS = WARPS_ACROSS * 16 * C;
  constexpr int STAGES = 3;      // of weights
  constexpr int STAGE = COLUMNS * STEP_WORDS / 4;
  constexpr int PATCH_LOADS = 3;  // of quads by a thread in a step
  constexpr int WEIGHT_LOADS = (STAGE + THREADS - 1) / THREADS;
  constexpr int ZERO_ROWS = 8 * P - 6;  // an even and an odd one, as far on as the lane's rows go
  static_assert(THREADS / 4 % 8 == 0, "a thread's rows of the patch are permuted alike");
  DYNAMIC_SHARED(uint4, patch_memory);

  const int remainder_y = blockIdx.y / stride;
  const int remainder_x = blockIdx.y % stride;
  const Taps taps_y = taps_of(kernel_height, stride, pad_y, adjoint, remainder_y);
  const Taps taps_x = taps_of(kernel_width, stride, pad_x, adjoint, remainder_x);
  const int most_high = adjoint ? ceil_div(kernel_height, stride) : kernel_height;
  const int most_wide = adjoint ? ceil_div(kernel_width, stride) : kernel_width;
  const int taps = taps_y.count * taps_x.count;
  const int chunks = taps == 0 ? 0 : ceil_div(channels, STEP_VALUES);
  const int steps = chunks * taps;
  const int pixels = images * height * width;
  const int column_tiles = ceil_div(outputs, COLUMNS);
  const int column_tile = blockIdx.x % column_tiles;
  const int first_row = static_cast<int>(blockIdx.x) / column_tiles * ROWS;

  const int all_patch_rows = patch_rows(ROWS, most_high, most_wide, width);
  const int patch_quads = all_patch_rows * (STEP_WORDS / 4);
  uint4* const stages = patch_memory;
  uint4* const zeros = stages + STAGES * STAGE;
  uint4* const patches = zeros + ZERO_ROWS * (STEP_WORDS / 4);
  for (int i = threadIdx.x; i < ZERO_ROWS * (STEP_WORDS / 4); i += THREADS) {
    zeros[i] = make_uint4(0, 0, 0, 0);
  }

  // The patch begins at the pixel of the first row's first place in the order of pixels; the first
  // place met is its last one for an adjoint.
  const int place_y = adjoint ? taps_y.base - (taps_y.count - 1) : taps_y.base;
  const int place_x = adjoint ? taps_x.base - (taps_x.count - 1) : taps_x.base;
  const int patch_start = first_row + place_y * width + place_x;
  const int direction = adjoint ? -1 : 1;
  const int first_shift = adjoint ? (taps_y.count - 1) * width + taps_x.count - 1 : 0;
  const int next_line = direction * (width - taps_x.count);

  // Which places of the window lie inside the image, for the lane's rows: a bit each, in the order in
  // which they are met.
  const int warp_row = warp() / WARPS_ACROSS * (8 * P);
  const int lane_row = warp_row + lane() / 4;
  unsigned inside[P];
  int line = (first_row + lane_row) / width;
  int row_x = first_row + lane_row - line * width;
  int row_y = line % height;
  const int eight_down = 8 / width;
  const int eight_across = 8 - eight_down * width;
#pragma unroll
  for (int i = 0; i < P; i++) {
    inside[i] = first_row + lane_row + 8 * i < pixels
                    ? places_inside(taps_y, taps_x, row_y + taps_y.base, row_x + taps_x.base,
                                    direction, height, width)
                    : 0;
    row_x += eight_across;
    row_y += eight_down;
    if (row_x >= width) {
      row_x -= width;
      row_y++;
    }
    while (row_y >= height) {
      row_y -= height;
    }
  }

  const int most_steps = most_high * most_wide * ceil_div(channels, STEP_VALUES);
  const uint4* next_weights = packed + (static_cast<long long>(blockIdx.y) * column_tiles +
                                        column_tile) * most_steps * STAGE + threadIdx.x;
  uint4* next_stage = stages + threadIdx.x;
  int weights_left = steps;
  auto copy_weights = [&] {
    if (weights_left > 0) {
#pragma unroll
      for (int i = 0; i < WEIGHT_LOADS; i++) {
        if (STAGE % THREADS == 0 || threadIdx.x + i * THREADS < STAGE) {
          copy_async<16>(next_stage + i * THREADS, next_weights + i * THREADS);
        }
      }
    }
    copy_async_commit();
    weights_left--;
    next_weights += STAGE;
    next_stage += STAGE;
    if (next_stage >= stages + STAGES * STAGE) {
      next_stage -= STAGES * STAGE;
    }
  };

  // The next quads of a chunk's patch: where the thread's next one comes from and goes to.
  const int quad = threadIdx.x % 4;
  const int first_patch_row = threadIdx.x / 4;
  const int quads_each = ceil_div(all_patch_rows, THREADS / 4);
  const int quads_a_step = taps == 0 ? 0 : ceil_div(quads_each, taps);
  const long long row_stride = static_cast<long long>(channels) * (THREADS / 4);
  float loaded[PATCH_LOADS][QUAD_VALUES];
  const float* from;
  int pixel;
  int channels_left;
  uint4* to;
  int rows_left;
  auto begin_patch = [&](int chunk) {
    const int channel = chunk * STEP_VALUES + quad * QUAD_VALUES;
    pixel = patch_start + first_patch_row;
    from = source + (static_cast<long long>(pixel) * channels + channel);
    channels_left = channels - channel;
    to = patches + (chunk & 1) * patch_quads + quad_place(first_patch_row, quad);
    rows_left = all_patch_rows - first_patch_row;
  };
  auto load_patch = [&](int count) {
    load_quads<PATCH_LOADS>(
        loaded, fours, [&](int i) { return from + i * row_stride; },
        [&](int i) {
          const unsigned met = pixel + i * (THREADS / 4);
          return i < count && met < static_cast<unsigned>(pixels) ? channels_left : 0;
        });
    pixel += count * (THREADS / 4);
    from += count * row_stride;
  };
  auto store_patch = [&](int count) {
#pragma unroll
    for (int i = 0; i < PATCH_LOADS; i++) {
      if (i < count && rows_left > i * (THREADS / 4)) {
        to[i * THREADS] = words(loaded[i]);
      }
    }
    to += count * THREADS;
    rows_left -= count * (THREADS / 4);
  };

  float sums[P][C][4] = {};
#pragma unroll
  for (int stage = 0; stage < STAGES - 1; stage++) {
    copy_weights();
  }
  if (steps > 0) {
    begin_patch(0);
    for (int left = quads_each; left > 0; left -= PATCH_LOADS) {
      load_patch(min(PATCH_LOADS, left));
      store_patch(min(PATCH_LOADS, left));
    }
  }
  const uint4* stage = stages + warp() % WARPS_ACROSS * C * 2 * WARP;
  int stages_left = STAGES;
  for (int chunk = 0; chunk < chunks; chunk++) {
    const uint4* const patch = patches + (chunk & 1) * patch_quads;
    begin_patch(chunk + 1);
    int quads_left = chunk + 1 < chunks ? quads_each : 0;
    int shift = first_shift;
    int tap_x = 0;
    for (int tap = 0; tap < taps; tap++) {
      copy_async_wait<STAGES - 2>();
      __syncthreads();
      copy_weights();
      const int count = min(quads_a_step, quads_left);
      quads_left -= count;
      load_patch(count);

      const int met = lane_row + shift;
      const int permutation = row_permutation(met);
      const uint4* const at = patch + met * (STEP_WORDS / 4) + lane_quad(permutation);
      const uint4* const outside = zeros + (met & 1) * (STEP_WORDS / 4) + lane_quad(permutation);
      const uint4* rows[P];
#pragma unroll
      for (int i = 0; i < P; i++) {
        rows[i] = inside[i] & 1u << tap ? at : outside;
      }
      multiply_pixels<P, C>(sums, rows, permutation, stage);
      store_patch(count);

      stage += STAGE;
      if (--stages_left == 0) {
        stages_left = STAGES;
        stage -= STAGES * STAGE;
      }
      shift += direction;
      if (++tap_x == taps_x.count) {
        tap_x = 0;
        shift += next_line;
      }
    }
  }

  auto place = [&](int pixel) -> float* {
    const int row = first_row + warp_row + pixel;
    return row < pixels ? out_row(out, row, height, width, out_height, out_width, outputs,
                                  adjoint ? stride : 1, remainder_y, remainder_x)
                        : nullptr;
  };
  write_sums<P, C>(sums, place, bias, column_tile * COLUMNS + warp() % WARPS_ACROSS * C * 16, outputs,
                   pairs);
}

#define PATCHED_PRODUCT(name, warps_down, warps_across, p, c, blocks) \
  KERNEL __launch_bounds__(warps_down * warps_across * WARP, blocks_beside(blocks)) name( \
      const float* __restrict__ source, const float* __restrict__, \
      const unsigned* __restrict__ packed, const float* __restrict__ bias, \
      float* __restrict__ out, int images, int height, int width, int channels, int out_height, \
      int out_width, int outputs, int kernel_height, int kernel_width, int stride, int pad_y, \
      int pad_x, int adjoint, int fours, int pairs, long long, \
      long long) { \
    patched_product<warps_down, warps_across, p, c>( \
        source, reinterpret_cast<const uint4*>(packed), bias, out, images, height, width, channels, \
        out_height, out_width, outputs, kernel_height, kernel_width, stride, pad_y, pad_x, adjoint, \
        fours, pairs); \
  }

PATCHED_PRODUCT(patched_128x128_4, 2, 2, 8, 4, 2)
PATCHED_PRODUCT(patched_128x80_4, 4, 1, 4, 5, 3)
PATCHED_PRODUCT(patched_128x64_2, 2, 1, 8, 4, 4)
PATCHED_PRODUCT(patched_128x64_4, 4, 1, 4, 4, 3)
PATCHED_PRODUCT(patched_128x32_4, 4, 1, 4, 2, 4)
PATCHED_PRODUCT(patched_64x64_2, 2, 1, 4, 4, 6)
PATCHED_PRODUCT(patched_64x64_4, 2, 2, 4, 2, 4)
PATCHED_PRODUCT(patched_64x32_2, 2, 1, 4, 2, 8)
PATCHED_PRODUCT(patched_64x32_4, 2, 2, 4, 1, 4)
