// Products of tiles in shared memory on the tensor cores. A tile consists of words of 32 bits: one
// factor each as fp32 or tf32, two neighbours along the sum (k) as bf16. So all precisions share
// tiles, loads and the map from lanes to elements.
//
// mma.sync multiplies 16 rows by 8 columns. Lane 4 g + t gets, for the column tile n and the row tile
// m, rows 16 m + g (first two) and 16 m + g + 8 (last two), columns 8 n + 2 t and 8 n + 2 t + 1.

#if !defined(PRECISION) || PRECISION < 0 || PRECISION > 2
#error "compile with -DPRECISION=0 (fp32), 1 (tf32) or 2 (bf16)"
#endif
#if PRECISION != 0 && __CUDA_ARCH__ < 800
#error "cards before capability 8.0 multiply in fp32 alone: compile with -DPRECISION=0"
#endif

constexpr int STEP_WORDS = 16;  // of k between two barriers
constexpr int WORD_VALUES = PRECISION == 2 ? 2 : 1;
constexpr int STEP_VALUES = STEP_WORDS * WORD_VALUES;
constexpr int QUAD_VALUES = 4 * WORD_VALUES;

// Blocks of a multiprocessor that a kernel's registers must allow, where a word holds one value; with
// two, loads are under way in twice the registers.
__device__ constexpr int blocks_beside(int blocks) { return WORD_VALUES == 1 ? blocks : (blocks * 2 + 2) / 3; }

// The card's instructions; the emulated device brings twins of them.
#ifdef EMULATED
using emulated::copy_async;
using emulated::copy_async_commit;
using emulated::copy_async_wait;
using emulated::mma_bf16;
using emulated::mma_tf32;
#else
// To the nearest of 10 bits of mantissa, halves away from zero.
__device__ __forceinline__ unsigned tf32_bits(float value) {
  unsigned bits;
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits) : "f"(value));
  return bits;
}

// To the nearest of 7 bits of mantissa, halves to even; the first in the lower half.
__device__ __forceinline__ unsigned bf16_bits(float first, float second) {
  unsigned bits;
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(bits) : "f"(second), "f"(first));
  return bits;
}

// sums += a b for M x N tiles of 16 x 8. Both instructions want the same words of a lane: of a
// (g, t), (g + 8, t), (g, t + 4), (g + 8, t + 4), of b (t, g), (t + 4, g). All lanes of the warp must
// call them.
#define MMA(name, instruction) \
  template <int M, int N> \
  __device__ __forceinline__ void name(float (&sums)[N][M][4], const unsigned (&a)[M][4], \
                                       const unsigned (&b)[N][2]) { \
    _Pragma("unroll") for (int n = 0; n < N; n++) { \
      _Pragma("unroll") for (int m = 0; m < M; m++) { \
        float(&d)[4] = sums[n][m]; \
        asm("mma.sync.aligned." instruction \
            " {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};" \
            : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3]) \
            : "r"(a[m][0]), "r"(a[m][1]), "r"(a[m][2]), "r"(a[m][3]), "r"(b[n][0]), "r"(b[n][1])); \
      } \
    } \
  }
MMA(mma_tf32, "m16n8k8.row.col.f32.tf32.tf32.f32")
MMA(mma_bf16, "m16n8k16.row.col.f32.bf16.bf16.f32")

// Starts the copy of 16 bytes into shared memory, past the registers where the card can.
template <int BYTES>
__device__ __forceinline__ void copy_async(void* shared, const void* global) {
  static_assert(BYTES == 16, "16 bytes are copied at a time");
#if __CUDA_ARCH__ >= 800
  asm volatile("cp.async.ca.shared.global [%0], [%1], 16;"
               :
               : "r"(static_cast<unsigned>(__cvta_generic_to_shared(shared))), "l"(global)
               : "memory");
#else
  *static_cast<uint4*>(shared) = *static_cast<const uint4*>(global);
#endif
}

// Ends a group of the thread's copies.
__device__ __forceinline__ void copy_async_commit() {
#if __CUDA_ARCH__ >= 800
  asm volatile("cp.async.commit_group;" : : : "memory");
#endif
}

