// Scaled dot-product attention without a matrix of scores (Dao et al. 2022): a thread holds one query
// and meets all keys, tile by tile in shared memory, with a running maximum; in the backward pass a
// thread holds a query first, then a key. A query of more than 32 channels is shared by `lanes`
// neighbouring threads, a power of two, which take its fours of channels in turn. Tiles have
// `lanes` * 32 channels, those beyond the head's last 0.

constexpr int ATTENTION_THREADS = 128;
constexpr int ATTENTION_FOURS = 8;  // of channels that a thread holds
constexpr int ATTENTION_GROUP = 8;  // keys between two looks at the maximum

struct AttentionRow {
  Pack<4> at[ATTENTION_FOURS];

  __device__ __forceinline__ void clear() {
#pragma unroll
    for (int j = 0; j < ATTENTION_FOURS; j++) {
      at[j] = {};
    }
  }

  __device__ __forceinline__ void scale(float factor) {
#pragma unroll
    for (int j = 0; j < ATTENTION_FOURS; j++) {
#pragma unroll
      for (int e = 0; e < 4; e++) {
        at[j].at[e] *= factor;
      }
    }
  }
};

template <bool PACKED>
struct AttentionLanes {
  Head<PACKED> head;
  int lanes;
  int part;   // which of a row's lanes this thread is
  int row;    // the query or key of this thread; may be beyond the last
  int keys;   // of a tile
  int tiles;  // of a head
  int width;  // of a tile

  __device__ __forceinline__ AttentionLanes(
      int positions, int heads, int width, int lanes, int keys, int tiles)
      : head(positions, heads, width, blockIdx.x / tiles),
        lanes(lanes),
        part(threadIdx.x % lanes),
        row((blockIdx.x % tiles * blockDim.x + threadIdx.x) / lanes),
        keys(keys),
        tiles(tiles),
        width(lanes * 4 * ATTENTION_FOURS) {}

  __device__ __forceinline__ bool present() const { return row < head.positions; }

  __device__ __forceinline__ int channel(int j) const { return (j * lanes + part) * 4; }

  __device__ __forceinline__ void load(const float* from, AttentionRow& to) const {
#pragma unroll
    for (int j = 0; j < ATTENTION_FOURS; j++) {
      to.at[j] = head.load(from, channel(j), present());
    }
  }

  __device__ __forceinline__ void store(const AttentionRow& from, float* to) const {
    if (present()) {
#pragma unroll
      for (int j = 0; j < ATTENTION_FOURS; j++) {
        head.store(from.at[j], to, channel(j));
      }
    }
  }

  // The product with a row of a tile, in each of the row's lanes.
  __device__ __forceinline__ float dot(const AttentionRow& mine, const float* other) const {
    Pack<4> sums = {};
#pragma unroll
    for (int j = 0; j < ATTENTION_FOURS; j++) {
      Pack<4> four = load_pack<4>(other + channel(j));
#pragma unroll
      for (int e = 0; e < 4; e++) {
        sums.at[e] += mine.at[j].at[e] * four.at[e];
      }
    }
    float sum = sum_of(sums);
    for (int distance = lanes / 2; distance > 0; distance /= 2) {
      sum += __shfl_xor_sync(ALL_LANES, sum, distance);
    }
    return sum;
  }

  __device__ __forceinline__ void add(float factor, const float* other, AttentionRow& to) const {
#pragma unroll
    for (int j = 0; j < ATTENTION_FOURS; j++) {
      Pack<4> four = load_pack<4>(other + channel(j));
#pragma unroll
      for (int e = 0; e < 4; e++) {
        to.at[j].at[e] += factor * four.at[e];
      }
    }
  }

  // Fills a tile from position `start` on; row 0 of the head lies at `from`, the others `stride`
  // floats apart.
  __device__ __forceinline__ void fill(
      float* tile, const float* from, int stride, int start, float factor) const {
    int fours = width / 4;
    for (int i = threadIdx.x; i < keys * fours; i += blockDim.x) {
      int position = start + i / fours;
      const float* row = from + static_cast<long long>(position) * stride;
      Pack<4> four = head.load(row, i % fours * 4, position < head.positions);
#pragma unroll
      for (int e = 0; e < 4; e++) {
        four.at[e] *= factor;
      }
      store_pack(four, tile + i * 4);
    }
  }
};

