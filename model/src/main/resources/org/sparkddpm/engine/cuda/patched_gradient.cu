// The gradient of the weights of 3x3 windows that move by one. A block goes along its part of the
// pixels and keeps in a ring what the windows there meet, each pixel loaded once; each warp has the
// sums of all nine places of the window for 64 outputs and 8 channels. Where bf16 is asked for this
// multiplies in tf32: words of two pixels would not fit windows that move by one.

constexpr int WINDOW = 9;
constexpr int WINDOW_OUTPUTS = 64;
constexpr int WINDOW_CHANNELS = 32;
constexpr int WINDOW_STEP = 16;     // pixels between two barriers
constexpr int WINDOW_ENTRIES = 12;  // of a pixel in the table of places, of which 9 are used
constexpr int SLOPES_PITCH = WINDOW_OUTPUTS + 8;
constexpr int RING_PITCH = WINDOW_CHANNELS + 8;
constexpr int RING_ZEROS = 4;

// Pixels that the ring holds: those that a step's windows meet and those of the next step.
__device__ __forceinline__ int ring_pixels(int width) {
  int pixels = 64;
  while (pixels < 2 * width + 2 + 2 * WINDOW_STEP) {
    pixels *= 2;
  }
  return pixels;
}

// As weight_gradient, of whose parameters it leaves out what is given for such windows.
KERNEL __launch_bounds__(4 * WARP, 2) weight_gradient_3x3(
    const float* __restrict__ slopes, const float* __restrict__ source, float* __restrict__ parts,
    float* __restrict__ bias_parts, int pixels, int height, int width, int channels, int outputs,
    int slopes_fours, int source_fours, int pixels_a_part, int image_factor, int image_shift,
    int row_factor, int row_shift) {
  DYNAMIC_SHARED(uint4, ring_memory);
  uint4* const slope_tiles = ring_memory;
  int* const tables = reinterpret_cast<int*>(slope_tiles + 2 * WINDOW_STEP * SLOPES_PITCH / 4);
  uint4* const ring = reinterpret_cast<uint4*>(tables + 2 * WINDOW_STEP * WINDOW_ENTRIES);
  const int ring_size = ring_pixels(width);

  const int padded = ceil_div(channels, 4) * 4;
  const int channel_tiles = ceil_div(channels, WINDOW_CHANNELS);
  const int first_channel = static_cast<int>(blockIdx.x) % channel_tiles * WINDOW_CHANNELS;
  const int first_output = static_cast<int>(blockIdx.x) / channel_tiles * WINDOW_OUTPUTS;
  const int first_pixel = blockIdx.y * pixels_a_part;
  const int end_pixel = min(pixels, first_pixel + pixels_a_part);
  const int steps = ceil_div(end_pixel - first_pixel, WINDOW_STEP);
  const bool with_bias = bias_parts != nullptr && first_channel == 0;
  // Another warp in each part has the channels of a tile that is not full.
  const int octet = (warp() + blockIdx.y) % 4 * 8;
  const bool computes = first_channel + octet < channels;

  if (threadIdx.x < RING_ZEROS * RING_PITCH / 4) {
    ring[ring_size * (RING_PITCH / 4) + threadIdx.x] = make_uint4(0, 0, 0, 0);
  }

  // Row r of the ring is the pixel first_pixel - width - 1 + r, kept at place r modulo its size.
  const int ring_quad = threadIdx.x % (WINDOW_CHANNELS / 4);
  const int ring_row = threadIdx.x / (WINDOW_CHANNELS / 4);
  const int channel = first_channel + 4 * ring_quad;
  auto load_source = [&](int row) {
    const long long pixel = static_cast<long long>(first_pixel) - width - 1 + row;
    return channels_from(source + pixel * channels + channel,
                         pixel >= 0 && pixel < pixels ? channels - channel : 0, source_fours);
  };
  auto store_source = [&](int row, float4 values) {
    ring[(row & (ring_size - 1)) * (RING_PITCH / 4) + ring_quad] = single_words(values);
  };

  const int slope_quad = threadIdx.x % (WINDOW_OUTPUTS / 4);
  const int slope_row = threadIdx.x / (WINDOW_OUTPUTS / 4);
  const int output = first_output + 4 * slope_quad;
  float4 bias = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
  auto load_slopes = [&](int row) {
    const int pixel = first_pixel + row;
    return channels_from(slopes + static_cast<long long>(pixel) * outputs + output,
                         pixel < end_pixel ? outputs - output : 0, slopes_fours);
  };
  auto store_slopes = [&](int buffer, int row, float4 values) {
    slope_tiles[(buffer * WINDOW_STEP + row) * (SLOPES_PITCH / 4) + slope_quad] =
        single_words(values);
    if (with_bias) {
      bias.x += values.x;
      bias.y += values.y;
      bias.z += values.z;
      bias.w += values.w;
    }
  };

  // For each pixel of a step and each place of its window, where the ring has what it meets.
  auto write_table = [&](int step) {
    const int row = threadIdx.x % WINDOW_STEP;
    const int pixel = first_pixel + step * WINDOW_STEP + row;
    const int image = divide(pixel, image_factor, image_shift);
    const int in_image = pixel - image * height * width;
    const int y = divide(in_image, row_factor, row_shift);
    const int x = in_image - y * width;
    for (int tap = threadIdx.x / WINDOW_STEP; tap < WINDOW; tap += 4 * WARP / WINDOW_STEP) {
      const int dy = tap / 3 - 1;
      const int dx = tap % 3 - 1;
      const bool inside = pixel < end_pixel && y + dy >= 0 && y + dy < height && x + dx >= 0 &&
                          x + dx < width;
      const int met = step * WINDOW_STEP + row + (1 + dy) * width + 1 + dx;
      const int place = inside ? met & (ring_size - 1) : ring_size + (met & (RING_ZEROS - 1));
      tables[((step & 1) * WINDOW_STEP + row) * WINDOW_ENTRIES + tap] =
          place * RING_PITCH * static_cast<int>(sizeof(float));
    }
  };

  constexpr int SLOPE_LOADS = WINDOW_OUTPUTS / 4 * WINDOW_STEP / (4 * WARP);
  float4 next_slopes[SLOPE_LOADS];
  const int reach = 2 * width + 2;
  for (int row = ring_row; row < reach + WINDOW_STEP; row += WINDOW_STEP) {
    store_source(row, load_source(row));
  }
#pragma unroll
  for (int i = 0; i < SLOPE_LOADS; i++) {
    const int row = slope_row + i * (WINDOW_STEP / SLOPE_LOADS);
    store_slopes(0, row, load_slopes(row));
  }
  write_table(0);
  __syncthreads();

  float sums[WINDOW][4][4] = {};
  for (int step = 0; step < steps; step++) {
    const bool more = step + 1 < steps;
    const int new_row = (step + 1) * WINDOW_STEP + reach + ring_row;
    float4 next_source;
    if (more) {
      next_source = load_source(new_row);
#pragma unroll
      for (int i = 0; i < SLOPE_LOADS; i++) {
        next_slopes[i] = load_slopes((step + 1) * WINDOW_STEP + slope_row +
                                     i * (WINDOW_STEP / SLOPE_LOADS));
      }
    }
    if (computes) {
      multiply_windows<SLOPES_PITCH, WINDOW_ENTRIES, 4, WINDOW>(
          sums,
          reinterpret_cast<const unsigned*>(slope_tiles) + (step & 1) * WINDOW_STEP * SLOPES_PITCH,
          reinterpret_cast<const unsigned*>(ring) + octet,
          tables + (step & 1) * WINDOW_STEP * WINDOW_ENTRIES);
    }
    if (more) {
      store_source(new_row, next_source);
#pragma unroll
      for (int i = 0; i < SLOPE_LOADS; i++) {
        store_slopes((step + 1) & 1, slope_row + i * (WINDOW_STEP / SLOPE_LOADS), next_slopes[i]);
      }
      write_table(step + 1);
    }
    __syncthreads();
  }

  if (with_bias) {
    const float* of_all = reinterpret_cast<const float*>(slope_tiles);
    reinterpret_cast<float4*>(slope_tiles)[threadIdx.x] = bias;
    __syncthreads();
    const int o = first_output + threadIdx.x;
    if (threadIdx.x < WINDOW_OUTPUTS && o < outputs) {
      float sum = 0.0f;
      for (int i = 0; i < 4 * WARP / (WINDOW_OUTPUTS / 4); i++) {
        sum += of_all[i * WINDOW_OUTPUTS + threadIdx.x];
      }
      bias_parts[static_cast<long long>(blockIdx.y) * outputs + o] = sum;
    }
  }

  const int to = first_channel + octet + 2 * (lane() % 4);
  if (to >= padded) {
    return;
  }
#pragma unroll
  for (int i = 0; i < 8; i++) {
    const int o = first_output + 8 * i + lane() / 4;
    if (o < outputs) {
      float* row = parts + (static_cast<long long>(blockIdx.y) * outputs + o) * WINDOW * padded;
#pragma unroll
      for (int tap = 0; tap < WINDOW; tap++) {
        const float* two = &sums[tap][i / 2][i % 2 * 2];
        *reinterpret_cast<float2*>(row + tap * padded + to) = make_float2(two[0], two[1]);
      }
    }
  }
}