// Waits until at most so many of the thread's last groups are under way.
template <int PENDING>
__device__ __forceinline__ void copy_async_wait() {
#if __CUDA_ARCH__ >= 800
  asm volatile("cp.async.wait_group %0;" : : "n"(PENDING) : "memory");
#endif
}
#endif

#if PRECISION != 0
template <int M, int N>
__device__ __forceinline__ void mma_words(float (&sums)[N][M][4], const unsigned (&a)[M][4],
                                          const unsigned (&b)[N][2]) {
#if PRECISION == 1
  mma_tf32(sums, a, b);
#else
  mma_bf16(sums, a, b);
#endif
}
#endif

// Words of values that follow each other along k.
__device__ __forceinline__ uint4 words(const float (&values)[QUAD_VALUES]) {
#if PRECISION == 0
  return make_uint4(__float_as_uint(values[0]), __float_as_uint(values[1]),
                    __float_as_uint(values[2]), __float_as_uint(values[3]));
#elif PRECISION == 1
  return make_uint4(tf32_bits(values[0]), tf32_bits(values[1]), tf32_bits(values[2]),
                    tf32_bits(values[3]));
#else
  return make_uint4(bf16_bits(values[0], values[1]), bf16_bits(values[2], values[3]),
                    bf16_bits(values[4], values[5]), bf16_bits(values[6], values[7]));
#endif
}

// Words of one value each whatever the precision: tf32 in place of bf16.
__device__ __forceinline__ uint4 single_words(float4 values) {
#if PRECISION == 0
  return make_uint4(__float_as_uint(values.x), __float_as_uint(values.y), __float_as_uint(values.z),
                    __float_as_uint(values.w));
#else
  return make_uint4(tf32_bits(values.x), tf32_bits(values.y), tf32_bits(values.z),
                    tf32_bits(values.w));
#endif
}

// Words of four columns: values[i] are their values at the i-th k of the word.
__device__ __forceinline__ uint4 words_across(const float4 (&values)[WORD_VALUES]) {
#if PRECISION == 2
  return make_uint4(bf16_bits(values[0].x, values[1].x), bf16_bits(values[0].y, values[1].y),
                    bf16_bits(values[0].z, values[1].z), bf16_bits(values[0].w, values[1].w));
#else
  return single_words(values[0]);
#endif
}

// Where a tile of rows of STEP_WORDS words keeps a row's quad of words. Rows and quads change places
// so that neither the stores of whole rows nor the loads below meet in a bank.
__device__ __forceinline__ int quad_place(int row, int quad) {
  return row * (STEP_WORDS / 4) + (quad ^ (row >> 1 & 3));
}

// Of rows whose numbers differ by multiples of 8 quads are permuted alike: what a row's quad is xored
// with, and the quad that the lane reads.
__device__ __forceinline__ int row_permutation(int row) { return row >> 1 & 3; }
__device__ __forceinline__ int lane_quad(int permutation) {
  return PRECISION == 0 ? 0 : lane() % 4 ^ permutation;
}

