// Linear attention (Shen et al. 2021): a block takes a head of an image. Keys are softmaxed over the
// positions, queries over their channels; `context`, the sum over the positions of the products of
// a key's and a value's channels, stands between. BLOCKS: of 32 channels; those beyond the head's
// last are 0. Eight neighbouring threads take a position, four channels of each block each.

template <int BLOCKS, bool PACKED>
struct LinearHead {
  static constexpr int WIDTH = 32 * BLOCKS;
  static constexpr int STRIDE = WIDTH + 4;        // of a tile's rows, against bank conflicts
  static constexpr int ROWS = 4 / BLOCKS;         // positions of a thread in a tile of a product
  static constexpr int CONTEXT = WIDTH * WIDTH;

  Head<PACKED> head;
  const float* qkv;
  int column;  // channels 4 * column on, of each block
  int slot;    // this thread's first position of a tile
  int slots;   // positions that the threads take at once
  float* key_greatest;  // [WIDTH]
  float* key_inverse;   // [WIDTH], of the sum of exp(key - greatest)
  float* tile;          // [slots * ROWS, STRIDE]

  __device__ __forceinline__ LinearHead(
      const float* qkv, int positions, int heads, int width, float* shared)
      : head(positions, heads, width, blockIdx.x),
        qkv(qkv),
        column(static_cast<int>(threadIdx.x) % 8),  // signed: unsigned, stores fall into floats
        slot(static_cast<int>(threadIdx.x) / 8),
        slots(static_cast<int>(blockDim.x) / 8),
        key_greatest(shared),
        key_inverse(shared + WIDTH),
        tile(shared + 2 * WIDTH) {}

  __device__ __forceinline__ float* after_tile() const { return tile + slots * ROWS * STRIDE; }

  __device__ __forceinline__ int channel(int block) const { return block * 32 + column * 4; }

  __device__ __forceinline__ bool has(int position) const { return position < head.positions; }

  __device__ __forceinline__ void load(
      const float* row, bool present, Pack<4> (&packs)[BLOCKS]) const {
#pragma unroll
    for (int b = 0; b < BLOCKS; b++) {
      packs[b] = head.load(row, channel(b), present);
    }
  }

  __device__ __forceinline__ void store(const Pack<4> (&packs)[BLOCKS], float* row) const {
#pragma unroll
    for (int b = 0; b < BLOCKS; b++) {
      head.store(packs[b], row, channel(b));
    }
  }

  // The sum over the eight threads of a position.
  static __device__ __forceinline__ float row_sum(float value) {
    for (int distance = 4; distance > 0; distance /= 2) {
      value += __shfl_xor_sync(ALL_LANES, value, distance);
    }
    return value;
  }

  static __device__ __forceinline__ float row_max(float value) {
    for (int distance = 4; distance > 0; distance /= 2) {
      float other = __shfl_xor_sync(ALL_LANES, value, distance);
      value = value < other ? other : value;
    }
    return value;
  }

  __device__ __forceinline__ void load_values(int position, Pack<4> (&packs)[BLOCKS]) const {
    load(qkv + head.at(VALUES, position), has(position), packs);
  }

  // Softmaxed over the channels; all lanes of a warp must call it.
  __device__ __forceinline__ void load_queries(int position, Pack<4> (&packs)[BLOCKS]) const {
    load(qkv + head.at(QUERIES, position), has(position), packs);
    float greatest = LEAST_FLOAT;
#pragma unroll
    for (int b = 0; b < BLOCKS; b++) {
#pragma unroll
      for (int e = 0; e < 4; e++) {
        if (channel(b) + e < head.width && greatest < packs[b].at[e]) {
          greatest = packs[b].at[e];
        }
      }
    }
    greatest = row_max(greatest);
    float sum = 0.0f;
#pragma unroll
    for (int b = 0; b < BLOCKS; b++) {
#pragma unroll
      for (int e = 0; e < 4; e++) {
        bool there = channel(b) + e < head.width;
        packs[b].at[e] = there ? expf(packs[b].at[e] - greatest) : 0.0f;
        sum += packs[b].at[e];
      }
    }
    float total = row_sum(sum);
    float inverse = has(position) ? 1.0f / total : 0.0f;
#pragma unroll
    for (int b = 0; b < BLOCKS; b++) {
#pragma unroll
      for (int e = 0; e < 4; e++) {
        packs[b].at[e] *= inverse;
      }
    }
  }

