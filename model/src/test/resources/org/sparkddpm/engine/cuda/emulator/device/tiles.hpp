// Twins of the PTX instructions on tensor core tiles: mma.sync, cvt, ldmatrix. The lanes
// hold the elements of a tile as the PTX manual's section on warp-level matrix fragments maps them.
#pragma once

#include <new>

#include "bits.hpp"
#include "collectives.hpp"

namespace emulated {

// cvt.rna.tf32.f32: 10 bits of mantissa, to nearest, ties away from zero.
inline unsigned to_tf32(float x) {
  unsigned bits = same_bits<unsigned>(x);
  bool number = (bits & 0x7f800000u) != 0x7f800000u;
  return number ? (bits + 0x1000u) & 0xffffe000u : bits;
}

// cvt.rn.bf16.f32: 7 bits of mantissa, to nearest, ties to even.
inline unsigned short to_bf16(float x) {
  unsigned bits = same_bits<unsigned>(x);
  if (x != x) {
    return 0x7fff;
  }
  return static_cast<unsigned short>((bits + 0x7fffu + (bits >> 16 & 1u)) >> 16);
}

// cvt.rn.bf16x2.f32: the first of a row's two neighbours is the lower half.
inline unsigned to_bf16x2(float low, float high) {
  return static_cast<unsigned>(to_bf16(high)) << 16 | to_bf16(low);
}

typedef float Row __attribute__((vector_size(32)));

// The factors of the tiles that a warp multiplies, M of 16 x K and N of K x 8.
template <int M, int N, int K>
struct Factors {
  float a[M][16][K];
  Row b[N][K];
};

// sums[i][j] += a[i][k] b[k][j], in the order of k.
template <int K>
inline void multiply(Row (&sums)[16], const float (&a)[16][K], const Row (&b)[K]) {
  for (int i = 0; i < 16; i++) {
    Row row = sums[i];
    for (int k = 0; k < K; k++) {
      row += a[i][k] * b[k];
    }
    sums[i] = row;
  }
}

// sums += a b for M x N tiles by the whole warp. The lanes wait while the last reads and writes what
// they hold; unpack writes a lane's elements of a and b into the factors.
template <int K, int M, int N, class Unpack>
inline void multiply_tiles(const char* call, float (&sums)[N][M][4], const unsigned (&a)[M][4],
                           const unsigned (&b)[N][2], const Unpack& unpack) {
  struct Registers {
    float (*sums)[M][4];
    const unsigned (*a)[4];
    const unsigned (*b)[2];
  };
  Warp& warp = this_warp();
  new (warp.deposit[lane_id()]) Registers{sums, a, b};
  if (!arrive(call, EMULATED_ALL_LANES)) {
    return;
  }
  const Registers* of[LANES];
  Factors<M, N, K> factors;
  for (int lane = 0; lane < LANES; lane++) {
    of[lane] = reinterpret_cast<Registers*>(warp.deposit[lane]);
    unpack(factors, of[lane]->a, of[lane]->b, lane / 4, lane % 4);
  }
  for (int n = 0; n < N; n++) {
    for (int m = 0; m < M; m++) {
      alignas(32) Row tile[16];
      for (int lane = 0; lane < LANES; lane++) {
        const float* from = of[lane]->sums[n][m];
        auto* to = reinterpret_cast<float*>(&tile[lane / 4]) + 2 * (lane % 4);
        memcpy(to, from, 8);
        memcpy(to + 64, from + 2, 8);
      }
      multiply(tile, factors.a[m], factors.b[n]);
      for (int lane = 0; lane < LANES; lane++) {
        float* to = of[lane]->sums[n][m];
        auto* from = reinterpret_cast<const float*>(&tile[lane / 4]) + 2 * (lane % 4);
        memcpy(to, from, 8);
        memcpy(to + 2, from + 64, 8);
      }
    }
  }
  release(EMULATED_ALL_LANES);
}

// mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32. The hardware does not read the lowest 13 bits
// of a and b.
template <int M, int N>
inline void mma_tf32(float (&sums)[N][M][4], const unsigned (&a)[M][4], const unsigned (&b)[N][2]) {
  multiply_tiles<8>("mma.m16n8k8.tf32", sums, a, b,
                    [](Factors<M, N, 8>& to, const unsigned (*a)[4], const unsigned (*b)[2],
                       int group, int in_group) {
                      auto value = [](unsigned word) {
                        return same_bits<float>(word & 0xffffe000u);
                      };
                      for (int m = 0; m < M; m++) {
                        for (int i = 0; i < 4; i++) {
                          to.a[m][group + i % 2 * 8][in_group + i / 2 * 4] = value(a[m][i]);
                        }
                      }
                      for (int n = 0; n < N; n++) {
                        to.b[n][in_group][group] = value(b[n][0]);
                        to.b[n][in_group + 4][group] = value(b[n][1]);
                      }
                    });
}

// mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32.
template <int M, int N>
inline void mma_bf16(float (&sums)[N][M][4], const unsigned (&a)[M][4], const unsigned (&b)[N][2]) {
  multiply_tiles<16>("mma.m16n8k16.bf16", sums, a, b,
                     [](Factors<M, N, 16>& to, const unsigned (*a)[4], const unsigned (*b)[2],
                        int group, int in_group) {
                       auto low = [](unsigned pair) { return same_bits<float>(pair << 16); };
                       auto high = [](unsigned pair) {
                         return same_bits<float>(pair & 0xffff0000u);
                       };
                       for (int m = 0; m < M; m++) {
                         for (int i = 0; i < 4; i++) {
                           float* at = &to.a[m][group + i % 2 * 8][2 * in_group + i / 2 * 8];
                           at[0] = low(a[m][i]);
                           at[1] = high(a[m][i]);
                         }
                       }
                       for (int n = 0; n < N; n++) {
                         for (int i = 0; i < 2; i++) {
                           to.b[n][2 * in_group + 8 * i][group] = low(b[n][i]);
                           to.b[n][2 * in_group + 8 * i + 1][group] = high(b[n][i]);
                         }
                       }
                     });
}

// ldmatrix.sync.aligned.m8n8.xCOUNT(.trans).shared.b16: lanes 8 i to 8 i + 7 name the rows of matrix
// i, of 8 elements of 16 bits; the lane gets two of each matrix, in one register.
template <int COUNT, bool TRANSPOSED = false>
inline void load_matrices(unsigned (&registers)[COUNT], const void* row) {
  static_assert(COUNT == 1 || COUNT == 2 || COUNT == 4, "ldmatrix loads 1, 2 or 4 matrices");
  if (lane_id() < 8 * COUNT && reinterpret_cast<uintptr_t>(row) % 16 != 0) {
    fail("ldmatrix reads a row at %p, which must be aligned to 16 bytes", row);
  }
  struct Registers {
    unsigned of[COUNT];
  };
  const char* call = TRANSPOSED ? "ldmatrix.trans" : "ldmatrix";
  auto mine = exchange<const void*, Registers>(call, EMULATED_ALL_LANES, row, [](Warp& w) {
    for (int lane = 0; lane < LANES; lane++) {
      for (int i = 0; i < COUNT; i++) {
        unsigned short pair[2];
        for (int e = 0; e < 2; e++) {
          int across = 2 * (lane % 4) + e;
          int r = 8 * i + (TRANSPOSED ? across : lane / 4);
          int column = TRANSPOSED ? lane / 4 : across;
          const char* from;
          memcpy(&from, w.deposit[r], sizeof from);
          memcpy(&pair[e], from + 2 * column, sizeof pair[e]);
        }
        memcpy(w.result[lane] + sizeof(unsigned) * i, pair, sizeof pair);
      }
    }
  });
  memcpy(registers, mine.of, sizeof mine.of);
}

}  // namespace emulated

// The functions that tiles.cuh has for a card.
inline unsigned tf32_bits(float value) { return emulated::to_tf32(value); }

inline unsigned bf16_bits(float first, float second) {
  return emulated::to_bf16x2(first, second);
}
