// Linear attention, a block for each head of each image.

template <int BLOCKS, bool PACKED>
__device__ __forceinline__ void linear_attention(
    const float* __restrict__ qkv, float* __restrict__ out, float* shared, int positions, int heads,
    int width) {
  using Linear = LinearHead<BLOCKS, PACKED>;
  Linear at(qkv, positions, heads, width, shared);
  const Head<PACKED>& head = at.head;
  float* context = at.after_tile();
  at.find_key_statistics();
  at.sum_products(
      [&](int position, Pack<4>(&left)[BLOCKS], Pack<4>(&right)[BLOCKS]) {
        at.load_keys(position, left);
        at.load_values(position, right);
      },
      head_scale(width), false, context);
  for (int base = at.slot; base - at.slot < positions; base += at.slots * Linear::ROWS) {
    Pack<4> rows[Linear::ROWS][BLOCKS];
#pragma unroll
    for (int r = 0; r < Linear::ROWS; r++) {
      at.load_queries(base + r * at.slots, rows[r]);
      at.fill(at.tile_row(r), rows[r]);
    }
    at.multiply(context, rows);
#pragma unroll
    for (int r = 0; r < Linear::ROWS; r++) {
      if (at.has(base + r * at.slots)) {
        at.store(rows[r], out + head.output_at(base + r * at.slots));
      }
    }
  }
}

