// Gradients of weights and biases: sums over all pixels, cut into parts that are summed afterwards
// in a fixed order.

// A number of at most 31 bits divided by one that the host has prepared: q = (mulhi(n, factor) + n)
// >> shift (Granlund and Montgomery 1994, figure 4.1).
__device__ __forceinline__ int divide(int n, int factor, int shift) {
  return static_cast<int>((__umulhi(n, factor) + static_cast<unsigned>(n)) >> shift);
}

// parts[part][o][tap * quads_of(channels) + c] = sum over the part's output pixels of slopes[pixel][o] *
// source[pixel met by tap][c], in tiles of 32 WARPS outputs x 8 GROUPS GROUP columns; and the sums of
// slopes alone, bias_parts[part][o], unless that is null. Block y is the part.
template <int WARPS, int GROUPS, int GROUP>
__device__ __forceinline__ void weight_gradient(
    const float* __restrict__ slopes, const float* __restrict__ source, float* __restrict__ parts,
    float* __restrict__ bias_parts, int pixels, int height, int width, int channels, int out_height,
    int out_width, int outputs, int kernel_height, int kernel_width, int stride, int pad_y,
    int pad_x, int slopes_fours, int source_fours, int pixels_a_part, int image_factor,
    int image_shift, int row_factor, int row_shift) {
  constexpr int THREADS = WARPS * WARP;
  constexpr int ROWS = WARPS * 32;
  constexpr int COLUMNS = GROUPS * GROUP * 8;
  constexpr int LEFT_PITCH = ROWS + 8;
  constexpr int RIGHT_PITCH = COLUMNS + 8;
  constexpr int LEFT_LOADS = ROWS / 4 * STEP_WORDS / THREADS;
  constexpr int RIGHT_LOADS = COLUMNS / 4 * STEP_WORDS / THREADS;
  constexpr int LEFT_APART = STEP_WORDS / LEFT_LOADS;
  constexpr int RIGHT_APART = STEP_WORDS / RIGHT_LOADS;
  static_assert(RIGHT_LOADS * RIGHT_APART == STEP_WORDS, "threads load whole rows of a tile");
  __shared__ uint4 left_tiles[2][STEP_WORDS * LEFT_PITCH / 4];
  __shared__ uint4 right_tiles[2][STEP_WORDS * RIGHT_PITCH / 4];

  const int padded = ceil_div(channels, 4) * 4;
  const int all_columns = kernel_height * kernel_width * padded;
  const int column_tiles = ceil_div(all_columns, COLUMNS);
  const int first_column = static_cast<int>(blockIdx.x) % column_tiles * COLUMNS;
  const int first_output = static_cast<int>(blockIdx.x) / column_tiles * ROWS;
  const int first_pixel = blockIdx.y * pixels_a_part;
  const int end_pixel = min(pixels, first_pixel + pixels_a_part);
  const int steps = ceil_div(end_pixel - first_pixel, STEP_VALUES);
  const bool with_bias = bias_parts != nullptr && first_column == 0;

  // The thread's quad of outputs, and of columns, which all have one tap.
  const int left_quad = threadIdx.x % (ROWS / 4);
  const int left_word = threadIdx.x / (ROWS / 4);
  const int output = first_output + 4 * left_quad;
  const int right_quad = threadIdx.x % (COLUMNS / 4);
  const int right_word = threadIdx.x / (COLUMNS / 4);
  const int column = first_column + 4 * right_quad;
  const int tap = column / padded;
  const int channel = column - tap * padded;
  const int tap_y = tap / kernel_width;
  const int dy = tap_y - pad_y;
  const int dx = tap - tap_y * kernel_width - pad_x;
  const int channels_left = column < all_columns ? channels - channel : 0;

  float4 left[LEFT_LOADS][WORD_VALUES];
  float4 right[RIGHT_LOADS][WORD_VALUES];
  float4 bias = make_float4(0.0f, 0.0f, 0.0f, 0.0f);

  auto load = [&](int step) {
    const int start = first_pixel + step * STEP_VALUES;
#pragma unroll
    for (int i = 0; i < LEFT_LOADS; i++) {
#pragma unroll
      for (int h = 0; h < WORD_VALUES; h++) {
        int pixel = start + (left_word + i * LEFT_APART) * WORD_VALUES + h;
        left[i][h] = channels_from(slopes + static_cast<long long>(pixel) * outputs + output,
                                   pixel < end_pixel ? outputs - output : 0, slopes_fours);
      }
    }
#pragma unroll
    for (int i = 0; i < RIGHT_LOADS; i++) {
#pragma unroll
      for (int h = 0; h < WORD_VALUES; h++) {
        int pixel = start + (right_word + i * RIGHT_APART) * WORD_VALUES + h;
        int image = divide(pixel, image_factor, image_shift);
        int in_image = pixel - image * out_height * out_width;
        int row = divide(in_image, row_factor, row_shift);
        int y = row * stride + dy;
        int x = (in_image - row * out_width) * stride + dx;
        bool inside = pixel < end_pixel && static_cast<unsigned>(y) < static_cast<unsigned>(height) &&
                      static_cast<unsigned>(x) < static_cast<unsigned>(width);
        long long met = (static_cast<long long>(image) * height + y) * width + x;
        right[i][h] = channels_from(source + met * channels + channel, inside ? channels_left : 0,
                                    source_fours);
      }
    }
  };

  auto store = [&](int buffer) {
#pragma unroll
    for (int i = 0; i < LEFT_LOADS; i++) {
      left_tiles[buffer][(left_word + i * LEFT_APART) * (LEFT_PITCH / 4) + left_quad] =
          words_across(left[i]);
      if (with_bias) {
#pragma unroll
        for (int h = 0; h < WORD_VALUES; h++) {
          bias.x += left[i][h].x;
          bias.y += left[i][h].y;
          bias.z += left[i][h].z;
          bias.w += left[i][h].w;
        }
      }
    }
#pragma unroll
    for (int i = 0; i < RIGHT_LOADS; i++) {
      right_tiles[buffer][(right_word + i * RIGHT_APART) * (RIGHT_PITCH / 4) + right_quad] =
          words_across(right[i]);
    }
  };

  float sums[GROUPS][GROUP][2][4] = {};
  load(0);
  store(0);
  __syncthreads();
  for (int step = 0; step < steps; step++) {
    const bool more = step + 1 < steps;
    if (more) {
      load(step + 1);
    }
    const unsigned* left_tile =
        reinterpret_cast<const unsigned*>(left_tiles[step & 1]) + warp() * 32;
    const unsigned* right_tile = reinterpret_cast<const unsigned*>(right_tiles[step & 1]);
#pragma unroll
    for (int i = 0; i < GROUPS; i++) {
      multiply_columns<LEFT_PITCH, RIGHT_PITCH, 2, GROUP>(sums[i], left_tile, right_tile + i * GROUP * 8);
    }
    if (more) {
      store((step + 1) & 1);
    }
    __syncthreads();
  }

  if (with_bias) {
    float4* bias_sums = reinterpret_cast<float4*>(left_tiles[0]);
    bias_sums[left_word * (ROWS / 4) + left_quad] = bias;
    __syncthreads();
    const int o = first_output + threadIdx.x;
    if (o < outputs) {
      const float* of_all = reinterpret_cast<const float*>(bias_sums);
      float sum = 0.0f;
#pragma unroll
      for (int i = 0; i < LEFT_APART; i++) {
        sum += of_all[i * ROWS + threadIdx.x];
      }
      bias_parts[static_cast<long long>(blockIdx.y) * outputs + o] = sum;
    }
  }

  const int g = lane() / 4;
  const int t = lane() % 4;
#pragma unroll
  for (int i = 0; i < 4; i++) {
    const int o = first_output + warp() * 32 + 8 * i + g;
    if (o >= outputs) {
      continue;
    }
    float* row = parts + (static_cast<long long>(blockIdx.y) * outputs + o) * all_columns;
#pragma unroll
    for (int n = 0; n < GROUPS * GROUP; n++) {
      const int to = first_column + 8 * n + 2 * t;
      if (to < all_columns) {
        const float* two = &sums[n / GROUP][n % GROUP][i / 2][i % 2 * 2];
        *reinterpret_cast<float2*>(row + to) = make_float2(two[0], two[1]);
      }
    }
  }
}

