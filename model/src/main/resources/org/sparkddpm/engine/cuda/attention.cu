// Scaled dot-product attention without a matrix of scores (Dao et al. 2022): queries stay in
// registers and meet all keys, tile by tile in shared memory, with a running maximum; in the
// backward pass queries stay first, then keys. What limits this is how much shared memory gives in a
// cycle, so each four floats that a thread reads there meet four rows: `lanes` neighbouring threads,
// 4 to 32, hold four rows together, two fours of channels of each, and exchange what a row's scores
// and weights are. Tiles have `lanes` * 8 channels, those beyond the head's last 0.

constexpr int ATTENTION_THREADS = 128;
constexpr int ATTENTION_ROWS = 4;
constexpr int ATTENTION_FOURS = 2;  // of channels of a row that a thread holds

// A thread's part of the rows that its lanes hold. The lanes have them in different orders: place s
// of lane p is row p ^ s (of the last two bits), so that place 0 is the row for which the lane
// computes weights, its own, and exchanges need no choice between registers.
struct AttentionRows {
  Pack<4> at[ATTENTION_ROWS][ATTENTION_FOURS];

  __device__ __forceinline__ void clear() {
#pragma unroll
    for (int s = 0; s < ATTENTION_ROWS; s++) {
#pragma unroll
      for (int j = 0; j < ATTENTION_FOURS; j++) {
        at[s][j] = {};
      }
    }
  }

  // Each row by the factor that its own lane has.
  __device__ __forceinline__ void scale(float factor) {
#pragma unroll
    for (int s = 0; s < ATTENTION_ROWS; s++) {
      float of_row = __shfl_xor_sync(ALL_LANES, factor, s);
#pragma unroll
      for (int j = 0; j < ATTENTION_FOURS; j++) {
#pragma unroll
        for (int e = 0; e < 4; e++) {
          at[s][j].at[e] *= of_row;
        }
      }
    }
  }
};

template <bool PACKED>
struct AttentionLanes {
  Head<PACKED> head;
  int lanes;
  int part;   // which of the lanes this thread is
  int first;  // of the rows that they hold; may be beyond the head's last
  int keys;   // of a tile
  int tiles;  // of a head

  __device__ __forceinline__ AttentionLanes(
      int positions, int heads, int width, int lanes, int keys, int tiles)
      : head(positions, heads, width, blockIdx.x / tiles),
        lanes(lanes),
        part(threadIdx.x % lanes),
        first((blockIdx.x % tiles * blockDim.x + threadIdx.x) / lanes * ATTENTION_ROWS),
        keys(keys),
        tiles(tiles) {}

  __device__ __forceinline__ int row(int place) const {
    return first + (part % ATTENTION_ROWS ^ place);
  }

  __device__ __forceinline__ bool has(int row) const { return row < head.positions; }

  __device__ __forceinline__ int channel(int j) const { return (j * lanes + part) * 4; }

  // Of a tile's row.
  __device__ __forceinline__ int width() const { return lanes * (4 * ATTENTION_FOURS); }

  // Rows that lie `stride` floats apart, the head's row 0 at `from`.
  __device__ __forceinline__ void load(const float* from, int stride, AttentionRows& to) const {
#pragma unroll
    for (int s = 0; s < ATTENTION_ROWS; s++) {
      const float* at = from + static_cast<long long>(row(s)) * stride;
#pragma unroll
      for (int j = 0; j < ATTENTION_FOURS; j++) {
        to.at[s][j] = head.load(at, channel(j), has(row(s)));
      }
    }
  }

  __device__ __forceinline__ void store(const AttentionRows& from, float* to, int stride) const {
#pragma unroll
    for (int s = 0; s < ATTENTION_ROWS; s++) {
      if (has(row(s))) {
#pragma unroll
        for (int j = 0; j < ATTENTION_FOURS; j++) {
          head.store(from.at[s][j], to + static_cast<long long>(row(s)) * stride, channel(j));
        }
      }
    }
  }

