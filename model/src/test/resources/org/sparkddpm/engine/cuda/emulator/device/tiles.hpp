// Twins of the PTX instructions on tensor core tiles: mma.sync, cvt, cp.async, ldmatrix. The lanes
// hold the elements of a tile as the PTX manual's section on warp-level matrix fragments maps them.
#pragma once

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

inline float from_bf16(unsigned short x) {
  return same_bits<float>(static_cast<unsigned>(x) << 16);
}

typedef float Row __attribute__((vector_size(32)));

template <int K>
struct TileOperands {
  unsigned a[4];
  unsigned b[2];
  float c[4];
};

template <int K>
struct TileSums {
  float a[16][K];
  Row b[K];
  Row sums[16];

  // sums[i][j] += a[i][k] b[k][j], in the order of k.
  void multiply() {
    for (int i = 0; i < 16; i++) {
      Row row = sums[i];
      for (int k = 0; k < K; k++) {
        row += a[i][k] * b[k];
      }
      sums[i] = row;
    }
  }
};

// One mma of a whole warp; unpack writes a lane's elements of a and b into the tile.
template <int K, class Unpack>
inline void multiply_tiles(const char* call, float (&d)[4], const unsigned (&a)[4],
                           const unsigned (&b)[2], const float (&c)[4], const Unpack& unpack) {
  TileOperands<K> mine = {{a[0], a[1], a[2], a[3]}, {b[0], b[1]}, {c[0], c[1], c[2], c[3]}};
  struct Sums {
    float d[4];
  };
  Sums sums = exchange<TileOperands<K>, Sums>(call, EMULATED_ALL_LANES, mine, [&](Warp& w) {
    TileSums<K> tile;
    for (int lane = 0; lane < LANES; lane++) {
      int group = lane / 4;
      int column = 2 * (lane % 4);
      auto* operands = reinterpret_cast<TileOperands<K>*>(w.deposit[lane]);
      unpack(tile, *operands, group, lane % 4);
      for (int i = 0; i < 4; i++) {
        tile.sums[group + i / 2 * 8][column + i % 2] = operands->c[i];
      }
    }
    tile.multiply();
    for (int lane = 0; lane < LANES; lane++) {
      int group = lane / 4;
      int column = 2 * (lane % 4);
      auto* out = reinterpret_cast<float*>(w.result[lane]);
      for (int i = 0; i < 4; i++) {
        out[i] = tile.sums[group + i / 2 * 8][column + i % 2];
      }
    }
  });
  memcpy(d, sums.d, sizeof sums.d);
}

// mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32: d = a b + c. The hardware does not read the
// lowest 13 bits of a and b.
inline void mma_m16n8k8_tf32(float (&d)[4], const unsigned (&a)[4], const unsigned (&b)[2],
                             const float (&c)[4]) {
  auto read = [](unsigned bits) { return same_bits<float>(bits & 0xffffe000u); };
  multiply_tiles<8>("mma.m16n8k8.tf32", d, a, b, c,
                    [=](TileSums<8>& tile, const TileOperands<8>& lane, int group, int in_group) {
                      for (int i = 0; i < 4; i++) {
                        tile.a[group + i % 2 * 8][in_group + i / 2 * 4] = read(lane.a[i]);
                      }
                      tile.b[in_group][group] = read(lane.b[0]);
                      tile.b[in_group + 4][group] = read(lane.b[1]);
                    });
}

// mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32: d = a b + c.
inline void mma_m16n8k16_bf16(float (&d)[4], const unsigned (&a)[4], const unsigned (&b)[2],
                              const float (&c)[4]) {
  auto low = [](unsigned pair) { return from_bf16(static_cast<unsigned short>(pair)); };
  auto high = [](unsigned pair) { return from_bf16(static_cast<unsigned short>(pair >> 16)); };
  multiply_tiles<16>("mma.m16n8k16.bf16", d, a, b, c,
                     [=](TileSums<16>& tile, const TileOperands<16>& lane, int group, int in_group) {
                       for (int i = 0; i < 4; i++) {
                         float* row = &tile.a[group + i % 2 * 8][2 * in_group + i / 2 * 8];
                         row[0] = low(lane.a[i]);
                         row[1] = high(lane.a[i]);
                       }
                       for (int i = 0; i < 2; i++) {
                         tile.b[2 * in_group + 8 * i][group] = low(lane.b[i]);
                         tile.b[2 * in_group + 8 * i + 1][group] = high(lane.b[i]);
                       }
                     });
}

// cp.async.ca/cg.shared.global: copies source_bytes and fills up to BYTES with zeros.
template <int BYTES>
inline void copy_async(void* shared, const void* global, int source_bytes = BYTES) {
  static_assert(BYTES == 4 || BYTES == 8 || BYTES == 16, "cp.async copies 4, 8 or 16 bytes");
  if (source_bytes < 0 || source_bytes > BYTES) {
    fail("cp.async of %d bytes with %d from the source", BYTES, source_bytes);
  }
  if (reinterpret_cast<uintptr_t>(shared) % BYTES != 0 ||
      reinterpret_cast<uintptr_t>(global) % BYTES != 0) {
    fail("cp.async of %d bytes from %p to %p, which must be aligned to as many", BYTES, global,
         shared);
  }
  memset(shared, 0, BYTES);
  memcpy(shared, global, static_cast<size_t>(source_bytes));
}

inline void copy_async_commit() {}

template <int PENDING>
inline void copy_async_wait() {}

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
