// What EmulatedDeviceTest runs, after common.cuh.

KERNEL row_sums(const float* rows, float* sums, int length) {
  float sum = 0;
  for (int i = threadIdx.x; i < length; i += blockDim.x) {
    sum += rows[static_cast<long long>(blockIdx.x) * length + i];
  }
  sum = block_sum(sum);
  if (threadIdx.x == 0) {
    sums[blockIdx.x] = sum;
  }
}

KERNEL __launch_bounds__(64) add(float* to, const float* values, float factor, long long count) {
  for (long long i = first_element(); i < count; i += all_threads()) {
    to[i] += factor * values[i];
  }
}

// The places of threads and blocks, of a grid and blocks of three axes.
KERNEL places(int* out) {
  int thread = (threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x;
  int block = (blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x;
  out[block * blockDim.x * blockDim.y * blockDim.z + thread] =
      threadIdx.x + 10 * threadIdx.y + 100 * threadIdx.z + 1000 * blockIdx.x +
      10000 * blockIdx.y + 100000 * blockIdx.z;
}

template <class T>
__device__ void shuffle_all(T* out, T value) {
  int me = threadIdx.x;
  out[me] = __shfl_xor_sync(ALL_LANES, value, 5);
  out[64 + me] = __shfl_down_sync(ALL_LANES, value, 3);
  out[128 + me] = __shfl_up_sync(ALL_LANES, value, 2);
  out[192 + me] = __shfl_sync(ALL_LANES, value, 7);
  out[256 + me] = __shfl_xor_sync(ALL_LANES, value, 1, 8);
  out[320 + me] = __shfl_down_sync(ALL_LANES, value, 3, 8);
}

KERNEL shuffle_longs(long long* out) { shuffle_all(out, 1000000000000ll + threadIdx.x); }

KERNEL shuffle_floats(float* out) { shuffle_all(out, 0.5f + threadIdx.x); }

// The two halves of a warp shuffle apart, as often as they like, and then together.
KERNEL shuffle_halves(int* out) {
  int value = threadIdx.x;
  if (threadIdx.x % 32 < 16) {
    value = __shfl_xor_sync(0x0000ffffu, value, 1);
  } else {
    for (int i = 0; i < 3; i++) {
      value = __shfl_xor_sync(0xffff0000u, value, 1);
    }
  }
  out[threadIdx.x] = __shfl_xor_sync(ALL_LANES, value, 16);
}

KERNEL votes(unsigned* out) {
  out[threadIdx.x] = __ballot_sync(ALL_LANES, threadIdx.x % 3 == 0);
  out[32 + threadIdx.x] = __any_sync(ALL_LANES, threadIdx.x == 31);
  out[64 + threadIdx.x] = __all_sync(ALL_LANES, threadIdx.x < 31);
}

// Reverses a block's numbers through dynamic shared memory; words [1024, 1024 + count) tell what
// stood there before.
KERNEL reverse(unsigned* numbers, int count) {
  DYNAMIC_SHARED(unsigned, words);
  __shared__ unsigned fixed[1024];
  unsigned before = words[threadIdx.x];
  numbers[2048 + threadIdx.x] = fixed[threadIdx.x];
  __syncthreads();
  words[threadIdx.x] = numbers[threadIdx.x];
  fixed[threadIdx.x] = 0;
  __syncthreads();
  numbers[threadIdx.x] = words[count - 1 - threadIdx.x];
  numbers[1024 + threadIdx.x] = before;
}

KERNEL barrier_for_some() {
  if (threadIdx.x >= 40) {
    return;
  }
  __syncthreads();
}

KERNEL barrier_or_shuffle(int* out) {
  if (threadIdx.x % 2 == 0) {
    __syncthreads();
  } else {
    out[threadIdx.x] = __shfl_xor_sync(ALL_LANES, 1, 1);
  }
}

KERNEL unlike_shuffles(int* out) {
  if (threadIdx.x % 2 == 0) {
    out[threadIdx.x] = __shfl_xor_sync(ALL_LANES, 1, 1);
  } else {
    out[threadIdx.x] = __shfl_down_sync(ALL_LANES, 1, 1);
  }
}

KERNEL shuffle_of_missing(int* out) {
  if (threadIdx.x < 16) {
    out[threadIdx.x] = __shfl_xor_sync(0x0000ffffu, 1, 16);
  }
}

KERNEL deep_stack(int* out) {
  volatile int many[16000];
  many[threadIdx.x] = 1;
  __syncthreads();
  out[threadIdx.x] = many[threadIdx.x];
}

KERNEL write_beside(float* memory, long long place) {
  if (threadIdx.x == 0) {
    memory[place] = 1.0f;
  }
}

// d = a b + d for 32 x K, K x 32 and 32 x 32, all row by row, by the tiles of one warp.
KERNEL tiles(const float* a, const float* b, float* d) {
#if PRECISION != 0
  constexpr int K = PRECISION == 1 ? 8 : 16;
  int g = lane() / 4;
  int t = lane() % 4;
  float sums[4][2][4];
  unsigned words_a[2][4], words_b[4][2];
  for (int m = 0; m < 2; m++) {
    for (int i = 0; i < 4; i++) {
      const float* row = a + (16 * m + g + i % 2 * 8) * K;
#if PRECISION == 1
      words_a[m][i] = tf32_bits(row[t + i / 2 * 4]);
#else
      words_a[m][i] = bf16_bits(row[2 * t + i / 2 * 8], row[2 * t + i / 2 * 8 + 1]);
#endif
    }
  }
  for (int n = 0; n < 4; n++) {
    for (int i = 0; i < 2; i++) {
      const float* column = b + 8 * n + g;
#if PRECISION == 1
      words_b[n][i] = tf32_bits(column[(t + 4 * i) * 32]);
#else
      words_b[n][i] = bf16_bits(column[(2 * t + 8 * i) * 32], column[(2 * t + 8 * i + 1) * 32]);
#endif
    }
    for (int m = 0; m < 2; m++) {
      for (int i = 0; i < 4; i++) {
        sums[n][m][i] = d[(16 * m + g + i / 2 * 8) * 32 + 8 * n + 2 * t + i % 2];
      }
    }
  }
#if PRECISION == 1
  emulated::mma_tf32(sums, words_a, words_b);
#else
  emulated::mma_bf16(sums, words_a, words_b);
#endif
  for (int n = 0; n < 4; n++) {
    for (int m = 0; m < 2; m++) {
      for (int i = 0; i < 4; i++) {
        d[(16 * m + g + i / 2 * 8) * 32 + 8 * n + 2 * t + i % 2] = sums[n][m][i];
      }
    }
  }
#endif
}

// Begins two copies of 16 bytes and waits for the first.
KERNEL copies(const float* from, float* to) {
  __shared__ __align__(16) float words[8];
  if (threadIdx.x == 0) {
    for (int i = 0; i < 2; i++) {
      emulated::copy_async<16>(words + 4 * i, from + 4 * i);
      emulated::copy_async_commit();
    }
    emulated::copy_async_wait<1>();
  }
  __syncthreads();
  if (threadIdx.x < 8) {
    to[threadIdx.x] = words[threadIdx.x];
  }
}