  // The products of this lane's own row with COUNT rows of a tile. Two exchanges give each of four
  // lanes the sum of its row; if there are more lanes, they add up every fourth.
  template <int COUNT>
  __device__ __forceinline__ void multiply(
      const AttentionRows& mine, const float* tile, float (&products)[COUNT]) const {
#pragma unroll
    for (int u = 0; u < COUNT; u++) {
      float sums[ATTENTION_ROWS] = {};
#pragma unroll
      for (int j = 0; j < ATTENTION_FOURS; j++) {
        Pack<4> four = load_pack<4>(tile + u * width() + channel(j));
#pragma unroll
        for (int s = 0; s < ATTENTION_ROWS; s++) {
#pragma unroll
          for (int e = 0; e < 4; e++) {
            sums[s] += mine.at[s][j].at[e] * four.at[e];
          }
        }
      }
      sums[0] += __shfl_xor_sync(ALL_LANES, sums[2], 2);
      sums[1] += __shfl_xor_sync(ALL_LANES, sums[3], 2);
      products[u] = sums[0] + __shfl_xor_sync(ALL_LANES, sums[1], 1);
    }
    for (int distance = ATTENTION_ROWS; distance < lanes; distance *= 2) {
#pragma unroll
      for (int u = 0; u < COUNT; u++) {
        products[u] += __shfl_xor_sync(ALL_LANES, products[u], distance);
      }
    }
  }

  // Adds a tile's row to all rows, times the factor that each row's own lane has.
  __device__ __forceinline__ void add(float factor, const float* other, AttentionRows& to) const {
    float of_rows[ATTENTION_ROWS];
#pragma unroll
    for (int s = 0; s < ATTENTION_ROWS; s++) {
      of_rows[s] = __shfl_xor_sync(ALL_LANES, factor, s);
    }
#pragma unroll
    for (int j = 0; j < ATTENTION_FOURS; j++) {
      Pack<4> four = load_pack<4>(other + channel(j));
#pragma unroll
      for (int s = 0; s < ATTENTION_ROWS; s++) {
#pragma unroll
        for (int e = 0; e < 4; e++) {
          to.at[s][j].at[e] += of_rows[s] * four.at[e];
        }
      }
    }
  }

  // Fills two tiles from position `start` on; all threads of the block must call it.
  __device__ __forceinline__ void fill(
      float* tile, const float* from, int stride, float* other_tile, const float* other_from,
      int other_stride, int start) const {
    int step = blockDim.x / lanes;
    int end = rows(start);
    __syncthreads();
    for (int row = threadIdx.x / lanes; row < end; row += 2 * step) {
      Pack<4> fours[2][ATTENTION_FOURS];
      Pack<4> others[2][ATTENTION_FOURS];
#pragma unroll
      for (int r = 0; r < 2; r++) {
        bool there = row + r * step < end;
        long long position = start + row + r * step;
#pragma unroll
        for (int j = 0; j < ATTENTION_FOURS; j++) {
          fours[r][j] = head.load(from + position * stride, channel(j), there);
          others[r][j] = head.load(other_from + position * other_stride, channel(j), there);
        }
      }
#pragma unroll
      for (int r = 0; r < 2; r++) {
        if (row + r * step < end) {
          int at = (row + r * step) * width();
#pragma unroll
          for (int j = 0; j < ATTENTION_FOURS; j++) {
            store_pack(fours[r][j], tile + at + channel(j));
            store_pack(others[r][j], other_tile + at + channel(j));
          }
        }
      }
    }
    __syncthreads();
  }

  // Of the tile that begins at a position.
  __device__ __forceinline__ int rows(int start) const {
    return start + keys < head.positions ? keys : head.positions - start;
  }

  // Calls each(tile row, COUNT of them) for all rows of a tile, COUNT at once as long as there are.
  template <int COUNT, class Each>
  __device__ __forceinline__ void meet(int start, Each each) const {
    int end = rows(start);
    int row = 0;
    for (; row + COUNT <= end; row += COUNT) {
      each(row, Number<COUNT>());
    }
    for (; row < end; row++) {
      each(row, Number<1>());
    }
  }
};

template <bool PACKED>
__device__ __forceinline__ void attention_of_queries(
    const AttentionLanes<PACKED>& at, const float* __restrict__ qkv, float* __restrict__ out,
    float* key_tile) {
  const Head<PACKED>& head = at.head;
  int stride = 3 * head.hidden;
  float* value_tile = key_tile + at.keys * at.width();
  float scale = head_scale(head.width) * LOG2_E;
  AttentionRows queries;
  at.load(qkv + head.at(QUERIES, 0), stride, queries);
  AttentionRows sums;
  sums.clear();
  float greatest = LEAST_FLOAT;
  float total = 0.0f;
  for (int start = 0; start < head.positions; start += at.keys) {
    at.fill(
        key_tile, qkv + head.at(KEYS, 0), stride, value_tile, qkv + head.at(VALUES, 0), stride,
        start);
    at.template meet<8>(start, [&](int key, auto count) {
      float scores[count.value];
      at.multiply(queries, key_tile + key * at.width(), scores);
      float before = greatest;
#pragma unroll
      for (int u = 0; u < count.value; u++) {
        scores[u] *= scale;
        greatest = greatest < scores[u] ? scores[u] : greatest;
      }
      float shrink = exp2f(before - greatest);
      total *= shrink;
      sums.scale(shrink);
#pragma unroll
      for (int u = 0; u < count.value; u++) {
        float weight = exp2f(scores[u] - greatest);
        total += weight;
        at.add(weight, value_tile + (key + u) * at.width(), sums);
      }
    });
  }
  sums.scale(1.0f / total);
  at.store(sums, out + head.output_at(0), head.hidden);
}

