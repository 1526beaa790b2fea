// Linear attention, a block for each head of each image.

template <int BLOCKS, bool PACKED>
__device__ __forceinline__ void linear_attention(
    const float* __restrict__ qkv, float* __restrict__ out, float* shared, int positions, int heads,
    int width) {
  using Linear = LinearHead<BLOCKS, PACKED>;
  Linear at(qkv, positions, heads, width, shared);
  float* context = at.after_tiles();
  at.template sum_products<true>(
      [&](int position, Pack<4>(&left)[BLOCKS], Pack<4>(&right)[BLOCKS]) {
        at.load(qkv + at.head.at(KEYS, position), at.has(position), left);
        at.load_values(position, right);
      },
      [](int, const Pack<4>(&)[Linear::ROWS][BLOCKS]) {},
      head_scale(width), false, context);
  at.for_chunks([&](int chunk) {
    Pack<4> rows[Linear::ROWS][BLOCKS];
    __syncwarp();
#pragma unroll
    for (int r = 0; r < Linear::ROWS; r++) {
      at.load_queries(at.position(chunk, r), rows[r]);
      at.fill(at.row(at.tile, r), rows[r]);
    }
    __syncwarp();
    at.multiply(at.tile, context, rows);
#pragma unroll
    for (int r = 0; r < Linear::ROWS; r++) {
      int position = at.position(chunk, r);
      if (at.has(position)) {
        at.store(rows[r], out + at.head.output_at(position));
      }
    }
  });
}

// Two matrices lie behind the tiles: `context` transposed, and the gradient of context. When the
// queries' gradients are written, the first is no longer needed and takes the second transposed.
template <int BLOCKS, bool PACKED>
__device__ __forceinline__ void linear_attention_backward(
    const float* __restrict__ qkv, const float* __restrict__ d_out, float* __restrict__ d_qkv,
    float* shared, int positions, int heads, int width) {
  using Linear = LinearHead<BLOCKS, PACKED>;
  constexpr int WIDTH = Linear::WIDTH;
  constexpr int STRIDE = Linear::STRIDE;
  Linear at(qkv, positions, heads, width, shared);
  const Head<PACKED>& head = at.head;
  float* turned = at.after_tiles();
  float* d_context = turned + Linear::CONTEXT;
  float* key_means = d_context + Linear::CONTEXT;
  float* second_tile = at.tile + Linear::CHUNK * STRIDE;
  float scale = head_scale(width);
  at.template sum_products<true>(
      [&](int position, Pack<4>(&left)[BLOCKS], Pack<4>(&right)[BLOCKS]) {
        at.load(qkv + head.at(KEYS, position), at.has(position), left);
        at.load_values(position, right);
      },
      [](int, const Pack<4>(&)[Linear::ROWS][BLOCKS]) {},
      1.0f, true, turned);
  at.template sum_products<false>(
      [&](int position, Pack<4>(&left)[BLOCKS], Pack<4>(&right)[BLOCKS]) {
        at.load_queries(position, left);
        at.load(d_out + head.output_at(position), at.has(position), right);
      },
      [&](int chunk, Pack<4>(&queries)[Linear::ROWS][BLOCKS]) {
        Pack<4> slopes[Linear::ROWS][BLOCKS];
        at.multiply(second_tile, turned, slopes);
#pragma unroll
        for (int r = 0; r < Linear::ROWS; r++) {
          float inner = 0.0f;
#pragma unroll
          for (int b = 0; b < BLOCKS; b++) {
#pragma unroll
            for (int e = 0; e < 4; e++) {
              inner += queries[r][b].at[e] * slopes[r][b].at[e];
            }
          }
          inner = Linear::row_sum(inner);
#pragma unroll
          for (int b = 0; b < BLOCKS; b++) {
#pragma unroll
            for (int e = 0; e < 4; e++) {
              queries[r][b].at[e] *= (slopes[r][b].at[e] - inner) * scale;
            }
          }
          int position = at.position(chunk, r);
          if (at.has(position)) {
            at.store(queries[r], d_qkv + head.at(QUERIES, position));
          }
        }
      },
      scale, false, d_context);
  // What the softmax over the positions takes off the gradient of a key channel, the sum over the
  // positions of weight * gradient, is a product of the two contexts' rows.
  if (threadIdx.x < WIDTH) {
    float sum = 0.0f;
    for (int e = 0; e < WIDTH; e++) {
      int i = (e + threadIdx.x) % WIDTH;  // each thread another bank
      sum += turned[i * STRIDE + threadIdx.x] * d_context[threadIdx.x * STRIDE + i];
    }
    key_means[threadIdx.x] = sum;
  }
  __syncthreads();
  for (int i = threadIdx.x; i < WIDTH * WIDTH; i += LINEAR_THREADS) {
    turned[i % WIDTH * STRIDE + i / WIDTH] = d_context[i / WIDTH * STRIDE + i % WIDTH];
  }
  __syncthreads();
  at.for_chunks([&](int chunk) {
    Pack<4> slopes[Linear::ROWS][BLOCKS];
    Pack<4> keys[Linear::ROWS][BLOCKS];
    __syncwarp();
#pragma unroll
    for (int r = 0; r < Linear::ROWS; r++) {
      at.load_values(at.position(chunk, r), slopes[r]);
      at.load_keys(at.position(chunk, r), keys[r]);
    }
#pragma unroll
    for (int r = 0; r < Linear::ROWS; r++) {
      at.fill(at.row(at.tile, r), slopes[r]);
      at.fill(at.row(second_tile, r), keys[r]);
    }
    __syncwarp();
    at.multiply(at.tile, turned, slopes);
#pragma unroll
    for (int r = 0; r < Linear::ROWS; r++) {
      int position = at.position(chunk, r);
#pragma unroll
      for (int b = 0; b < BLOCKS; b++) {
#pragma unroll
        for (int e = 0; e < 4; e++) {
          keys[r][b].at[e] *= slopes[r][b].at[e] - key_means[at.channel(b) + e];
        }
      }
      if (at.has(position)) {
        at.store(keys[r], d_qkv + head.at(KEYS, position));
      }
    }
    at.multiply(second_tile, d_context, slopes);
#pragma unroll
    for (int r = 0; r < Linear::ROWS; r++) {
      int position = at.position(chunk, r);
      if (at.has(position)) {
        at.store(slopes[r], d_qkv + head.at(VALUES, position));
      }
    }
  });
}

