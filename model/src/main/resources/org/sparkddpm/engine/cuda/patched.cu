// Products of pixels that windows meet, for windows of several pixels that move by one: neighbours
// meet almost the same pixels. So a block loads the patch of source pixels that all its rows meet once
// for each chunk of channels, and goes through the window's places on it. Rows and source pixels are
// counted alike (image, y, x), so a place of the window is a constant distance, and what lies beyond
// an image's edge is read from a row of zeros.

// Rows of the patch for so many rows of the product; two of zeros follow.
__device__ __forceinline__ int patch_rows(int rows, int taps_high, int taps_wide, int width) {
  return (rows + (taps_high - 1) * width + taps_wide - 1 + 1) / 2 * 2;
}

// out = rows of the source * weights + bias, in tiles of 16 M WARPS_DOWN pixels x 8 N WARPS_ACROSS
// columns; `packed` has the weights in chunks of channels. The output, or each remainder of it by the
// stride, must be as high and wide as the source.
template <int WARPS_DOWN, int WARPS_ACROSS, int M, int N>
__device__ __forceinline__ void patched_product(
    const float* __restrict__ source, const uint4* __restrict__ packed,
    const float* __restrict__ bias, float* __restrict__ out, int images, int height, int width,
    int channels, int out_height, int out_width, int outputs, int kernel_height, int kernel_width,
    int stride, int pad_y, int pad_x, int adjoint, int fours, int pairs) {
  constexpr int THREADS = WARPS_DOWN * WARPS_ACROSS * WARP;
  constexpr int ROWS = WARPS_DOWN * 16 * M;
  constexpr int COLUMNS = WARPS_ACROSS * 8 * N;
  constexpr int STAGES = 3;      // of weights
  constexpr int PATCH_LOADS = 3;  // of quads by a thread in a step
  constexpr int WEIGHT_LOADS = (COLUMNS * 4 + THREADS - 1) / THREADS;
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
  const int patch_quads = (all_patch_rows + 2) * (STEP_WORDS / 4);
  uint4* const stages = patch_memory;
  uint4* const patches = patch_memory + STAGES * COLUMNS * 4;
  if (threadIdx.x < 16) {
    patches[threadIdx.x / 8 * patch_quads + all_patch_rows * 4 + threadIdx.x % 8] =
        make_uint4(0, 0, 0, 0);
  }

  // The patch begins at the pixel of the first row's first place in the order of pixels.
  const int place_y = adjoint ? taps_y.base - (taps_y.count - 1) : taps_y.base;
  const int place_x = adjoint ? taps_x.base - (taps_x.count - 1) : taps_x.base;
  const long long patch_start = static_cast<long long>(first_row) + place_y * width + place_x;

  // The lane's rows, and which places of the window lie inside the image: bit i for the i-th down,
  // bit 16 + i for the i-th across, in the order of pixels.
  const int lane_row = warp() / WARPS_ACROSS * (16 * M) + lane() / 4;
  unsigned inside[2 * M];
#pragma unroll
  for (int i = 0; i < 2 * M; i++) {
    const long long row = static_cast<long long>(first_row) + lane_row + 8 * i;
    inside[i] = 0;
    if (row < pixels) {
      const int in_image = static_cast<int>(row) % (height * width);
      const int y = in_image / width + place_y;
      const int x = in_image % width + place_x;
      for (int j = 0; j < taps_y.count; j++) {
        inside[i] |= static_cast<unsigned>(y + j >= 0 && y + j < height) << j;
      }
      for (int j = 0; j < taps_x.count; j++) {
        inside[i] |= static_cast<unsigned>(x + j >= 0 && x + j < width) << (16 + j);
      }
    }
  }

  const int most_steps = most_high * most_wide * ceil_div(channels, STEP_VALUES);
  const uint4* const weights = packed + (static_cast<long long>(blockIdx.y) * column_tiles +
                                         column_tile) * most_steps * (COLUMNS * 4);
  auto copy_weights = [&](int step) {
    if (step < steps) {
#pragma unroll
      for (int i = 0; i < WEIGHT_LOADS; i++) {
        const int at = threadIdx.x + i * THREADS;
        if (COLUMNS * 4 % THREADS == 0 || at < COLUMNS * 4) {
          copy_async<16>(stages + step % STAGES * (COLUMNS * 4) + at,
                         weights + static_cast<long long>(step) * (COLUMNS * 4) + at);
        }
      }
    }
    copy_async_commit();
  };

  // Quads of the patch of a chunk, PATCH_LOADS of the thread at most at a time.
  const int quad = threadIdx.x % 4;
  const int quads_each = ceil_div(all_patch_rows, THREADS / 4);
  const int quads_a_step = taps == 0 ? 0 : ceil_div(quads_each, taps);
  float loaded[PATCH_LOADS][QUAD_VALUES];
  auto patch_row = [&](int i) { return static_cast<int>(threadIdx.x) / 4 + i * (THREADS / 4); };
  auto load_patch = [&](int chunk, int first, int count) {
    const int channel = chunk * STEP_VALUES + quad * QUAD_VALUES;
#pragma unroll
    for (int i = 0; i < PATCH_LOADS; i++) {
      if (i < count) {
        const long long pixel = patch_start + patch_row(first + i);
        const bool exists = pixel >= 0 && pixel < pixels;
        const float* from = source + pixel * channels + channel;
#pragma unroll
        for (int h = 0; h < WORD_VALUES; h++) {
          float4 v = channels_from(from + 4 * h, exists ? channels - channel - 4 * h : 0, fours);
          loaded[i][4 * h] = v.x;
          loaded[i][4 * h + 1] = v.y;
          loaded[i][4 * h + 2] = v.z;
          loaded[i][4 * h + 3] = v.w;
        }
      }
    }
  };
  auto store_patch = [&](int chunk, int first, int count) {
#pragma unroll
    for (int i = 0; i < PATCH_LOADS; i++) {
      if (i < count && patch_row(first + i) < all_patch_rows) {
        patches[(chunk & 1) * patch_quads + quad_place(patch_row(first + i), quad)] = words(loaded[i]);
      }
    }
  };

  float sums[N][M][4] = {};
#pragma unroll
  for (int stage = 0; stage < STAGES - 1; stage++) {
    copy_weights(stage);
  }
  if (steps > 0) {
    for (int first = 0; first < quads_each; first += PATCH_LOADS) {
      load_patch(0, first, min(PATCH_LOADS, quads_each - first));
      store_patch(0, first, min(PATCH_LOADS, quads_each - first));
    }
  }
  int step = 0;
  for (int chunk = 0; chunk < chunks; chunk++) {
    const uint4* patch = patches + (chunk & 1) * patch_quads;
    int tap_y = 0;
    int tap_x = 0;
    for (int tap = 0; tap < taps; tap++, step++) {
      copy_async_wait<STAGES - 2>();
      __syncthreads();
      copy_weights(step + STAGES - 1);
      const int first = tap * quads_a_step;
      const int count = chunk + 1 < chunks ? min(quads_a_step, quads_each - first) : 0;
      load_patch(chunk + 1, first, count);

      const int down = adjoint ? taps_y.count - 1 - tap_y : tap_y;
      const int across = adjoint ? taps_x.count - 1 - tap_x : tap_x;
      int rows[2 * M];
#pragma unroll
      for (int i = 0; i < 2 * M; i++) {
        const int met = lane_row + 8 * i + down * width + across;
        rows[i] = inside[i] >> down & inside[i] >> (16 + across) & 1 ? met
                                                                     : all_patch_rows + (met & 1);
      }
      multiply_rows<M, N>(sums, patch, rows,
                          stages + step % STAGES * (COLUMNS * 4) + warp() % WARPS_ACROSS * N * 8 * 4);
      store_patch(chunk + 1, first, count);
      if (++tap_x == taps_x.count) {
        tap_x = 0;
        tap_y++;
      }
    }
  }

  float* out_rows[2 * M];
#pragma unroll
  for (int i = 0; i < 2 * M; i++) {
    const long long row = static_cast<long long>(first_row) + lane_row + 8 * i;
    out_rows[i] = row < pixels ? out_row(out, row, height, width, out_height, out_width, outputs,
                                         adjoint ? stride : 1, remainder_y, remainder_x)
                               : nullptr;
  }
  write_sums<M, N>(sums, out_rows, bias,
                   column_tile * COLUMNS + warp() % WARPS_ACROSS * N * 8, outputs, pairs);
}

