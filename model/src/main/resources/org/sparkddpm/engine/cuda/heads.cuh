// What both kinds of attention share: where the heads lie in qkv [N, positions, 3 * heads * width]
// and in outputs [N, positions, heads * width].

constexpr float LEAST_FLOAT = -3.402823466e38f;
constexpr float LOG2_E = 1.442695041f;  // exp(x) is exp2(x * LOG2_E), the cheaper one on a card

enum HeadPart : int { QUERIES, KEYS, VALUES };

// PACKED: four channels of a row can be read at once, as their number is a multiple of four and so
// are the addresses. Not a flag, as the compiler joins both ways of storing into the slow one.
template <bool PACKED>
struct Head {
  int positions;
  int width;
  int hidden;
  int head;
  long long image;

  __device__ __forceinline__ Head(int positions, int heads, int width, int number)
      : positions(positions),
        width(width),
        hidden(heads * width),
        head(number % heads),
        image(number / heads) {}

  __device__ __forceinline__ long long at(HeadPart part, int position) const {
    return (image * positions + position) * (3 * hidden) + (part * hidden + head * width);
  }

  __device__ __forceinline__ long long output_at(int position) const {
    return (image * positions + position) * hidden + head * width;
  }

  // Channels from a multiple of four on; 0 beyond the head's last and where `present` is not true.
  __device__ __forceinline__ Pack<4> load(const float* row, int channel, bool present) const {
    Pack<4> pack = {};
    if (present && channel < width) {
      if constexpr (PACKED) {
        pack = load_pack<4>(row + channel);
      } else {
#pragma unroll
        for (int e = 0; e < 4; e++) {
          pack.at[e] = channel + e < width ? row[channel + e] : 0.0f;
        }
      }
    }
    return pack;
  }

  __device__ __forceinline__ void store(const Pack<4>& pack, float* row, int channel) const {
    if (channel < width) {
      if constexpr (PACKED) {
        store_pack(pack, row + channel);
      } else {
#pragma unroll
        for (int e = 0; e < 4; e++) {
          if (channel + e < width) {
            row[channel + e] = pack.at[e];
          }
        }
      }
    }
  }
};

// A number that a generic lambda can be given and take for an array's length.
template <int N>
struct Number {
  static constexpr int value = N;
};

// 1 / sqrt(width)
__device__ __forceinline__ float head_scale(int width) {
  return 1.0f / sqrtf(static_cast<float>(width));
}