// What a query's pass leaves to the keys', by image, head and query: three arrays one after the other.
struct QueryStatistics {
  float* greatest;  // score, times LOG2_E
  float* inverse;   // of the sum of exp(score - greatest)
  float* means;     // of the weights' gradients, weighted: what a softmax's gradient takes off

  __device__ __forceinline__ QueryStatistics(float* memory, long long queries, long long first)
      : greatest(memory + first), inverse(greatest + queries), means(inverse + queries) {}
};

// The gradients of queries, and their statistics.
template <bool PACKED>
__device__ __forceinline__ void query_gradients(
    const AttentionLanes<PACKED>& at, const float* __restrict__ qkv, const float* __restrict__ d_out,
    float* d_qkv, const QueryStatistics& statistics, float* key_tile, float* value_tile) {
  const Head<PACKED>& head = at.head;
  int stride = 3 * head.hidden;
  const float* keys = qkv + head.at(KEYS, 0);
  const float* values = qkv + head.at(VALUES, 0);
  float scale = head_scale(head.width) * LOG2_E;
  AttentionRows queries;
  AttentionRows slopes;
  at.load(qkv + head.at(QUERIES, 0), stride, queries);
  at.load(d_out + head.output_at(0), head.hidden, slopes);
  float greatest = LEAST_FLOAT;
  float total = 0.0f;
  float weighted = 0.0f;
  for (int start = 0; start < head.positions; start += at.keys) {
    at.fill(key_tile, keys, stride, value_tile, values, stride, start);
    at.template meet<4>(start, [&](int key, auto count) {
      float scores[count.value];
      float products[count.value];
      at.multiply(queries, key_tile + key * at.width(), scores);
      at.multiply(slopes, value_tile + key * at.width(), products);
      float before = greatest;
#pragma unroll
      for (int u = 0; u < count.value; u++) {
        scores[u] *= scale;
        greatest = greatest < scores[u] ? scores[u] : greatest;
      }
      float shrink = exp2f(before - greatest);
      total *= shrink;
      weighted *= shrink;
#pragma unroll
      for (int u = 0; u < count.value; u++) {
        float weight = exp2f(scores[u] - greatest);
        total += weight;
        weighted += weight * products[u];
      }
    });
  }
  float inverse = 1.0f / total;
  float mean = weighted * inverse;
  AttentionRows gradients;
  gradients.clear();
  for (int start = 0; start < head.positions; start += at.keys) {
    if (head.positions > at.keys) {  // otherwise the tiles are still there
      at.fill(key_tile, keys, stride, value_tile, values, stride, start);
    }
    at.template meet<4>(start, [&](int key, auto count) {
      float scores[count.value];
      float products[count.value];
      at.multiply(queries, key_tile + key * at.width(), scores);
      at.multiply(slopes, value_tile + key * at.width(), products);
#pragma unroll
      for (int u = 0; u < count.value; u++) {
        float weight = exp2f(scores[u] * scale - greatest) * inverse;
        at.add(weight * (products[u] - mean), key_tile + (key + u) * at.width(), gradients);
      }
    });
  }
  gradients.scale(head_scale(head.width));
  at.store(gradients, d_qkv + head.at(QUERIES, 0), stride);
  if (at.part < ATTENTION_ROWS && at.has(at.row(0))) {
    statistics.greatest[at.row(0)] = greatest;
    statistics.inverse[at.row(0)] = inverse;
    statistics.means[at.row(0)] = mean;
  }
}