// Products of pixels by weights. Weights are the rows of mma.sync and pixels its columns, as a lane
// then wants neighbouring words of a pixel, which lie so in memory, and of weights any words, which
// are packed so: a step's weights are COLUMNS / 16 tiles of 16 columns, each of two halves, each with a
// quad for every lane. Lane 4 g + t has of half h the words 4 t + 2 h and 4 t + 2 h + 1 (a sum's order is
// free) of the columns 2 g and 2 g + 1: first word of both columns, then second.
//
// sums[i][c] += 8 pixels times 16 columns. The lane's pixel i is 8 i rows behind pixels[i], which has
// lane_quad(permutation) added; weights are the warp's first tile. What a lane gets: lane_pixel and
// lane_column.
template <int P, int C>
__device__ __forceinline__ void multiply_pixels(float (&sums)[P][C][4],
                                                const uint4* const (&pixels)[P], int permutation,
                                                const uint4* weights) {
  constexpr int EIGHT_ROWS = 8 * STEP_WORDS / 4;
#if PRECISION == 0
  const int t = lane() % 4;
#pragma unroll 1
  for (int i = 0; i < STEP_WORDS / 4; i++) {
    // Lanes take the quads in different orders, so that they meet in no bank.
    const int quad = (i + t) % 4;
    uint4 rows[P];
#pragma unroll
    for (int p = 0; p < P; p++) {
      rows[p] = pixels[p][EIGHT_ROWS * p + (quad ^ permutation)];
    }
#pragma unroll
    for (int half = 0; half < 2; half++) {
#pragma unroll
      for (int c = 0; c < C; c++) {
#pragma unroll
        for (int e = 0; e < 2; e++) {
          const uint4 w = weights[(2 * c + half) * WARP + (t + 4 * e) * 4 + quad];
#pragma unroll
          for (int p = 0; p < P; p++) {
            const float first = __uint_as_float(half == 0 ? rows[p].x : rows[p].z);
            const float second = __uint_as_float(half == 0 ? rows[p].y : rows[p].w);
            float(&sum)[4] = sums[p][c];
            sum[2 * e] = fmaf(first, __uint_as_float(w.x), sum[2 * e]);
            sum[2 * e + 1] = fmaf(first, __uint_as_float(w.y), sum[2 * e + 1]);
            sum[2 * e] = fmaf(second, __uint_as_float(w.z), sum[2 * e]);
            sum[2 * e + 1] = fmaf(second, __uint_as_float(w.w), sum[2 * e + 1]);
          }
        }
      }
    }
  }
#else
  uint4 rows[P];
#pragma unroll
  for (int p = 0; p < P; p++) {
    rows[p] = pixels[p][EIGHT_ROWS * p];
  }
#pragma unroll
  for (int half = 0; half < 2; half++) {
    unsigned a[C][4], b[P][2];
#pragma unroll
    for (int c = 0; c < C; c++) {
      const uint4 w = weights[(2 * c + half) * WARP + lane()];
      a[c][0] = w.x;
      a[c][1] = w.y;
      a[c][2] = w.z;
      a[c][3] = w.w;
    }
#pragma unroll
    for (int p = 0; p < P; p++) {
      b[p][0] = half == 0 ? rows[p].x : rows[p].z;
      b[p][1] = half == 0 ? rows[p].y : rows[p].w;
    }
    mma_words(sums, a, b);
  }
  (void)permutation;
#endif
}

// The pixel of the e-th pair of sums[i][c], e 0 or 1, and the first of its two neighbouring columns.
__device__ __forceinline__ int lane_pixel(int i, int e) {
  return 8 * i + (PRECISION == 0 ? lane() / 4 : lane() % 4 * 2 + e);
}
__device__ __forceinline__ int lane_column(int c, int e) {
  return 16 * c + (PRECISION == 0 ? 8 * e + lane() % 4 * 2 : lane() / 4 * 2);
}
__device__ __forceinline__ float2 lane_pair(const float (&sum)[4], int e) {
  return PRECISION == 0 ? make_float2(sum[2 * e], sum[2 * e + 1]) : make_float2(sum[e], sum[e + 2]);
}