// Two matrices lie behind the tile: `context` transposed, and the gradient of context. When the
// queries' gradients are written, the first is no longer needed and takes the second transposed.
template <int BLOCKS, bool PACKED>
__device__ __forceinline__ void linear_attention_backward(
    const float* __restrict__ qkv, const float* __restrict__ d_out, float* __restrict__ d_qkv,
    float* shared, int positions, int heads, int width) {
  using Linear = LinearHead<BLOCKS, PACKED>;
  Linear at(qkv, positions, heads, width, shared);
  const Head<PACKED>& head = at.head;
  float* turned = at.after_tile();
  float* d_context = turned + Linear::CONTEXT;
  float* key_means = d_context + Linear::CONTEXT;
  float scale = head_scale(width);
  int step = at.slots * Linear::ROWS;
  at.find_key_statistics();
  at.sum_products(
      [&](int position, Pack<4>(&left)[BLOCKS], Pack<4>(&right)[BLOCKS]) {
        at.load_keys(position, left);
        at.load_values(position, right);
      },
      1.0f, true, turned);
  at.sum_products(
      [&](int position, Pack<4>(&left)[BLOCKS], Pack<4>(&right)[BLOCKS]) {
        at.load_queries(position, left);
        at.load(d_out + head.output_at(position), at.has(position), right);
      },
      scale, false, d_context);
  // What the softmax over the positions takes off the gradient of a key channel, the sum over the
  // positions of weight * gradient, is a product of the two contexts' rows.
  if (threadIdx.x < Linear::WIDTH) {
    float sum = 0.0f;
    for (int e = 0; e < Linear::WIDTH; e++) {
      int i = (e + threadIdx.x) % Linear::WIDTH;  // each thread another bank
      sum += turned[i * Linear::WIDTH + threadIdx.x] * d_context[threadIdx.x * Linear::WIDTH + i];
    }
    key_means[threadIdx.x] = sum;
  }
  for (int base = at.slot; base - at.slot < positions; base += step) {
    Pack<4> slopes[Linear::ROWS][BLOCKS];
#pragma unroll
    for (int r = 0; r < Linear::ROWS; r++) {
      int position = base + r * at.slots;
      at.load(d_out + head.output_at(position), at.has(position), slopes[r]);
      at.fill(at.tile_row(r), slopes[r]);
    }
    at.multiply(turned, slopes);
#pragma unroll
    for (int r = 0; r < Linear::ROWS; r++) {
      int position = base + r * at.slots;
      Pack<4> queries[BLOCKS];
      at.load_queries(position, queries);
      float inner = 0.0f;
#pragma unroll
      for (int b = 0; b < BLOCKS; b++) {
#pragma unroll
        for (int e = 0; e < 4; e++) {
          inner += queries[b].at[e] * slopes[r][b].at[e];
        }
      }
      inner = Linear::row_sum(inner);
#pragma unroll
      for (int b = 0; b < BLOCKS; b++) {
#pragma unroll
        for (int e = 0; e < 4; e++) {
          queries[b].at[e] *= (slopes[r][b].at[e] - inner) * scale;
        }
      }
      if (at.has(position)) {
        at.store(queries, d_qkv + head.at(QUERIES, position));
      }
    }
  }
  __syncthreads();
  for (int i = threadIdx.x; i < Linear::CONTEXT; i += blockDim.x) {
    turned[i % Linear::WIDTH * Linear::WIDTH + i / Linear::WIDTH] = d_context[i];
  }
  for (int base = at.slot; base - at.slot < positions; base += step) {
    Pack<4> slopes[Linear::ROWS][BLOCKS];
    Pack<4> keys[Linear::ROWS][BLOCKS];
#pragma unroll
    for (int r = 0; r < Linear::ROWS; r++) {
      at.load_values(base + r * at.slots, slopes[r]);
      at.load_keys(base + r * at.slots, keys[r]);
      at.fill(at.tile_row(r), slopes[r]);
    }
    at.multiply(turned, slopes);
#pragma unroll
    for (int r = 0; r < Linear::ROWS; r++) {
      int position = base + r * at.slots;
      at.fill(at.tile_row(r), keys[r]);
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
    at.multiply(d_context, slopes);
#pragma unroll
    for (int r = 0; r < Linear::ROWS; r++) {
      if (at.has(base + r * at.slots)) {
        at.store(slopes[r], d_qkv + head.at(VALUES, base + r * at.slots));
      }
    }
  }
}

#define FORWARD_PARAMETERS                                                               \
  const float *__restrict__ qkv, float *__restrict__ out, int positions, int heads, int width
#define BACKWARD_PARAMETERS                                                                       \
  const float *__restrict__ qkv, const float *__restrict__ d_out, float *__restrict__ d_qkv,       \
      int positions, int heads, int width

KERNEL __launch_bounds__(256) linear_attention_1_packed(FORWARD_PARAMETERS) {
  DYNAMIC_SHARED(float, shared);
  linear_attention<1, true>(qkv, out, shared, positions, heads, width);
}

KERNEL __launch_bounds__(256) linear_attention_2_packed(FORWARD_PARAMETERS) {
  DYNAMIC_SHARED(float, shared);
  linear_attention<2, true>(qkv, out, shared, positions, heads, width);
}

KERNEL __launch_bounds__(256) linear_attention_2(FORWARD_PARAMETERS) {
  DYNAMIC_SHARED(float, shared);
  linear_attention<2, false>(qkv, out, shared, positions, heads, width);
}

KERNEL __launch_bounds__(256) linear_attention_backward_1_packed(BACKWARD_PARAMETERS) {
  DYNAMIC_SHARED(float, shared);
  linear_attention_backward<1, true>(
      qkv, d_out, d_qkv, shared, positions, heads, width);
}

KERNEL __launch_bounds__(256) linear_attention_backward_2_packed(BACKWARD_PARAMETERS) {
  DYNAMIC_SHARED(float, shared);
  linear_attention_backward<2, true>(
      qkv, d_out, d_qkv, shared, positions, heads, width);
}

KERNEL __launch_bounds__(256) linear_attention_backward_2(BACKWARD_PARAMETERS) {
  DYNAMIC_SHARED(float, shared);
  linear_attention_backward<2, false>(
      qkv, d_out, d_qkv, shared, positions, heads, width);
}

#undef FORWARD_PARAMETERS
#undef BACKWARD_PARAMETERS