template <bool PACKED>
__device__ __forceinline__ void attention_of_queries(
    const AttentionLanes<PACKED>& at, const float* __restrict__ qkv, float* __restrict__ out,
    float* key_tile) {
  const Head<PACKED>& head = at.head;
  int positions = head.positions;
  int keys = at.keys;
  float* value_tile = key_tile + keys * at.width;
  AttentionRow query;
  at.load(qkv + head.at(QUERIES, at.row), query);
  query.scale(head_scale(head.width));
  AttentionRow sum;
  sum.clear();
  float greatest = LEAST_FLOAT;
  float total = 0.0f;
  for (int start = 0; start < positions; start += keys) {
    __syncthreads();
    at.fill(key_tile, qkv + head.at(KEYS, 0), 3 * head.hidden, start, 1.0f);
    at.fill(value_tile, qkv + head.at(VALUES, 0), 3 * head.hidden, start, 1.0f);
    __syncthreads();
    for (int first = 0; first < keys && start + first < positions; first += ATTENTION_GROUP) {
      float scores[ATTENTION_GROUP];
      float before = greatest;
#pragma unroll
      for (int u = 0; u < ATTENTION_GROUP; u++) {
        float score = at.dot(query, key_tile + (first + u) * at.width);
        scores[u] = start + first + u < positions ? score : LEAST_FLOAT;
        greatest = greatest < scores[u] ? scores[u] : greatest;
      }
      float shrink = expf(before - greatest);
      total *= shrink;
      sum.scale(shrink);
#pragma unroll
      for (int u = 0; u < ATTENTION_GROUP; u++) {
        float weight = expf(scores[u] - greatest);
        total += weight;
        at.add(weight, value_tile + (first + u) * at.width, sum);
      }
    }
  }
  sum.scale(1.0f / total);
  at.store(sum, out + head.output_at(at.row));
}

// What a query's pass leaves to the keys', by image, head and query: three arrays one after the other.
struct QueryStatistics {
  float* greatest;  // score
  float* inverse;   // of the sum of exp(score - greatest)
  float* means;     // of the weights' gradients, weighted: what a softmax's gradient takes off

  __device__ __forceinline__ QueryStatistics(float* memory, long long queries, long long first)
      : greatest(memory + first), inverse(greatest + queries), means(inverse + queries) {}
};

// The gradient of a query, and its statistics.
template <bool PACKED>
__device__ __forceinline__ void query_gradient(
    const AttentionLanes<PACKED>& at, const float* __restrict__ qkv, const float* __restrict__ d_out,
    float* d_qkv, const QueryStatistics& statistics, float* key_tile, float* value_tile) {
  const Head<PACKED>& head = at.head;
  int positions = head.positions;
  AttentionRow query;
  AttentionRow slopes;
  at.load(qkv + head.at(QUERIES, at.row), query);
  query.scale(head_scale(head.width));
  at.load(d_out + head.output_at(at.row), slopes);
  float greatest = LEAST_FLOAT;
  float total = 0.0f;
  float products = 0.0f;
  for (int start = 0; start < positions; start += at.keys) {
    __syncthreads();
    at.fill(key_tile, qkv + head.at(KEYS, 0), 3 * head.hidden, start, 1.0f);
    at.fill(value_tile, qkv + head.at(VALUES, 0), 3 * head.hidden, start, 1.0f);
    __syncthreads();
    for (int k = 0; k < at.keys && start + k < positions; k++) {
      float score = at.dot(query, key_tile + k * at.width);
      float product = at.dot(slopes, value_tile + k * at.width);
      float before = greatest;
      greatest = greatest < score ? score : greatest;
      float shrink = expf(before - greatest);
      float weight = expf(score - greatest);
      total = total * shrink + weight;
      products = products * shrink + weight * product;
    }
  }
  float inverse = 1.0f / total;
  float mean = products * inverse;
  AttentionRow gradient;
  gradient.clear();
  for (int start = 0; start < positions; start += at.keys) {
    if (positions > at.keys) {  // otherwise the tiles are still there
      __syncthreads();
      at.fill(key_tile, qkv + head.at(KEYS, 0), 3 * head.hidden, start, 1.0f);
      at.fill(value_tile, qkv + head.at(VALUES, 0), 3 * head.hidden, start, 1.0f);
      __syncthreads();
    }
    for (int k = 0; k < at.keys && start + k < positions; k++) {
      float score = at.dot(query, key_tile + k * at.width);
      float product = at.dot(slopes, value_tile + k * at.width);
      float weight = expf(score - greatest) * inverse;
      at.add(weight * (product - mean), key_tile + k * at.width, gradient);
    }
  }
  gradient.scale(head_scale(head.width));
  at.store(gradient, d_qkv + head.at(QUERIES, at.row));
  if (at.present() && at.part == 0) {
    statistics.greatest[at.row] = greatest;
    statistics.inverse[at.row] = inverse;
    statistics.means[at.row] = mean;
  }
}