#define WEIGHT_GRADIENT(name, warps, groups, group, blocks) \
  KERNEL __launch_bounds__(warps * WARP, blocks_beside(blocks)) name( \
      const float* __restrict__ slopes, const float* __restrict__ source, \
      float* __restrict__ parts, float* __restrict__ bias_parts, int pixels, int height, int width, \
      int channels, int out_height, int out_width, int outputs, int kernel_height, \
      int kernel_width, int stride, int pad_y, int pad_x, int slopes_fours, int source_fours, \
      int pixels_a_part, int image_factor, int image_shift, int row_factor, int row_shift) { \
    weight_gradient<warps, groups, group>( \
        slopes, source, parts, bias_parts, pixels, height, width, channels, out_height, out_width, \
        outputs, kernel_height, kernel_width, stride, pad_y, pad_x, slopes_fours, source_fours, \
        pixels_a_part, image_factor, image_shift, row_factor, row_shift); \
  }

WEIGHT_GRADIENT(weight_gradient_128x128, 4, 2, 8, 2)
WEIGHT_GRADIENT(weight_gradient_128x64, 4, 1, 8, 3)
WEIGHT_GRADIENT(weight_gradient_64x64, 2, 1, 8, 6)

// The sum over the warps of a block of what each of them has in a lane, to the first warp.
__device__ __forceinline__ float sum_of_warps(float value) {
  __shared__ float values[8][WARP];
  values[warp()][lane()] = value;
  __syncthreads();
  float sum = 0.0f;
  for (int i = 0; i < 8; i++) {
    sum += values[i][lane()];
  }
  return sum;
}