  // Softmaxed over the positions, after `find_key_statistics`.
  __device__ __forceinline__ void load_keys(int position, Pack<4> (&packs)[BLOCKS]) const {
    load(qkv + head.at(KEYS, position), has(position), packs);
#pragma unroll
    for (int b = 0; b < BLOCKS; b++) {
#pragma unroll
      for (int e = 0; e < 4; e++) {
        int c = channel(b) + e;
        bool there = has(position) && c < head.width;
        packs[b].at[e] = there ? expf(packs[b].at[e] - key_greatest[c]) * key_inverse[c] : 0.0f;
      }
    }
  }

  __device__ __forceinline__ void fill(
      float* row_of_tile, const Pack<4> (&packs)[BLOCKS]) const {
#pragma unroll
    for (int b = 0; b < BLOCKS; b++) {
      store_pack(packs[b], row_of_tile + channel(b));
    }
  }

  // The greatest of each key channel over the positions, and the sum of what remains of all.
  __device__ __forceinline__ void find_key_statistics() const {
    Pack<4> greatest[BLOCKS];
    Pack<4> sums[BLOCKS];
#pragma unroll
    for (int b = 0; b < BLOCKS; b++) {
#pragma unroll
      for (int e = 0; e < 4; e++) {
        greatest[b].at[e] = LEAST_FLOAT;
        sums[b].at[e] = 0.0f;
      }
    }
    for (int base = slot; base < head.positions; base += slots * 4) {
      Pack<4> keys[4][BLOCKS];
#pragma unroll
      for (int r = 0; r < 4; r++) {
        load(qkv + head.at(KEYS, base + r * slots), has(base + r * slots), keys[r]);
      }
#pragma unroll
      for (int b = 0; b < BLOCKS; b++) {
#pragma unroll
        for (int e = 0; e < 4; e++) {
          float most = greatest[b].at[e];
#pragma unroll
          for (int r = 0; r < 4; r++) {
            bool more = has(base + r * slots) && most < keys[r][b].at[e];
            most = more ? keys[r][b].at[e] : most;
          }
          float sum = sums[b].at[e] * expf(greatest[b].at[e] - most);
#pragma unroll
          for (int r = 0; r < 4; r++) {
            sum += has(base + r * slots) ? expf(keys[r][b].at[e] - most) : 0.0f;
          }
          greatest[b].at[e] = most;
          sums[b].at[e] = sum;
        }
      }
    }
    join_key_statistics(greatest, sums);
  }

  // The same of all threads: over the lanes of a warp first, then over the warps.
  __device__ __forceinline__ void join_key_statistics(
      Pack<4> (&greatest)[BLOCKS], Pack<4> (&sums)[BLOCKS]) const {
    int warps = static_cast<int>(blockDim.x) / WARP;
    float* other_sums = tile + warps * WIDTH;
#pragma unroll
    for (int b = 0; b < BLOCKS; b++) {
#pragma unroll
      for (int e = 0; e < 4; e++) {
        for (int distance = 8; distance < WARP; distance *= 2) {
          float most = __shfl_xor_sync(ALL_LANES, greatest[b].at[e], distance);
          float sum = __shfl_xor_sync(ALL_LANES, sums[b].at[e], distance);
          join(most, sum, greatest[b].at[e], sums[b].at[e]);
        }
        if (lane() < 8) {
          tile[warp() * WIDTH + channel(b) + e] = greatest[b].at[e];
          other_sums[warp() * WIDTH + channel(b) + e] = sums[b].at[e];
        }
      }
    }
    __syncthreads();
    if (threadIdx.x < WIDTH) {
      float most = LEAST_FLOAT;
      float sum = 0.0f;
      for (int w = 0; w < warps; w++) {
        join(tile[w * WIDTH + threadIdx.x], other_sums[w * WIDTH + threadIdx.x], most, sum);
      }
      key_greatest[threadIdx.x] = most;
      key_inverse[threadIdx.x] = 1.0f / sum;
    }
    __syncthreads();
  }

  static __device__ __forceinline__ void join(
      float other_greatest, float other_sum, float& greatest, float& sum) {
    float most = greatest < other_greatest ? other_greatest : greatest;
    sum = sum * expf(greatest - most) + other_sum * expf(other_greatest - most);
    greatest = most;
  }