// The gradients of keys and their values.
template <bool PACKED>
__device__ __forceinline__ void key_gradients(
    const AttentionLanes<PACKED>& at, const float* __restrict__ qkv, const float* __restrict__ d_out,
    float* d_qkv, const QueryStatistics& statistics, float* query_tile, float* slope_tile,
    float* in_tile) {
  const Head<PACKED>& head = at.head;
  int stride = 3 * head.hidden;
  float scale = head_scale(head.width) * LOG2_E;
  AttentionRows keys;
  AttentionRows values;
  at.load(qkv + head.at(KEYS, 0), stride, keys);
  at.load(qkv + head.at(VALUES, 0), stride, values);
  AttentionRows d_keys;
  AttentionRows d_values;
  d_keys.clear();
  d_values.clear();
  for (int start = 0; start < head.positions; start += at.keys) {
    __syncthreads();
    for (int i = threadIdx.x; i < at.rows(start); i += blockDim.x) {
      in_tile[i] = statistics.greatest[start + i];
      in_tile[at.keys + i] = statistics.inverse[start + i];
      in_tile[2 * at.keys + i] = statistics.means[start + i];
    }
    at.fill(
        query_tile, qkv + head.at(QUERIES, 0), stride, slope_tile, d_out + head.output_at(0),
        head.hidden, start);
    at.template meet<2>(start, [&](int query, auto count) {
      float scores[count.value];
      float products[count.value];
      at.multiply(keys, query_tile + query * at.width(), scores);
      at.multiply(values, slope_tile + query * at.width(), products);
#pragma unroll
      for (int u = 0; u < count.value; u++) {
        int q = query + u;
        float weight = exp2f(scores[u] * scale - in_tile[q]) * in_tile[at.keys + q];
        at.add(weight, slope_tile + q * at.width(), d_values);
        at.add(weight * (products[u] - in_tile[2 * at.keys + q]), query_tile + q * at.width(), d_keys);
      }
    });
  }
  d_keys.scale(head_scale(head.width));
  at.store(d_keys, d_qkv + head.at(KEYS, 0), stride);
  at.store(d_values, d_qkv + head.at(VALUES, 0), stride);
}

template <bool PACKED>
__device__ __forceinline__ void attention_gradient(
    const AttentionLanes<PACKED>& at, const float* __restrict__ qkv,
    const float* __restrict__ d_out, float* __restrict__ d_qkv, float* statistics,
    long long all_queries, int of_queries, int of_keys, float* first_tile) {
  float* second_tile = first_tile + at.keys * at.width();
  long long first = blockIdx.x / at.tiles * static_cast<long long>(at.head.positions);
  QueryStatistics of_head(statistics, all_queries, first);
  if (of_queries) {
    query_gradients(at, qkv, d_out, d_qkv, of_head, first_tile, second_tile);
  }
  if (of_keys) {
    float* in_tile = second_tile + at.keys * at.width();
    key_gradients(at, qkv, d_out, d_qkv, of_head, first_tile, second_tile, in_tile);
  }
}

#define FORWARD_PARAMETERS                                                                     \
  const float *__restrict__ qkv, float *__restrict__ out, int positions, int heads, int width, \
      int lanes, int keys, int tiles
#define BACKWARD_PARAMETERS                                                                  \
  const float *__restrict__ qkv, const float *__restrict__ d_out, float *__restrict__ d_qkv, \
      float *statistics, long long all_queries, int positions, int heads, int width, int lanes, \
      int keys, int tiles, int of_queries, int of_keys

KERNEL __launch_bounds__(ATTENTION_THREADS, 4) attention(FORWARD_PARAMETERS) {
  DYNAMIC_SHARED(float, shared);
  AttentionLanes<false> at(positions, heads, width, lanes, keys, tiles);
  attention_of_queries(at, qkv, out, shared);
}

KERNEL __launch_bounds__(ATTENTION_THREADS, 4) attention_packed(FORWARD_PARAMETERS) {
  DYNAMIC_SHARED(float, shared);
  AttentionLanes<true> at(positions, heads, width, lanes, keys, tiles);
  attention_of_queries(at, qkv, out, shared);
}

// The last two parameters say which passes are to run; both in one launch only where a block takes a
// whole head, as the keys' pass needs the statistics of all queries.
KERNEL __launch_bounds__(ATTENTION_THREADS, 3) attention_backward(BACKWARD_PARAMETERS) {
  DYNAMIC_SHARED(float, shared);
  AttentionLanes<false> at(positions, heads, width, lanes, keys, tiles);
  attention_gradient(
      at, qkv, d_out, d_qkv, statistics, all_queries, of_queries, of_keys, shared);
}

KERNEL __launch_bounds__(ATTENTION_THREADS, 3) attention_backward_packed(BACKWARD_PARAMETERS) {
  DYNAMIC_SHARED(float, shared);
  AttentionLanes<true> at(positions, heads, width, lanes, keys, tiles);
  attention_gradient(
      at, qkv, d_out, d_qkv, statistics, all_queries, of_queries, of_keys, shared);
}

#undef FORWARD_PARAMETERS
#undef BACKWARD_PARAMETERS