#define PATCHED_PRODUCT(name, warps_down, warps_across, m, n, blocks) \
  KERNEL __launch_bounds__(warps_down * warps_across * WARP, blocks_beside(blocks)) name( \
      const float* __restrict__ source, const float* __restrict__, \
      const unsigned* __restrict__ packed, const float* __restrict__ bias, \
      float* __restrict__ out, int images, int height, int width, int channels, int out_height, \
      int out_width, int outputs, int kernel_height, int kernel_width, int stride, int pad_y, \
      int pad_x, int adjoint, int fours, int pairs, long long, \
      long long) { \
    patched_product<warps_down, warps_across, m, n>( \
        source, reinterpret_cast<const uint4*>(packed), bias, out, images, height, width, channels, \
        out_height, out_width, outputs, kernel_height, kernel_width, stride, pad_y, pad_x, adjoint, \
        fours, pairs); \
  }

PATCHED_PRODUCT(patched_256x64, 4, 1, 4, 8, 2)
PATCHED_PRODUCT(patched_128x128, 2, 2, 4, 8, 2)
PATCHED_PRODUCT(patched_128x72, 4, 1, 2, 9, 3)
PATCHED_PRODUCT(patched_128x64, 2, 1, 4, 8, 4)
PATCHED_PRODUCT(patched_128x32, 2, 1, 4, 4, 6)
PATCHED_PRODUCT(patched_64x64, 2, 1, 2, 8, 6)
PATCHED_PRODUCT(patched_64x32, 2, 1, 2, 4, 8)