// Sums of the parts: dw [outputs][channels][taps] of parts [part][outputs][tap * padded + channel],
// and db of bias parts [part][biases], which may be none. A block of 8 warps sums 32 numbers.
KERNEL sum_gradient_parts(const float* __restrict__ parts, int part_count, int outputs, int channels,
                          int taps, float* __restrict__ dw, const float* __restrict__ bias_parts,
                          int bias_part_count, int biases, float* __restrict__ db) {
  const int padded = ceil_div(channels, 4) * 4;
  const long long part = static_cast<long long>(outputs) * taps * padded;
  const long long i = static_cast<long long>(blockIdx.x) * WARP + lane();
  const long long bias = i - part;
  float sum = 0.0f;
  if (bias < 0) {
#pragma unroll 8
    for (int p = warp(); p < part_count; p += 8) {
      sum += parts[p * part + i];
    }
  } else if (bias < biases) {
    for (int p = warp(); p < bias_part_count; p += 8) {
      sum += bias_parts[static_cast<long long>(p) * biases + bias];
    }
  }
  sum = sum_of_warps(sum);
  if (warp() != 0) {
    return;
  }
  const int channel = static_cast<int>(i % padded);
  if (bias >= 0) {
    if (bias < biases) {
      db[bias] = sum;
    }
  } else if (channel < channels) {
    const long long rest = i / padded;
    dw[(rest / taps * channels + channel) * taps + rest % taps] = sum;
  }
}

// parts[part][c] = the sum of x[row][c] over the part's rows. Block x has 32 columns, block y is the part.
KERNEL sum_columns(const float* __restrict__ x, float* __restrict__ parts, long long rows, int columns,
                   long long rows_a_part) {
  const int column = blockIdx.x * WARP + lane();
  const long long first = blockIdx.y * rows_a_part;
  const long long end = min(rows, first + rows_a_part);
  float sum = 0.0f;
  if (column < columns) {
#pragma unroll 4
    for (long long row = first + warp(); row < end; row += 8) {
      sum += x[row * columns + column];
    }
  }
  sum = sum_of_warps(sum);
  if (warp() == 0 && column < columns) {
    parts[static_cast<long long>(blockIdx.y) * columns + column] = sum;
  }
}
