// The loss, the norm of the gradient, and the steps along it. Sums over a vector are two launches:
// a double for each block, then one block that adds them in their order.

// The sum of four squares: in floats where neither overflow nor the loss of small ones can be seen,
// as a card has few units for doubles.
__device__ __forceinline__ double sum_of_squares(const Four& four) {
  float sum = 0;
#pragma unroll
  for (int k = 0; k < FOUR; k++) {
    sum = fmaf(four.at[k], four.at[k], sum);
  }
  if (sum >= 1e-25f && sum <= 1e38f) {
    return sum;
  }
  double exact = 0;
#pragma unroll
  for (int k = 0; k < FOUR; k++) {
    exact += static_cast<double>(four.at[k]) * four.at[k];
  }
  return exact;
}

__device__ __forceinline__ double sum_of_partials(const double* partial_sums, int count) {
  double sum = 0;
  for (int i = threadIdx.x; i < count; i += blockDim.x) {
    sum += partial_sums[i];
  }
  return block_sum(sum);
}

// Squared differences, and their gradient unless that is null.
KERNEL squared_error(
    const float* prediction,
    const float* target,
    float* gradient,
    float slope,
    long long length,
    double* partial_sums) {
  const bool packed =
      aligned(prediction) && aligned(target) && (gradient == nullptr || aligned(gradient));
  double sum = 0;
  for_fours(length, packed, [&](const Span& span) {
    Four difference = span.load(prediction);
    const Four wanted = span.load(target);
#pragma unroll
    for (int k = 0; k < FOUR; k++) {
      difference.at[k] -= wanted.at[k];
    }
    sum += sum_of_squares(difference);
    if (gradient != nullptr) {
#pragma unroll
      for (int k = 0; k < FOUR; k++) {
        difference.at[k] *= slope;
      }
      span.store(difference, gradient);
    }
  });
  sum = block_sum(sum);
  if (threadIdx.x == 0) {
    partial_sums[blockIdx.x] = sum;
  }
}

KERNEL mean_of_sums(const double* partial_sums, int count, long long length, float* mean) {
  const double sum = sum_of_partials(partial_sums, count);
  if (threadIdx.x == 0) {
    mean[0] = static_cast<float>(sum / length);
  }
}

KERNEL squares(const float* x, long long length, double* partial_sums) {
  double sum = 0;
  for_fours(length, aligned(x), [&](const Span& span) {
    sum += sum_of_squares(span.load(x));
  });
  sum = block_sum(sum);
  if (threadIdx.x == 0) {
    partial_sums[blockIdx.x] = sum;
  }
}

// min(1, limit / norm) / examples, the norm that of the mean over the examples.
KERNEL clip_factor(
    const double* partial_sums, int count, float limit, int examples, float* factor) {
  const double norm = sqrt(sum_of_partials(partial_sums, count)) / examples;
  if (threadIdx.x == 0) {
    const double scale = limit > 0 && norm > limit ? limit / norm : 1;
    factor[0] = static_cast<float>(scale / examples);
  }
}

// Kingma and Ba 2015, algorithm 1, the bias corrections in the rate; new1 and new2 are 1 - beta1
// and 1 - beta2, rounded once.
KERNEL adam(
    const float* rate,
    const float* gradient,
    const float* factor,
    float* first,
    float* second,
    float* parameters,
    long long length,
    float beta1,
    float new1,
    float beta2,
    float new2,
    float epsilon) {
  const bool packed = aligned(gradient) && aligned(first) && aligned(second)
      && aligned(parameters);
  const float step = rate[0];
  const float scale = factor[0];
  for_fours(length, packed, [&](const Span& span) {
    const Four g = span.load(gradient);
    Four m = span.load(first);
    Four v = span.load(second);
    Four p = span.load(parameters);
#pragma unroll
    for (int k = 0; k < FOUR; k++) {
      const float slope = scale * g.at[k];
      m.at[k] = beta1 * m.at[k] + new1 * slope;
      v.at[k] = beta2 * v.at[k] + new2 * slope * slope;
      p.at[k] -= step * m.at[k] / (sqrtf(v.at[k]) + epsilon);
    }
    span.store(m, first);
    span.store(v, second);
    span.store(p, parameters);
  });
}

KERNEL descend(
    const float* rate,
    const float* gradient,
    const float* factor,
    float* parameters,
    long long length) {
  const float step = rate[0] * factor[0];
  for_fours(length, aligned(gradient) && aligned(parameters), [&](const Span& span) {
    const Four g = span.load(gradient);
    Four p = span.load(parameters);
#pragma unroll
    for (int k = 0; k < FOUR; k++) {
      p.at[k] -= step * g.at[k];
    }
    span.store(p, parameters);
  });
}
