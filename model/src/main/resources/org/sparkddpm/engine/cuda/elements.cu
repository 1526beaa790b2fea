// Arithmetic of element with element. Where all addresses are multiples of 16 bytes, a thread takes
// four elements at a time; the last ones, and all others, go one by one.

__device__ __forceinline__ bool aligned(const void* address) {
  return (reinterpret_cast<unsigned long long>(address) & 15) == 0;
}

// out[i] = f(a[i]) for all i below count; out may be a.
template <class F>
__device__ __forceinline__ void map_elements(const float* a, float* out, long long count, F f) {
  long long fours = aligned(a) && aligned(out) ? count / 4 : 0;
  const float4* from = reinterpret_cast<const float4*>(a);
  float4* to = reinterpret_cast<float4*>(out);
  for (long long i = first_element(); i < fours; i += all_threads()) {
    float4 x = from[i];
    to[i] = make_float4(f(x.x), f(x.y), f(x.z), f(x.w));
  }
  for (long long i = 4 * fours + first_element(); i < count; i += all_threads()) {
    out[i] = f(a[i]);
  }
}

// out[i] = f(a[i], b[i]) for all i below count; out may be a or b.
template <class F>
__device__ __forceinline__ void map_elements(
    const float* a, const float* b, float* out, long long count, F f) {
  long long fours = aligned(a) && aligned(b) && aligned(out) ? count / 4 : 0;
  const float4* left = reinterpret_cast<const float4*>(a);
  const float4* right = reinterpret_cast<const float4*>(b);
  float4* to = reinterpret_cast<float4*>(out);
  for (long long i = first_element(); i < fours; i += all_threads()) {
    float4 x = left[i];
    float4 y = right[i];
    to[i] = make_float4(f(x.x, y.x), f(x.y, y.y), f(x.z, y.z), f(x.w, y.w));
  }
  for (long long i = 4 * fours + first_element(); i < count; i += all_threads()) {
    out[i] = f(a[i], b[i]);
  }
}

// The distribution function of the standard normal, exact also where it is tiny.
__device__ __forceinline__ float normal_below(float x) {
  return 0.5f * erfcf(-0.70710678118654752f * x);
}

__device__ __forceinline__ float gelu_slope(float x) {
  float density = 0.39894228040143268f * expf(-0.5f * x * x);
  return normal_below(x) + x * density;
}

KERNEL add(const float* a, const float* b, float* out, long long count) {
  map_elements(a, b, out, count, [](float x, float y) { return x + y; });
}

KERNEL copy(const float* from, float* to, long long count) {
  map_elements(from, to, count, [](float x) { return x; });
}

KERNEL silu_forward(const float* x, float* out, long long count) {
  map_elements(x, out, count, [](float v) { return silu(v); });
}

KERNEL silu_backward(const float* x, const float* slope, float* dx, long long count) {
  map_elements(x, slope, dx, count, [](float v, float d) { return d * silu_slope(v); });
}

KERNEL gelu_forward(const float* x, float* out, long long count) {
  map_elements(x, out, count, [](float v) { return v * normal_below(v); });
}

KERNEL gelu_backward(const float* x, const float* slope, float* dx, long long count) {
  map_elements(x, slope, dx, count, [](float v, float d) { return d * gelu_slope(v); });
}

KERNEL fill(const float* value, float* out, long long count) {
  float constant = value[0];
  long long fours = aligned(out) ? count / 4 : 0;
  float4* to = reinterpret_cast<float4*>(out);
  for (long long i = first_element(); i < fours; i += all_threads()) {
    to[i] = make_float4(constant, constant, constant, constant);
  }
  for (long long i = 4 * fours + first_element(); i < count; i += all_threads()) {
    out[i] = constant;
  }
}