// sums += a^T b of tiles whose rows run across k: STEP_WORDS rows of A_PITCH and B_PITCH words, both
// 8 beyond a multiple of 32, so that the lanes' loads meet in no bank.
template <int A_PITCH, int B_PITCH, int M, int N>
__device__ __forceinline__ void multiply_columns(float (&sums)[N][M][4], const unsigned* a,
                                                 const unsigned* b) {
  static_assert(A_PITCH % 32 == 8 && B_PITCH % 32 == 8, "bank conflicts");
  const int g = lane() / 4;
  const int t = lane() % 4;
#if PRECISION == 0
#pragma unroll 2
  for (int k = 0; k < STEP_WORDS; k++) {
    float rows[2 * M];
#pragma unroll
    for (int i = 0; i < 2 * M; i++) {
      rows[i] = __uint_as_float(a[k * A_PITCH + 8 * i + g]);
    }
#pragma unroll
    for (int n = 0; n < N; n++) {
      uint2 pair = *reinterpret_cast<const uint2*>(b + k * B_PITCH + 8 * n + 2 * t);
#pragma unroll
      for (int i = 0; i < 2 * M; i++) {
        float(&pair_sums)[4] = sums[n][i / 2];
        pair_sums[i % 2 * 2] = fmaf(rows[i], __uint_as_float(pair.x), pair_sums[i % 2 * 2]);
        pair_sums[i % 2 * 2 + 1] = fmaf(rows[i], __uint_as_float(pair.y), pair_sums[i % 2 * 2 + 1]);
      }
    }
  }
#else
#pragma unroll
  for (int k = 0; k < STEP_WORDS; k += 8) {
    unsigned words_a[M][4], words_b[N][2];
#pragma unroll
    for (int i = 0; i < 4 * M; i++) {
      words_a[i / 4][i % 4] = a[(k + t + i % 4 / 2 * 4) * A_PITCH + i / 4 * 16 + i % 2 * 8 + g];
    }
#pragma unroll
    for (int i = 0; i < 2 * N; i++) {
      words_b[i / 2][i % 2] = b[(k + t + i % 2 * 4) * B_PITCH + i / 2 * 8 + g];
    }
    mma_words(sums, words_a, words_b);
  }
#endif
}

// sums[n] += a^T b[n] over 16 words of k, one value each: a as above, of 16 M columns; b[n] is of 8
// columns and has its k-th row at places[k * ENTRIES + n] bytes from b. Places lie at multiples of 16
// bytes.
template <int A_PITCH, int ENTRIES, int M, int N>
__device__ __forceinline__ void multiply_windows(float (&sums)[N][M][4], const unsigned* a,
                                                 const unsigned* b, const int* places) {
  static_assert(A_PITCH % 32 == 8, "bank conflicts");
  static_assert(ENTRIES % 4 == 0 && N <= ENTRIES, "places are read by four");
  const int g = lane() / 4;
  const int t = lane() % 4;
  auto places_of = [&](int k, int (&of_row)[ENTRIES]) {
#pragma unroll
    for (int i = 0; i < ENTRIES; i += 4) {
      const int4 four = *reinterpret_cast<const int4*>(places + k * ENTRIES + i);
      of_row[i] = four.x;
      of_row[i + 1] = four.y;
      of_row[i + 2] = four.z;
      of_row[i + 3] = four.w;
    }
  };
#if PRECISION == 0
#pragma unroll 1
  for (int k = 0; k < 16; k++) {
    float rows[2 * M];
    int of_row[ENTRIES];
    places_of(k, of_row);
#pragma unroll
    for (int i = 0; i < 2 * M; i++) {
      rows[i] = __uint_as_float(a[k * A_PITCH + 8 * i + g]);
    }
#pragma unroll
    for (int n = 0; n < N; n++) {
      uint2 pair =
          *reinterpret_cast<const uint2*>(reinterpret_cast<const char*>(b + 2 * t) + of_row[n]);
#pragma unroll
      for (int i = 0; i < 2 * M; i++) {
        float(&pair_sums)[4] = sums[n][i / 2];
        pair_sums[i % 2 * 2] = fmaf(rows[i], __uint_as_float(pair.x), pair_sums[i % 2 * 2]);
        pair_sums[i % 2 * 2 + 1] = fmaf(rows[i], __uint_as_float(pair.y), pair_sums[i % 2 * 2 + 1]);
      }
    }
  }
#else
#pragma unroll
  for (int k = 0; k < 16; k += 8) {
    unsigned words_a[M][4], words_b[N][2];
#pragma unroll
    for (int i = 0; i < 4 * M; i++) {
      words_a[i / 4][i % 4] = a[(k + t + i % 4 / 2 * 4) * A_PITCH + i / 4 * 16 + i % 2 * 8 + g];
    }
#pragma unroll
    for (int half = 0; half < 2; half++) {
      int of_row[ENTRIES];
      places_of(k + t + 4 * half, of_row);
#pragma unroll
      for (int n = 0; n < N; n++) {
        words_b[n][half] =
            *reinterpret_cast<const unsigned*>(reinterpret_cast<const char*>(b + g) + of_row[n]);
      }
    }
    mma_tf32(sums, words_a, words_b);
  }
#endif
}
