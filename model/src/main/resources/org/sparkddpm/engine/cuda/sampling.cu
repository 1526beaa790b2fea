// What samplers are made of.

// out = factors[0] x + factors[1] y.
KERNEL combine(
    const float* factors, const float* x, const float* y, float* out, long long length) {
  const float of_x = factors[0];
  const float of_y = factors[1];
  map_elements(x, y, out, length, [=](float a, float b) { return of_x * a + of_y * b; });
}

// The same with two factors for each row of `columns` elements.
KERNEL combine_rows(
    const float* factors,
    const float* x,
    const float* y,
    float* out,
    long long length,
    long long columns) {
  for (long long i = first_element(); i < length; i += all_threads()) {
    const long long row = i / columns;
    out[i] = factors[2 * row] * x[i] + factors[2 * row + 1] * y[i];
  }
}

// Comparisons keep NaN, which fminf and fmaxf would turn into a bound.
KERNEL clamp(const float* x, float low, float high, float* out, long long length) {
  map_elements(x, out, length, [=](float a) {
    const float raised = a < low ? low : a;
    return raised > high ? high : raised;
  });
}

// Classifier-free guidance: out = u + scale (c - u).
KERNEL guide(
    const float* conditional,
    const float* unconditional,
    float scale,
    float* out,
    long long length) {
  map_elements(conditional, unconditional, out, length, [=](float c, float u) {
    return u + scale * (c - u);
  });
}

// How many elements of x there are from the first on that is not finite, 0 where all are: the
// greatest over each block. Nothing is read where something was found before.
KERNEL find_non_finite(const float* x, int length, const int* found, int* left) {
  int most = 0;
  if (found[0] == 0) {
    for_fours(length, aligned(x), [&](const Span& span) {
      const Four a = span.load(x);
#pragma unroll
      for (int k = 0; k < FOUR; k++) {
        // Infinity and NaN alone differ from themselves by NaN.
        if (!(a.at[k] - a.at[k] == 0.0f)) {
          const int here = length - static_cast<int>(span.first) - k * span.stride;
          most = most < here ? here : most;
        }
      }
    });
  }
  most = block_max(most);
  if (threadIdx.x == 0) {
    left[blockIdx.x] = most;
  }
}

// Remembers the first of them, unless one is remembered: one more than the step, and its index.
KERNEL remember_non_finite(
    const int* left, int count, int length, const float* step, int* found) {
  int most = 0;
  for (int i = threadIdx.x; i < count; i += blockDim.x) {
    most = most < left[i] ? left[i] : most;
  }
  most = block_max(most);
  if (threadIdx.x == 0 && most > 0 && found[0] == 0) {
    found[1] = length - most;
    found[0] = static_cast<int>(step[0]) + 1;
  }
}
