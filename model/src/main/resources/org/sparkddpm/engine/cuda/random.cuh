// The random streams of org.sparkddpm.random: Philox4x32-10 (Salmon et al., SC'11), a key derived
// from seed, purpose and ids, and numbers by counter. Words and integers are those of RandomStream
// bit by bit; Gaussians differ from it by less than 1e-6.

// The last word of the counter of a block of numbers; those of ids have the id's position there.
constexpr unsigned DRAW = 0xffffffffu;

struct Key {
  unsigned low;
  unsigned high;
};

struct Block {
  unsigned a, b, c, d;
};

__device__ __forceinline__ Block philox(Key key, unsigned a, unsigned b, unsigned c, unsigned d) {
#pragma unroll
  for (int round = 0; round < 10; round++) {
    unsigned long long first = 0xD2511F53ull * a;
    unsigned long long second = 0xCD9E8D57ull * c;
    a = static_cast<unsigned>(second >> 32) ^ b ^ key.low;
    b = static_cast<unsigned>(second);
    c = static_cast<unsigned>(first >> 32) ^ d ^ key.high;
    d = static_cast<unsigned>(first);
    key.low += 0x9E3779B9u;
    key.high += 0xBB67AE85u;
  }
  return {a, b, c, d};
}

__device__ __forceinline__ Key key_of_halves(int low, int high) {
  return {static_cast<unsigned>(low), static_cast<unsigned>(high)};
}

__device__ __forceinline__ Key key_of(long long number) {
  return {static_cast<unsigned>(number), static_cast<unsigned>(number >> 32)};
}

// The key after the id at a position; an id has two halves as a key has.
__device__ __forceinline__ Key with_id(Key key, int purpose, unsigned position, Key id) {
  Block block = philox(key, id.low, id.high, purpose, position);
  return {block.a, block.b};
}

// Four words of a stream.
__device__ __forceinline__ Block stream_block(Key key, int purpose, unsigned long long block) {
  return philox(
      key, static_cast<unsigned>(block), static_cast<unsigned>(block >> 32), purpose, DRAW);
}

// A stream's words one after the other, for a single thread.
struct WordStream {
  Key key;
  int purpose;
  unsigned long long next_block;
  int used;
  Block block;

  __device__ WordStream(Key key, int purpose)
      : key(key), purpose(purpose), next_block(0), used(4), block{0, 0, 0, 0} {}

  __device__ unsigned next() {
    if (used == 4) {
      block = stream_block(key, purpose, next_block++);
      used = 0;
    }
    unsigned word = used == 0 ? block.a : used == 1 ? block.b : used == 2 ? block.c : block.d;
    used++;
    return word;
  }

  // A number of 0..bound-1 (Lemire 2019, "Fast Random Integer Generation in an Interval").
  __device__ int below(int bound) {
    unsigned range = static_cast<unsigned>(bound);
    unsigned long long product = static_cast<unsigned long long>(next()) * range;
    if (static_cast<unsigned>(product) < range) {
      unsigned surplus = (0u - range) % range;
      while (static_cast<unsigned>(product) < surplus) {
        product = static_cast<unsigned long long>(next()) * range;
      }
    }
    return static_cast<int>(product >> 32);
  }

  // The next 53 bits, which RandomStream.nextDouble multiplies with 2^-53.
  __device__ long long bits53() {
    unsigned high = next() >> 5;
    unsigned low = next() >> 6;
    return (static_cast<long long>(high) << 26) + low;
  }
};

// Cosine and sine of word / 2^32 of a turn. The nearest quarter turn is taken off before anything
// is rounded: what is left, an eighth of a turn at most, keeps 24 bits of its own.
__device__ __forceinline__ void unit_circle(unsigned word, float* cosine, float* sine) {
  constexpr float PI = 3.14159274f;
  unsigned quarters = (word + (1u << 29)) >> 30;
  float x = static_cast<float>(static_cast<int>(word - (quarters << 30))) * 0x1p-31f;
  float xx = x * x;
  // cos(pi x) = 1 + xx p(xx) and sin(pi x) = PI x + x q(xx), p and q minimax on [0, 1/16].
  float p = fmaf(fmaf(fmaf(0.22898157f, xx, -1.3347579f), xx, 4.0586967f), xx, -4.934802f);
  float q = fmaf(fmaf(fmaf(-0.5891215f, xx, 2.5497715f), xx, -5.167708f), xx, -9.7595894e-08f);
  float c = fmaf(xx, p, 1.0f);
  float s = fmaf(x, PI, x * q);
  bool swapped = quarters & 1;
  float across = swapped ? s : c;
  float up = swapped ? c : s;
  *cosine = quarters == 1 || quarters == 2 ? -across : across;
  *sine = quarters >= 2 ? -up : up;
}

// sqrt(-2 log((word + 1) / 2^32)). The number is written as (1 + f) 2^e, 1 + f between the roots
// of 1/2 and 2, f by a subtraction of integers: nothing cancels, not where the number is near 1
// either.
__device__ __forceinline__ float gaussian_radius(unsigned word) {
  constexpr unsigned ROOT = 3037000500u;  // of 1/2, times 2^32
  unsigned number = word + 1;             // 0 stands for 2^32, a power of two like the others
  int zeros = __clz(static_cast<int>(number)) & 31;
  unsigned mantissa = number << zeros;
  bool below_one = mantissa - 1 >= ROOT - 1;
  float f = below_one ? static_cast<float>(static_cast<int>(mantissa)) * 0x1p-32f
                      : static_cast<float>(static_cast<int>(mantissa - (1u << 31))) * 0x1p-31f;
  float twice = static_cast<float>(2 * (below_one ? zeros : zeros + 1));  // -2 e
  // log(1 + f) = f + f f p(f), p minimax.
  float p = fmaf(-0.07624858f, f, 0.12914555f);
  p = fmaf(p, f, -0.13247052f);
  p = fmaf(p, f, 0.14180604f);
  p = fmaf(p, f, -0.16608454f);
  p = fmaf(p, f, 0.20002013f);
  p = fmaf(p, f, -0.2500161f);
  p = fmaf(p, f, 0.33333325f);
  p = fmaf(p, f, -0.49999988f);
  float log1p = fmaf(f * f, p, f);
  // log(2) as the sum of two floats.
  return sqrtf(fmaf(twice, 0.693147182f, fmaf(twice, -1.90465421e-9f, -2.0f * log1p)));
}

// The four standard normal numbers of a block, by Box and Muller's method.
__device__ __forceinline__ void gaussians(Block block, float out[4]) {
  float cosine, sine;
  float radius = gaussian_radius(block.a);
  unit_circle(block.b, &cosine, &sine);
  out[0] = radius * cosine;
  out[1] = radius * sine;
  radius = gaussian_radius(block.c);
  unit_circle(block.d, &cosine, &sine);
  out[2] = radius * cosine;
  out[3] = radius * sine;
}
