// Linear attention (Shen et al. 2021): a block takes a head of an image. Keys are softmaxed over the
// positions, queries over their channels; `context`, the sum over the positions of the products of
// a key's and a value's channels, stands between. BLOCKS: of 32 channels; those beyond the head's
// last are 0. Eight neighbouring threads take a position, four channels of each block each. A team
// of BLOCKS * BLOCKS warps goes its own way through the positions, chunk by chunk, with its own
// greatest keys and its own sums; a block's teams meet where a context is complete.

constexpr int LINEAR_THREADS = 128;

template <int BLOCKS, bool PACKED>
struct LinearHead {
  static constexpr int WIDTH = 32 * BLOCKS;
  static constexpr int STRIDE = WIDTH + 4;  // of rows in shared memory, against bank conflicts
  static constexpr int CONTEXT = WIDTH * STRIDE;
  static constexpr int PLACES = BLOCKS * BLOCKS;  // of 32x32 in a context, one for each warp of a team
  static constexpr int WARPS = LINEAR_THREADS / WARP;
  static constexpr int TEAMS = WARPS / PLACES;
  static constexpr int SLOTS = PLACES * WARP / 8;  // positions that a team takes at once
  static constexpr int ROWS = 4 / BLOCKS;          // positions of a thread in a chunk
  static constexpr int CHUNK = SLOTS * ROWS;
  static constexpr int TILE = 2 * CHUNK * STRIDE;  // of a team, also room for its context

  Head<PACKED> head;
  const float* qkv;
  int column;  // channels 4 * column on, of each block
  int slot;    // this thread's first position of a chunk
  int team;
  float* key_greatest;  // [WIDTH]
  float* key_inverse;   // [WIDTH], of the sum of exp(key - greatest)
  float* marks;         // [WARPS, WIDTH], greatest keys, then factors
  float* shrinks;       // [WARPS, WIDTH], factors, then sums
  float* tiles;         // [TEAMS, TILE]
  float* tile;          // the team's

  __device__ __forceinline__ LinearHead(
      const float* qkv, int positions, int heads, int width, float* shared)
      : head(positions, heads, width, blockIdx.x),
        qkv(qkv),
        column(static_cast<int>(threadIdx.x) % 8),  // signed: unsigned, stores fall into floats
        slot(static_cast<int>(threadIdx.x) / 8 % SLOTS),
        team(static_cast<int>(threadIdx.x) / (PLACES * WARP)),
        key_greatest(shared),
        key_inverse(shared + WIDTH),
        marks(shared + 2 * WIDTH),
        shrinks(marks + WARPS * WIDTH),
        tiles(shrinks + WARPS * WIDTH),
        tile(tiles + team * TILE) {}

  __device__ __forceinline__ float* after_tiles() const { return tiles + TEAMS * TILE; }

  __device__ __forceinline__ int channel(int block) const { return block * 32 + column * 4; }

  __device__ __forceinline__ bool has(int position) const { return position < head.positions; }

  // Of the chunk that begins at a position.
  __device__ __forceinline__ int position(int chunk, int r) const {
    return chunk + slot + r * SLOTS;
  }

  // Calls each(first position) for the team's chunks.
  template <class Each>
  __device__ __forceinline__ void for_chunks(Each each) const {
    for (int chunk = team * CHUNK; chunk < head.positions; chunk += TEAMS * CHUNK) {
      each(chunk);
    }
  }

  static __device__ __forceinline__ void meet_team() {
    if constexpr (PLACES == 1) {
      __syncwarp();
    } else {
      __syncthreads();
    }
  }

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
        packs[b].at[e] = there ? exp2f((packs[b].at[e] - greatest) * LOG2_E) : 0.0f;
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

  // Softmaxed over the positions, after `sum_products` of the keys.
  __device__ __forceinline__ void load_keys(int position, Pack<4> (&packs)[BLOCKS]) const {
    load(qkv + head.at(KEYS, position), has(position), packs);
#pragma unroll
    for (int b = 0; b < BLOCKS; b++) {
      Pack<4> greatest = load_pack<4>(key_greatest + channel(b));
      Pack<4> inverse = load_pack<4>(key_inverse + channel(b));
#pragma unroll
      for (int e = 0; e < 4; e++) {
        float weight = exp2f((packs[b].at[e] - greatest.at[e]) * LOG2_E) * inverse.at[e];
        packs[b].at[e] = has(position) ? weight : 0.0f;
      }
    }
  }

  // Row r of this thread in a chunk that lies in shared memory.
  __device__ __forceinline__ float* row(float* rows, int r) const {
    return rows + (slot + r * SLOTS) * STRIDE;
  }