  // context[c, e] = factor * sum over the positions of left[c] * right[e], of the packs that
  // load(position, left, right) gives; transposed where asked for. A warp holds a block of 32x32 and
  // takes every so many-th position; the warps of a block are added up pairwise.
  template <class Load>
  __device__ __forceinline__ void sum_products(
      Load load, float factor, bool transposed, float* context) const {
    constexpr int PLACES = BLOCKS * BLOCKS;
    constexpr int HALF_ROWS = ROWS / 2;
    int take = slots * HALF_ROWS;
    float* left_tile = tile;
    float* right_tile = tile + take * STRIDE;
    int subset = warp() / PLACES;
    int subsets = static_cast<int>(blockDim.x) / WARP / PLACES;
    int c = warp() % PLACES / BLOCKS * 32 + lane() / 4 * 4;
    int d = warp() % PLACES % BLOCKS * 32 + lane() % 4 * 8;
    float sums[4][8] = {};
    for (int base = 0; base < head.positions; base += take) {
      Pack<4> left[HALF_ROWS][BLOCKS];
      Pack<4> right[HALF_ROWS][BLOCKS];
#pragma unroll
      for (int r = 0; r < HALF_ROWS; r++) {
        load(base + slot + r * slots, left[r], right[r]);
      }
      __syncthreads();
#pragma unroll
      for (int r = 0; r < HALF_ROWS; r++) {
        fill(left_tile + (slot + r * slots) * STRIDE, left[r]);
        fill(right_tile + (slot + r * slots) * STRIDE, right[r]);
      }
      __syncthreads();
      int end = base + take < head.positions ? take : head.positions - base;
#pragma unroll 2
      for (int p = subset; p < end; p += subsets) {
        Pack<4> of_left = load_pack<4>(left_tile + p * STRIDE + c);
        Pack<4> of_right[2] = {
            load_pack<4>(right_tile + p * STRIDE + d), load_pack<4>(right_tile + p * STRIDE + d + 4)};
#pragma unroll
        for (int i = 0; i < 4; i++) {
#pragma unroll
          for (int j = 0; j < 8; j++) {
            sums[i][j] += of_left.at[i] * of_right[j / 4].at[j % 4];
          }
        }
      }
    }
    for (int half = subsets / 2; half > 0; half /= 2) {
      float* mine = tile + (subset % half * PLACES + warp() % PLACES) * 32 * WARP + lane();
      __syncthreads();
      if (subset >= half && subset < 2 * half) {
#pragma unroll
        for (int i = 0; i < 32; i++) {
          mine[i * WARP] = sums[i / 8][i % 8];
        }
      }
      __syncthreads();
      if (subset < half) {
#pragma unroll
        for (int i = 0; i < 32; i++) {
          sums[i / 8][i % 8] += mine[i * WARP];
        }
      }
    }
    if (subset == 0) {
#pragma unroll
      for (int i = 0; i < 32; i++) {
        int row = c + i / 8;
        int column = d + i % 8;
        context[transposed ? column * WIDTH + row : row * WIDTH + column] =
            sums[i / 8][i % 8] * factor;
      }
    }
    __syncthreads();
  }

  // out[r, n] = sum over k of the tile's [position r, k] * matrix[k, n], for this thread's rows and
  // channels. The caller has filled the tile; it may be filled anew after the call.
  __device__ __forceinline__ void multiply(
      const float* matrix, Pack<4> (&out)[ROWS][BLOCKS]) const {
    __syncthreads();
#pragma unroll
    for (int r = 0; r < ROWS; r++) {
#pragma unroll
      for (int b = 0; b < BLOCKS; b++) {
        out[r][b] = {};
      }
    }
    for (int k = 0; k < WIDTH; k += 4) {
      Pack<4> of_rows[ROWS];
#pragma unroll
      for (int r = 0; r < ROWS; r++) {
        of_rows[r] = load_pack<4>(tile + (slot + r * slots) * STRIDE + k);
      }
#pragma unroll
      for (int i = 0; i < 4; i++) {
#pragma unroll
        for (int b = 0; b < BLOCKS; b++) {
          Pack<4> four = load_pack<4>(matrix + (k + i) * WIDTH + channel(b));
#pragma unroll
          for (int r = 0; r < ROWS; r++) {
#pragma unroll
            for (int e = 0; e < 4; e++) {
              out[r][b].at[e] += of_rows[r].at[i] * four.at[e];
            }
          }
        }
      }
    }
    __syncthreads();
  }

  __device__ __forceinline__ float* tile_row(int r) const {
    return tile + (slot + r * slots) * STRIDE;
  }
};