#define FORWARD_PARAMETERS                                                               \
  const float *__restrict__ qkv, float *__restrict__ out, int positions, int heads, int width
#define BACKWARD_PARAMETERS                                                                       \
  const float *__restrict__ qkv, const float *__restrict__ d_out, float *__restrict__ d_qkv,       \
      int positions, int heads, int width

KERNEL __launch_bounds__(LINEAR_THREADS, 5) linear_attention_1_packed(FORWARD_PARAMETERS) {
  DYNAMIC_SHARED(float, shared);
  linear_attention<1, true>(qkv, out, shared, positions, heads, width);
}

KERNEL __launch_bounds__(LINEAR_THREADS, 4) linear_attention_2_packed(FORWARD_PARAMETERS) {
  DYNAMIC_SHARED(float, shared);
  linear_attention<2, true>(qkv, out, shared, positions, heads, width);
}

KERNEL __launch_bounds__(LINEAR_THREADS, 4) linear_attention_2(FORWARD_PARAMETERS) {
  DYNAMIC_SHARED(float, shared);
  linear_attention<2, false>(qkv, out, shared, positions, heads, width);
}

KERNEL __launch_bounds__(LINEAR_THREADS, 4) linear_attention_backward_1_packed(BACKWARD_PARAMETERS) {
  DYNAMIC_SHARED(float, shared);
  linear_attention_backward<1, true>(
      qkv, d_out, d_qkv, shared, positions, heads, width);
}

KERNEL __launch_bounds__(LINEAR_THREADS, 4) linear_attention_backward_2_packed(BACKWARD_PARAMETERS) {
  DYNAMIC_SHARED(float, shared);
  linear_attention_backward<2, true>(
      qkv, d_out, d_qkv, shared, positions, heads, width);
}

KERNEL __launch_bounds__(LINEAR_THREADS, 4) linear_attention_backward_2(BACKWARD_PARAMETERS) {
  DYNAMIC_SHARED(float, shared);
  linear_attention_backward<2, false>(
      qkv, d_out, d_qkv, shared, positions, heads, width);
}

#undef FORWARD_PARAMETERS
#undef BACKWARD_PARAMETERS