  __device__ __forceinline__ void fill(
      float* row_of_tile, const Pack<4> (&packs)[BLOCKS]) const {
#pragma unroll
    for (int b = 0; b < BLOCKS; b++) {
      store_pack(packs[b], row_of_tile + channel(b));
    }
  }

  // What the team has met of this thread's key channels.
  struct KeySums {
    Pack<4> greatest[BLOCKS];
    Pack<4> sums[BLOCKS];  // of exp(key - greatest), over this thread's positions

    __device__ __forceinline__ KeySums() {
#pragma unroll
      for (int b = 0; b < BLOCKS; b++) {
        greatest[b] = {LEAST_FLOAT, LEAST_FLOAT, LEAST_FLOAT, LEAST_FLOAT};
        sums[b] = {};
      }
    }
  };

  // Makes exp(key - greatest) of a chunk's keys; leaves in `shrinks` by what sums over earlier chunks
  // are to be multiplied.
  __device__ __forceinline__ void weigh(
      int chunk, Pack<4> (&keys)[ROWS][BLOCKS], KeySums& met) const {
    Pack<4> most[BLOCKS];
#pragma unroll
    for (int b = 0; b < BLOCKS; b++) {
#pragma unroll
      for (int e = 0; e < 4; e++) {
        float here = met.greatest[b].at[e];
#pragma unroll
        for (int r = 0; r < ROWS; r++) {
          here = has(position(chunk, r)) ? greater(here, keys[r][b].at[e]) : here;
        }
#pragma unroll
        for (int distance = 8; distance < WARP; distance *= 2) {
          here = greater(here, __shfl_xor_sync(ALL_LANES, here, distance));
        }
        most[b].at[e] = here;
      }
    }
    if constexpr (PLACES > 1) {
      join_greatest(most);
    }
#pragma unroll
    for (int b = 0; b < BLOCKS; b++) {
      Pack<4> shrink;
#pragma unroll
      for (int e = 0; e < 4; e++) {
        shrink.at[e] = exp2f((met.greatest[b].at[e] - most[b].at[e]) * LOG2_E);
        float sum = met.sums[b].at[e] * shrink.at[e];
#pragma unroll
        for (int r = 0; r < ROWS; r++) {
          float weight = exp2f((keys[r][b].at[e] - most[b].at[e]) * LOG2_E);
          keys[r][b].at[e] = has(position(chunk, r)) ? weight : 0.0f;
          sum += keys[r][b].at[e];
        }
        met.sums[b].at[e] = sum;
      }
      met.greatest[b] = most[b];
      if (slot == 0) {
        store_pack(shrink, shrinks + team * WIDTH + channel(b));
      }
    }
  }

  // Over the warps of a team that is the whole block.
  __device__ __forceinline__ void join_greatest(Pack<4> (&most)[BLOCKS]) const {
    if (lane() < 8) {
      fill(marks + warp() * WIDTH, most);
    }
    __syncthreads();
#pragma unroll
    for (int b = 0; b < BLOCKS; b++) {
      for (int w = 0; w < WARPS; w++) {
        Pack<4> other = load_pack<4>(marks + w * WIDTH + channel(b));
#pragma unroll
        for (int e = 0; e < 4; e++) {
          most[b].at[e] = greater(most[b].at[e], other.at[e]);
        }
      }
    }
  }

  static __device__ __forceinline__ float greater(float a, float b) { return a < b ? b : a; }

  // Joins what the teams met of the keys, into `key_greatest` and `key_inverse`; leaves in `marks`
  // by what each team's context is to be multiplied, besides `factor`.
  __device__ __forceinline__ void join(KeySums& met, float factor) const {
#pragma unroll
    for (int b = 0; b < BLOCKS; b++) {
#pragma unroll
      for (int e = 0; e < 4; e++) {
#pragma unroll
        for (int distance = 8; distance < WARP; distance *= 2) {
          met.sums[b].at[e] += __shfl_xor_sync(ALL_LANES, met.sums[b].at[e], distance);
        }
      }
    }
    if (lane() < 8) {
      fill(marks + warp() * WIDTH, met.greatest);
      fill(shrinks + warp() * WIDTH, met.sums);
    }
    __syncthreads();
    int c = threadIdx.x;
    if (c < WIDTH) {
      float most = LEAST_FLOAT;
      for (int w = 0; w < WARPS; w++) {
        most = greater(most, marks[w * WIDTH + c]);
      }
      float sum = 0.0f;
      for (int w = 0; w < WARPS; w++) {
        float shrink = exp2f((marks[w * WIDTH + c] - most) * LOG2_E);
        sum += shrink * shrinks[w * WIDTH + c];
        marks[w * WIDTH + c] = shrink * factor;
      }
      key_greatest[c] = most;
      key_inverse[c] = 1.0f / sum;
    }
  }