// The gradients of a key and its value.
template <bool PACKED>
__device__ __forceinline__ void key_gradient(
    const AttentionLanes<PACKED>& at, const float* __restrict__ qkv, const float* __restrict__ d_out,
    float* d_qkv, const QueryStatistics& statistics, float* query_tile, float* slope_tile,
    float* in_tile) {
  const Head<PACKED>& head = at.head;
  int positions = head.positions;
  AttentionRow key;
  AttentionRow value;
  at.load(qkv + head.at(KEYS, at.row), key);
  at.load(qkv + head.at(VALUES, at.row), value);
  AttentionRow d_key;
  AttentionRow d_value;
  d_key.clear();
  d_value.clear();
  for (int start = 0; start < positions; start += at.keys) {
    __syncthreads();
    at.fill(query_tile, qkv + head.at(QUERIES, 0), 3 * head.hidden, start, head_scale(head.width));
    at.fill(slope_tile, d_out + head.output_at(0), head.hidden, start, 1.0f);
    for (int i = threadIdx.x; i < at.keys && start + i < positions; i += blockDim.x) {
      in_tile[i] = statistics.greatest[start + i];
      in_tile[at.keys + i] = statistics.inverse[start + i];
      in_tile[2 * at.keys + i] = statistics.means[start + i];
    }
    __syncthreads();
    for (int q = 0; q < at.keys && start + q < positions; q++) {
      const float* query = query_tile + q * at.width;
      const float* slopes = slope_tile + q * at.width;
      float score = at.dot(key, query);
      float product = at.dot(value, slopes);
      float weight = expf(score - in_tile[q]) * in_tile[at.keys + q];
      at.add(weight, slopes, d_value);
      at.add(weight * (product - in_tile[2 * at.keys + q]), query, d_key);
    }
  }
  at.store(d_key, d_qkv + head.at(KEYS, at.row));
  at.store(d_value, d_qkv + head.at(VALUES, at.row));
}

template <bool PACKED>
__device__ __forceinline__ void attention_gradient(
    const AttentionLanes<PACKED>& at, const float* __restrict__ qkv,
    const float* __restrict__ d_out, float* __restrict__ d_qkv, float* statistics,
    long long all_queries, int of_queries, int of_keys, float* first_tile) {
  float* second_tile = first_tile + at.keys * at.width;
  long long first = blockIdx.x / at.tiles * static_cast<long long>(at.head.positions);
  QueryStatistics of_head(statistics, all_queries, first);
  if (of_queries) {
    query_gradient(at, qkv, d_out, d_qkv, of_head, first_tile, second_tile);
  }
  __syncthreads();
  if (of_keys) {
    float* in_tile = second_tile + at.keys * at.width;
    key_gradient(at, qkv, d_out, d_qkv, of_head, first_tile, second_tile, in_tile);
  }
}

#define FORWARD_PARAMETERS                                                                     \
  const float *__restrict__ qkv, float *__restrict__ out, int positions, int heads, int width, \
      int lanes, int keys, int tiles
#define BACKWARD_PARAMETERS                                                                  \
  const float *__restrict__ qkv, const float *__restrict__ d_out, float *__restrict__ d_qkv, \
      float *statistics, long long all_queries, int positions, int heads, int width, int lanes, \
      int keys, int tiles, int of_queries, int of_keys

KERNEL __launch_bounds__(ATTENTION_THREADS) attention(FORWARD_PARAMETERS) {
  DYNAMIC_SHARED(float, shared);
  AttentionLanes<false> at(positions, heads, width, lanes, keys, tiles);
  attention_of_queries(at, qkv, out, shared);
}

KERNEL __launch_bounds__(ATTENTION_THREADS) attention_packed(FORWARD_PARAMETERS) {
  DYNAMIC_SHARED(float, shared);
  AttentionLanes<true> at(positions, heads, width, lanes, keys, tiles);
  attention_of_queries(at, qkv, out, shared);
}

// The last two parameters say which passes are to run; both in one launch only where a block takes a
// whole head, as the keys' pass needs the statistics of all queries.
KERNEL __launch_bounds__(ATTENTION_THREADS) attention_backward(BACKWARD_PARAMETERS) {
  DYNAMIC_SHARED(float, shared);
  AttentionLanes<false> at(positions, heads, width, lanes, keys, tiles);
  attention_gradient(
      at, qkv, d_out, d_qkv, statistics, all_queries, of_queries, of_keys, shared);
}

KERNEL __launch_bounds__(ATTENTION_THREADS) attention_backward_packed(BACKWARD_PARAMETERS) {
  DYNAMIC_SHARED(float, shared);
  AttentionLanes<true> at(positions, heads, width, lanes, keys, tiles);
  attention_gradient(
      at, qkv, d_out, d_qkv, statistics, all_queries, of_queries, of_keys, shared);
}

#undef FORWARD_PARAMETERS
#undef BACKWARD_PARAMETERS
