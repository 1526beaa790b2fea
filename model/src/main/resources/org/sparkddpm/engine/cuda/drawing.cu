// Images, timesteps, labels and noise, drawn on the device from the counters of random.cuh.

// Where an image lies on the canvas; rows in floats, which are as many as the image's bytes.
struct Placement {
  int height;
  int line;
  int top;
  int left;
  int canvas_line;

  // The canvas at a place: the image's bytes 0 to 255 as -1 to 1, black around it.
  __device__ __forceinline__ float at(const unsigned char* image, int row, int column) const {
    int y = row - top;
    int x = column - left;
    bool inside = y >= 0 && y < height && x >= 0 && x < line;
    return inside ? image[y * line + x] / 127.5f - 1.0f : -1.0f;
  }
};

__device__ __forceinline__ void store_quad(
    float* to, const float from[FOUR], int first, int size, bool packed) {
  if (packed) {
    *reinterpret_cast<float4*>(to + first) = {from[0], from[1], from[2], from[3]};
  } else {
#pragma unroll
    for (int k = 0; k < FOUR; k++) {
      if (first + k < size) {
        to[first + k] = from[k];
      }
    }
  }
}

// Each image has `blocks` blocks, whose threads take its floats by fours: what a block of the
// stream gives. One thread derives the key of the image's noise while one of another warp draws
// its timestep. A row or position that is not there gives NaN, which the loss then is too.
KERNEL noised_batch(
    const unsigned char* pixels,
    const int* classes,
    int images,
    int height,
    int line,
    int top,
    int left,
    int canvas_line,
    int size,
    long long seed,
    int timestep_purpose,
    int noise_purpose,
    int timesteps,
    long long dropout,
    int no_label,
    const float* levels,
    const int* round,
    const int* plan,
    int steps,
    int plan_batch,
    const float* cursor,
    int blocks,
    float* x,
    float* timestep_out,
    float* label_out,
    float* noise) {
  __shared__ Key noise_key;
  __shared__ int position;
  __shared__ float of_image;
  __shared__ float of_noise;
  const int n = blockIdx.x / blocks;
  const int part = blockIdx.x % blocks;
  const float step = cursor[0];
  const bool planned = step >= 0 && step < steps;
  const int* row = plan + 4 * (static_cast<long long>(planned ? step : 0) * plan_batch + n);
  if (threadIdx.x == 0 || threadIdx.x == WARP) {
    const bool of_timestep = threadIdx.x == WARP;
    const int purpose = of_timestep ? timestep_purpose : noise_purpose;
    const long long stream = 2ll * row[3] + !of_timestep;
    Key key = key_of(seed);
    key = with_id(key, purpose, 0, key_of_halves(round[0], round[1]));
    key = with_id(key, purpose, 1, key_of_halves(row[1], row[2]));
    key = with_id(key, purpose, 2, key_of(stream));
    if (of_timestep) {
      const bool valid = planned && row[0] >= 0 && row[0] < images;
      WordStream draws(key, purpose);
      const int timestep = draws.below(timesteps);
      const bool dropped = draws.bits53() < dropout;
      position = valid ? row[0] : 0;
      of_image = valid ? levels[2 * timestep] : nanf("");
      of_noise = valid ? levels[2 * timestep + 1] : nanf("");
      if (part == 0) {
        timestep_out[n] = valid ? timestep : nanf("");
        label_out[n] = !valid ? nanf("") : dropped ? no_label : classes[row[0]];
      }
    } else {
      noise_key = key;
    }
  }
  __syncthreads();
  const Placement placement = {height, line, top, left, canvas_line};
  const unsigned char* image = pixels + static_cast<long long>(position) * height * line;
  float* x_out = x + static_cast<long long>(n) * size;
  float* noise_out = noise + static_cast<long long>(n) * size;
  const bool packed = size % FOUR == 0 && aligned(x) && aligned(noise);
  for (int quad = part * blockDim.x + threadIdx.x; quad < (size + FOUR - 1) / FOUR;
       quad += blocks * blockDim.x) {
    float z[FOUR];
    float noised[FOUR];
    gaussians(stream_block(noise_key, noise_purpose, quad), z);
    int canvas_row = FOUR * quad / canvas_line;
    int column = FOUR * quad % canvas_line;
#pragma unroll
    for (int k = 0; k < FOUR; k++) {
      noised[k] = of_image * placement.at(image, canvas_row, column) + of_noise * z[k];
      if (++column == canvas_line) {
        column = 0;
        canvas_row++;
      }
    }
    store_quad(x_out, noised, FOUR * quad, size, packed);
    store_quad(noise_out, z, FOUR * quad, size, packed);
  }
}

// The noise of samples; images are label, low and high half of the index.
KERNEL sample_noise(
    const int* seed,
    const int* images,
    const float* step,
    int purpose,
    int size,
    int blocks,
    float* out) {
  __shared__ Key shared_key;
  const int n = blockIdx.x / blocks;
  if (threadIdx.x == 0) {
    const int* image = images + 3ll * n;
    Key key = key_of_halves(seed[0], seed[1]);
    key = with_id(key, purpose, 0, key_of(image[0]));
    key = with_id(key, purpose, 1, key_of_halves(image[1], image[2]));
    shared_key = with_id(key, purpose, 2, key_of(static_cast<long long>(step[0])));
  }
  __syncthreads();
  float* to = out + static_cast<long long>(n) * size;
  const bool packed = size % FOUR == 0 && aligned(out);
  for (int quad = blockIdx.x % blocks * blockDim.x + threadIdx.x; quad < (size + FOUR - 1) / FOUR;
       quad += blocks * blockDim.x) {
    float z[FOUR];
    gaussians(stream_block(shared_key, purpose, quad), z);
    store_quad(to, z, FOUR * quad, size, packed);
  }
}

// Sine at j and cosine at half + j of t period^(-j / (half - 1)). Angles are some hundred turns and
// must be right to 1e-6: they are counted in turns in double precision, and the turn's fraction is
// what unit_circle takes. A thread has one j and up to `rows` timesteps.
KERNEL sinusoids(
    const float* timesteps, int count, int half, int rows, float period, float* out) {
  constexpr double PER_RADIAN = 0.15915494309189535;  // turns
  const long long thread = first_element();
  const int j = static_cast<int>(thread % half);
  const long long begin = thread / half * rows;
  if (begin >= count) {
    return;
  }
  const double turns = PER_RADIAN * exp(-log(static_cast<double>(period)) * j / (half - 1));
  for (int n = static_cast<int>(begin); n < count && n < begin + rows; n++) {
    const float t = timesteps[n];
    const double angle = t * turns;
    const double fraction = angle - floor(angle);
    // A timestep that is not finite has no angle: its difference from itself is NaN.
    const float nothing = t - t;
    float cosine, sine;
    unit_circle(static_cast<unsigned>(static_cast<long long>(fraction * 0x1p32)), &cosine, &sine);
    float* to = out + 2ll * half * n;
    to[j] = sine + nothing;
    to[half + j] = cosine + nothing;
  }
}