  // context[c, e] = factor * sum over the positions of left[c] * right[e], of the packs that
  // load(position, left, right) gives; transposed where asked for. KEYS: left are keys, which are
  // softmaxed on the way. visit(chunk, left) is called while a chunk lies in the team's tile, right
  // CHUNK rows behind left. A warp holds a block of 32x32.
  template <bool KEYS, class Load, class Visit>
  __device__ __forceinline__ void sum_products(
      Load load, Visit visit, float factor, bool transposed, float* context) const {
    int c = warp() % PLACES / BLOCKS * 32 + lane() / 4 * 4;
    int d = warp() % PLACES % BLOCKS * 32 + lane() % 4 * 8;
    float* right_tile = tile + CHUNK * STRIDE;
    float sums[4][8] = {};
    KeySums met;
    for_chunks([&](int chunk) {
      Pack<4> left[ROWS][BLOCKS];
      Pack<4> right[ROWS][BLOCKS];
#pragma unroll
      for (int r = 0; r < ROWS; r++) {
        load(position(chunk, r), left[r], right[r]);
      }
      if constexpr (KEYS) {
        weigh(chunk, left, met);
      }
#pragma unroll
      for (int r = 0; r < ROWS; r++) {
        fill(row(tile, r), left[r]);
        fill(row(right_tile, r), right[r]);
      }
      meet_team();
      if constexpr (KEYS) {
        Pack<4> shrink = load_pack<4>(shrinks + team * WIDTH + c);
#pragma unroll
        for (int i = 0; i < 32; i++) {
          sums[i / 8][i % 8] *= shrink.at[i / 8];
        }
      }
      visit(chunk, left);
      int end = chunk + CHUNK < head.positions ? CHUNK : head.positions - chunk;
#pragma unroll 2
      for (int p = 0; p < end; p++) {
        const float* of_right = right_tile + p * STRIDE + d;
        Pack<4> of_left = load_pack<4>(tile + p * STRIDE + c);
        Pack<4> rights[2] = {load_pack<4>(of_right), load_pack<4>(of_right + 4)};
#pragma unroll
        for (int i = 0; i < 32; i++) {
          sums[i / 8][i % 8] += of_left.at[i / 8] * rights[i % 8 / 4].at[i % 4];
        }
      }
      meet_team();
    });
#pragma unroll
    for (int i = 0; i < 32; i += 4) {
      Pack<4> four = {
          sums[i / 8][i % 8], sums[i / 8][i % 8 + 1], sums[i / 8][i % 8 + 2], sums[i / 8][i % 8 + 3]};
      store_pack(four, tile + (c + i / 8) * WIDTH + d + i % 8);
    }
    if constexpr (KEYS) {
      join(met, factor);
    }
    __syncthreads();
    join_teams<KEYS>(factor, transposed, context);
    __syncthreads();
  }

  // Adds up the contexts that lie in the teams' tiles.
  template <bool KEYS>
  __device__ __forceinline__ void join_teams(float factor, bool transposed, float* context) const {
    for (int i = threadIdx.x; i < WIDTH * WIDTH / 4; i += LINEAR_THREADS) {
      int c = i * 4 / WIDTH;
      int d = i * 4 % WIDTH;
      Pack<4> sum = {};
      for (int t = 0; t < TEAMS; t++) {
        float of_team = KEYS ? marks[t * WIDTH + c] * key_inverse[c] : factor;
        Pack<4> four = load_pack<4>(tiles + t * TILE + c * WIDTH + d);
#pragma unroll
        for (int e = 0; e < 4; e++) {
          sum.at[e] += of_team * four.at[e];
        }
      }
      if (transposed) {
#pragma unroll
        for (int e = 0; e < 4; e++) {
          context[(d + e) * STRIDE + c] = sum.at[e];
        }
      } else {
        store_pack(sum, context + c * STRIDE + d);
      }
    }
  }

  // out[r, n] = sum over k of rows[position r, k] * matrix[k, n], for this thread's positions of a
  // chunk and its channels. Eight threads read what they wrote, so a warp need not meet others.
  __device__ __forceinline__ void multiply(
      float* rows, const float* matrix, Pack<4> (&out)[ROWS][BLOCKS]) const {
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
        of_rows[r] = load_pack<4>(row(rows, r) + k);
      }
#pragma unroll
      for (int i = 0; i < 4; i++) {
#pragma unroll
        for (int b = 0; b < BLOCKS; b++) {
          Pack<4> four = load_pack<4>(matrix + (k + i) * STRIDE + channel(b));
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
  }
};
