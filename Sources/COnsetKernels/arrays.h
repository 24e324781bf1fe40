// Loops over the elements of tensors: arithmetic, functions, their slopes, and reductions.
//
// A chunk's result depends on the chunk alone, never on the width of the vectors.

#pragma once

#include <math.h>

#include "functions.h"

#pragma STDC FP_CONTRACT OFF

#define ONSET_EACH(EXPRESSION)                                     \
  if (a_step && b_step)                                            \
    for (size_t i = 0; i < n; i++) { x = a[i]; y = b[i]; out[i] = (EXPRESSION); } \
  else if (a_step)                                                 \
    { y = b[0]; for (size_t i = 0; i < n; i++) { x = a[i]; out[i] = (EXPRESSION); } } \
  else                                                             \
    { x = a[0]; for (size_t i = 0; i < n; i++) { y = b[i]; out[i] = (EXPRESSION); } } \
  break;

#define ONSET_COMPARISONS(T)                                                                     \
  static void onset_compare_##T(onset_binary f, const T *a, size_t a_step, const T *b,           \
                                size_t b_step, size_t n, uint8_t *out) {                         \
    T x, y;                                                                                      \
    switch (f) {                                                                                 \
    case ONSET_EQUAL: ONSET_EACH(x == y)                                                         \
    case ONSET_LESS: ONSET_EACH(x < y)                                                           \
    default: ONSET_EACH(x <= y)                                                                  \
    }                                                                                            \
  }

#define ONSET_REALS(T, POW, FMOD)                                                                \
  static void onset_binary_##T(onset_binary f, const T *a, size_t a_step, const T *b,            \
                               size_t b_step, size_t n, T *out) {                                \
    T x, y;                                                                                      \
    switch (f) {                                                                                 \
    case ONSET_ADD: ONSET_EACH(x + y)                                                            \
    case ONSET_SUBTRACT: ONSET_EACH(x - y)                                                       \
    case ONSET_MULTIPLY: ONSET_EACH(x * y)                                                       \
    case ONSET_DIVIDE: ONSET_EACH(x / y)                                                         \
    case ONSET_MINIMUM: ONSET_EACH(x != x || x < y ? x : y)                                      \
    case ONSET_MAXIMUM: ONSET_EACH(x != x || x > y ? x : y)                                      \
    case ONSET_POWER: ONSET_EACH(POW(x, y))                                                      \
    case ONSET_REMAINDER: ONSET_EACH(FMOD(x, y))                                                 \
    default: {                                                                                   \
      T r;                                                                                       \
      ONSET_EACH((r = FMOD(x, y), r != 0 && (r < 0) != (y < 0) ? r + y : r))                     \
    }                                                                                            \
    }                                                                                            \
  }

// Wrapping arithmetic goes through the unsigned type; the caller has refused divisors of zero.
#define ONSET_WRAP(T, U, OPERATOR) (T)((U)x OPERATOR (U)y)
#define ONSET_INTEGERS(T, U, BITS)                                                               \
  static T onset_power_##T(T base, T exponent) {                                                 \
    U result = 1, factor = (U)base;                                                              \
    if (exponent < 0) return base == 1 ? 1 : base == -1 ? (exponent % 2 ? -1 : 1) : 0;           \
    for (; exponent; exponent >>= 1, factor *= factor) if (exponent & 1) result *= factor;       \
    return (T)result;                                                                            \
  }                                                                                              \
  static void onset_binary_##T(onset_binary f, const T *a, size_t a_step, const T *b,            \
                               size_t b_step, size_t n, T *out) {                                \
    T x, y;                                                                                      \
    switch (f) {                                                                                 \
    case ONSET_ADD: ONSET_EACH(ONSET_WRAP(T, U, +))                                              \
    case ONSET_SUBTRACT: ONSET_EACH(ONSET_WRAP(T, U, -))                                         \
    case ONSET_MULTIPLY: ONSET_EACH(ONSET_WRAP(T, U, *))                                         \
    case ONSET_DIVIDE: ONSET_EACH(y == -1 ? (T)(0 - (U)x) : x / y)                               \
    case ONSET_MINIMUM: ONSET_EACH(x < y ? x : y)                                                \
    case ONSET_MAXIMUM: ONSET_EACH(x > y ? x : y)                                                \
    case ONSET_POWER: ONSET_EACH(onset_power_##T(x, y))                                          \
    case ONSET_REMAINDER: ONSET_EACH(y == -1 ? 0 : x % y)                                        \
    case ONSET_AND: ONSET_EACH(x & y)                                                            \
    case ONSET_OR: ONSET_EACH(x | y)                                                             \
    case ONSET_XOR: ONSET_EACH(x ^ y)                                                            \
    case ONSET_SHIFT_LEFT: ONSET_EACH((U)y < BITS ? (T)((U)x << y) : 0)                          \
    case ONSET_SHIFT_RIGHT: ONSET_EACH((U)y < BITS ? (T)((U)x >> y) : 0)                         \
    default: {                                                                                   \
      T r;                                                                                       \
      ONSET_EACH((r = y == -1 ? 0 : x % y, r != 0 && (r < 0) != (y < 0) ? r + y : r))            \
    }                                                                                            \
    }                                                                                            \
  }

ONSET_COMPARISONS(float)
ONSET_COMPARISONS(double)
ONSET_COMPARISONS(int64_t)
ONSET_COMPARISONS(int32_t)
ONSET_COMPARISONS(uint8_t)
ONSET_REALS(float, powf, fmodf)
ONSET_REALS(double, pow, fmod)
ONSET_INTEGERS(int64_t, uint64_t, 64)
ONSET_INTEGERS(int32_t, uint32_t, 32)

static void onset_binary_uint8_t(onset_binary f, const uint8_t *a, size_t a_step, const uint8_t *b,
                                 size_t b_step, size_t n, uint8_t *out) {
  uint8_t x, y;
  switch (f) {
  case ONSET_AND: case ONSET_MINIMUM: case ONSET_MULTIPLY: ONSET_EACH(x & y)
  case ONSET_OR: case ONSET_MAXIMUM: case ONSET_ADD: ONSET_EACH(x | y)
  default: ONSET_EACH(x ^ y)
  }
}

#define ONSET_TYPED(T)                                                                           \
  if (f >= ONSET_EQUAL) onset_compare_##T(f, a, a_step, b, b_step, n, out);                      \
  else onset_binary_##T(f, a, a_step, b, b_step, n, out);                                        \
  break;

// Vector loops: the last lanes go through a padded copy, so that they see the same operations. Every
// element is read before it is written, so `out` may be an input.
ONSET_INLINE onset_floats onset_load_part(const float *from, size_t lanes) {
  onset_floats vector = 0.0f;
  memcpy(&vector, from, lanes * sizeof(float));
  return vector;
}

#define ONSET_LOOP(BODY)                                                    \
  {                                                                         \
    size_t i = 0;                                                           \
    for (; i + ONSET_WIDTH <= n; i += ONSET_WIDTH) {                        \
      const size_t lanes = ONSET_WIDTH;                                     \
      BODY                                                                  \
    }                                                                       \
    if (i < n) {                                                            \
      const size_t lanes = n - i;                                           \
      BODY                                                                  \
    }                                                                       \
  }

#define ONSET_VECTORS(EXPRESSION)                                           \
  ONSET_LOOP(                                                               \
    const onset_floats x = onset_load_part(in + i, lanes);                  \
    const onset_floats y = (EXPRESSION);                                    \
    memcpy(out + i, &y, lanes * sizeof(float));)                            \
  return 1;

#define ONSET_PAIRS(EXPRESSION)                                             \
  ONSET_LOOP(                                                               \
    const onset_floats x = a_step ? onset_load_part(a + i, lanes) : first;  \
    const onset_floats y = b_step ? onset_load_part(b + i, lanes) : second; \
    const onset_floats z = (EXPRESSION);                                    \
    memcpy(out + i, &z, lanes * sizeof(float));)                            \
  return 1;

// Arithmetic of float32, in place if need be; 0 for the functions that are not here.
static int onset_vector_pairs(onset_binary f, const float *a, size_t a_step, const float *b, size_t b_step,
                              size_t n, float *out) {
  if (n == 0) return 1;
  const onset_floats first = a[0], second = b[0];
  switch (f) {
  case ONSET_ADD: ONSET_PAIRS(x + y)
  case ONSET_SUBTRACT: ONSET_PAIRS(x - y)
  case ONSET_MULTIPLY: ONSET_PAIRS(x * y)
  case ONSET_DIVIDE: ONSET_PAIRS(x / y)
  case ONSET_MINIMUM: ONSET_PAIRS(x != x || x < y ? x : y)
  case ONSET_MAXIMUM: ONSET_PAIRS(x != x || x > y ? x : y)
  default: return 0;
  }
}

static void onset_binary_loop(onset_binary f, onset_type type, const void *a, size_t a_step,
                              const void *b, size_t b_step, size_t n, void *out) {
  if (type == ONSET_FLOAT32 && onset_vector_pairs(f, a, a_step, b, b_step, n, out)) return;
  switch (type) {
  case ONSET_FLOAT32: ONSET_TYPED(float)
  case ONSET_FLOAT64: ONSET_TYPED(double)
  case ONSET_INT64: ONSET_TYPED(int64_t)
  case ONSET_INT32: ONSET_TYPED(int32_t)
  case ONSET_BOOL: ONSET_TYPED(uint8_t)
  }
}

// Functions that have a vector form; 0 for the others.
static int onset_vector_function(onset_unary f, const float *in, size_t n, float *out) {
  switch (f) {
  case ONSET_NEGATE: ONSET_VECTORS(-x)
  case ONSET_ABSOLUTE: ONSET_VECTORS(__builtin_elementwise_abs(x))
  case ONSET_RECIPROCAL: ONSET_VECTORS(1.0f / x)
  case ONSET_SQUARE_ROOT: ONSET_VECTORS(__builtin_elementwise_sqrt(x))
  case ONSET_RELU: ONSET_VECTORS(x > 0.0f || x != x ? x : (onset_floats)0.0f)
  case ONSET_EXP: ONSET_VECTORS(onset_exp(x))
  case ONSET_EXPM1: ONSET_VECTORS(onset_expm1(x))
  case ONSET_LOG: ONSET_VECTORS(onset_log(x))
  case ONSET_LOG1P: ONSET_VECTORS(onset_log1p(x))
  case ONSET_TANH: ONSET_VECTORS(onset_tanh(x))
  case ONSET_ERF: ONSET_VECTORS(onset_erf(x))
  case ONSET_SIGMOID: ONSET_VECTORS(onset_sigmoid(x))
  case ONSET_SOFTPLUS: ONSET_VECTORS(onset_softplus(x))
  case ONSET_SILU: ONSET_VECTORS(x * onset_sigmoid(x))
  case ONSET_GELU: ONSET_VECTORS(0.5f * x * (1.0f + onset_erf(x * 0.70710678f)))
  default: return 0;
  }
}

#define ONSET_MAP(EXPRESSION) for (size_t i = 0; i < n; i++) { const T x = in[i]; out[i] = (EXPRESSION); } break;
#define ONSET_FUNCTIONS(T, S, NAME)                                                              \
  static void NAME(onset_unary f, const T *in, size_t n, T *out) {                               \
    switch (f) {                                                                                 \
    case ONSET_NEGATE: ONSET_MAP(-x)                                                             \
    case ONSET_ABSOLUTE: ONSET_MAP(fabs##S(x))                                                   \
    case ONSET_SIGNUM: ONSET_MAP(x != x ? x : (T)((x > 0) - (x < 0)))                              \
    case ONSET_RECIPROCAL: ONSET_MAP(1 / x)                                                      \
    case ONSET_SQUARE_ROOT: ONSET_MAP(sqrt##S(x))                                                \
    case ONSET_EXP: ONSET_MAP(exp##S(x))                                                         \
    case ONSET_EXPM1: ONSET_MAP(expm1##S(x))                                                     \
    case ONSET_LOG: ONSET_MAP(log##S(x))                                                         \
    case ONSET_LOG1P: ONSET_MAP(log1p##S(x))                                                     \
    case ONSET_SIN: ONSET_MAP(sin##S(x))                                                         \
    case ONSET_COS: ONSET_MAP(cos##S(x))                                                         \
    case ONSET_TAN: ONSET_MAP(tan##S(x))                                                         \
    case ONSET_ASIN: ONSET_MAP(asin##S(x))                                                       \
    case ONSET_ACOS: ONSET_MAP(acos##S(x))                                                       \
    case ONSET_ATAN: ONSET_MAP(atan##S(x))                                                       \
    case ONSET_SINH: ONSET_MAP(sinh##S(x))                                                       \
    case ONSET_COSH: ONSET_MAP(cosh##S(x))                                                       \
    case ONSET_TANH: ONSET_MAP(tanh##S(x))                                                       \
    case ONSET_ASINH: ONSET_MAP(asinh##S(x))                                                     \
    case ONSET_ACOSH: ONSET_MAP(acosh##S(x))                                                     \
    case ONSET_ATANH: ONSET_MAP(atanh##S(x))                                                     \
    case ONSET_ERF: ONSET_MAP(erf##S(x))                                                         \
    case ONSET_FLOOR: ONSET_MAP(floor##S(x))                                                     \
    case ONSET_CEIL: ONSET_MAP(ceil##S(x))                                                       \
    case ONSET_ROUND: ONSET_MAP(rint##S(x))                                                      \
    case ONSET_RELU: ONSET_MAP(x > 0 || x != x ? x : 0)                                          \
    case ONSET_SIGMOID: ONSET_MAP(1 / (1 + exp##S(-x)))                                          \
    case ONSET_SOFTPLUS: ONSET_MAP((x > 0 ? x : 0) + log1p##S(exp##S(-fabs##S(x))))              \
    case ONSET_SILU: ONSET_MAP(x / (1 + exp##S(-x)))                                             \
    case ONSET_GELU: ONSET_MAP((T)0.5 * x * (1 + erf##S(x * (T)0.70710678118654752440)))         \
    }                                                                                            \
  }

#define T float
ONSET_FUNCTIONS(T, f, onset_function_float)
#undef T
#define T double
ONSET_FUNCTIONS(T, , onset_function_double)
#undef T

static void onset_unary_loop(onset_unary f, onset_type type, const void *in, size_t n, void *out) {
  if (type == ONSET_FLOAT64) { onset_function_double(f, in, n, out); return; }
  if (onset_vector_function(f, in, n, out)) return;
  onset_function_float(f, in, n, out);
}

// cotangent · slope, for the functions whose slope is worth a loop of its own; 0 for the others.
#define ONSET_SLOPES(EXPRESSION)                                            \
  ONSET_LOOP(                                                               \
    const onset_floats x = onset_load_part(in + i, lanes);                  \
    const onset_floats c = onset_load_part(cotangent + i, lanes);           \
    const onset_floats y = (EXPRESSION);                                    \
    memcpy(out + i, &y, lanes * sizeof(float));)                            \
  return 1;

ONSET_INLINE onset_floats onset_silu_slope(onset_floats x) {
  const onset_floats s = onset_sigmoid(x);
  return s * (1.0f + x * (1.0f - s));
}

static int onset_slope_loop(onset_unary f, const float *in, const float *cotangent, size_t n, float *out) {
  switch (f) {
  case ONSET_RELU: ONSET_SLOPES(x > 0.0f ? c : (onset_floats)0.0f)
  case ONSET_ABSOLUTE: ONSET_SLOPES(x > 0.0f ? c : x < 0.0f ? -c : x * c)
  case ONSET_RECIPROCAL: ONSET_SLOPES(c * -(x * x))
  case ONSET_SQUARE_ROOT: ONSET_SLOPES(c * (0.5f / x))
  case ONSET_EXP: ONSET_SLOPES(c * x)
  case ONSET_EXPM1: ONSET_SLOPES(c * (x + 1.0f))
  case ONSET_LOG: ONSET_SLOPES(c / x)
  case ONSET_SOFTPLUS: ONSET_SLOPES(c * onset_sigmoid(x))
  case ONSET_ERF: ONSET_SLOPES(c * (onset_exp(-(x * x)) * 1.12837917f))
  case ONSET_SIGMOID: ONSET_SLOPES(c * (x * (1.0f - x)))
  case ONSET_TANH: ONSET_SLOPES(c * (1.0f - x * x))
  case ONSET_SILU: ONSET_SLOPES(c * onset_silu_slope(x))
  case ONSET_GELU:
    ONSET_SLOPES(c * (0.5f * (1.0f + onset_erf(x * 0.70710678f)) + x * 0.39894228f * onset_exp(-0.5f * x * x)))
  default: return 0;
  }
}

// Reductions of [outer, n, inner] to [outer, inner], rows `stride` elements apart. Sums run in double, in
// lanes of a fixed number.
#define ONSET_LANES 16
#define ONSET_ACCUMULATE(T, START, STEP, MERGE)                                                  \
  for (size_t o = 0; o < outer; o++) {                                                           \
    const T *from = in + o * n * stride;                                                         \
    T *to = out + o * inner;                                                                     \
    if (stride == 1) {                                                                           \
      A lanes[ONSET_LANES];                                                                      \
      for (int l = 0; l < ONSET_LANES; l++) lanes[l] = (START);                                  \
      size_t i = 0;                                                                              \
      for (; i + ONSET_LANES <= n; i += ONSET_LANES)                                             \
        for (int l = 0; l < ONSET_LANES; l++) { const A x = from[i + l]; A s = lanes[l]; lanes[l] = (STEP); } \
      for (int l = 0; i < n; i++, l++) { const A x = from[i]; A s = lanes[l]; lanes[l] = (STEP); }     \
      A s = lanes[0];                                                                            \
      for (int l = 1; l < ONSET_LANES; l++) { const A x = lanes[l]; s = (MERGE); }               \
      to[0] = (T)s;                                                                              \
    } else {                                                                                     \
      for (size_t first = 0; first < inner; first += 128) {                                      \
        const size_t width = inner - first < 128 ? inner - first : 128;                          \
        A sums[128];                                                                             \
        for (size_t j = 0; j < width; j++) sums[j] = (START);                                    \
        for (size_t i = 0; i < n; i++) {                                                         \
          const T *row = from + i * stride + first;                                              \
          for (size_t j = 0; j < width; j++) { const A x = row[j]; const A s = sums[j]; sums[j] = (STEP); } \
        }                                                                                        \
        for (size_t j = 0; j < width; j++) to[first + j] = (T)sums[j];                           \
      }                                                                                          \
    }                                                                                            \
  }                                                                                              \
  break;

#define ONSET_REDUCTIONS(T, A_TYPE, NAME, LOWEST, HIGHEST)                                       \
  static void NAME(onset_reduction f, const T *in, size_t outer, size_t n, size_t inner,             \
                   size_t stride, T *out) {                                                      \
    typedef A_TYPE A;                                                                            \
    switch (f) {                                                                                 \
    case ONSET_SUM: ONSET_ACCUMULATE(T, 0, s + x, s + x)                                         \
    case ONSET_SUM_OF_SQUARES: ONSET_ACCUMULATE(T, 0, s + x * x, s + x)                          \
    case ONSET_SUM_OF_SIZES: ONSET_ACCUMULATE(T, 0, s + (x < 0 ? -x : x), s + x)                 \
    case ONSET_PRODUCT: ONSET_ACCUMULATE(T, 1, s * x, s * x)                                     \
    case ONSET_GREATEST: ONSET_ACCUMULATE(T, LOWEST, x != x || x > s ? x : s, x != x || x > s ? x : s) \
    case ONSET_LEAST: ONSET_ACCUMULATE(T, HIGHEST, x != x || x < s ? x : s, x != x || x < s ? x : s) \
    }                                                                                            \
  }

ONSET_REDUCTIONS(float, double, onset_reduce_float, -INFINITY, INFINITY)
ONSET_REDUCTIONS(double, double, onset_reduce_double, -INFINITY, INFINITY)
ONSET_REDUCTIONS(int64_t, int64_t, onset_reduce_int64, INT64_MIN, INT64_MAX)
ONSET_REDUCTIONS(int32_t, int32_t, onset_reduce_int32, INT32_MIN, INT32_MAX)

static void onset_reduce_loop(onset_reduction f, onset_type type, const void *in, size_t outer,
                              size_t n, size_t inner, size_t stride, void *out) {
  switch (type) {
  case ONSET_FLOAT32: onset_reduce_float(f, in, outer, n, inner, stride, out); break;
  case ONSET_FLOAT64: onset_reduce_double(f, in, outer, n, inner, stride, out); break;
  case ONSET_INT64: onset_reduce_int64(f, in, outer, n, inner, stride, out); break;
  case ONSET_INT32: onset_reduce_int32(f, in, outer, n, inner, stride, out); break;
  case ONSET_BOOL: break;
  }
}

static void onset_moments_loop(const float *in, size_t n, onset_moments *moments) {
  double sums[ONSET_LANES] = {0}, squares[ONSET_LANES] = {0};
  float greatest[ONSET_LANES] = {0};
  uint32_t zeros[ONSET_LANES] = {0};
  size_t i = 0;
  for (; i + ONSET_LANES <= n; i += ONSET_LANES)
    for (int l = 0; l < ONSET_LANES; l++) {
      const float x = in[i + l], size = x < 0 ? -x : x;
      sums[l] += x;
      squares[l] += (double)x * x;
      greatest[l] = size > greatest[l] ? size : greatest[l];
      zeros[l] += x == 0;
    }
  for (int l = 0; i < n; i++, l++) {
    const float x = in[i], size = x < 0 ? -x : x;
    sums[l] += x;
    squares[l] += (double)x * x;
    greatest[l] = size > greatest[l] ? size : greatest[l];
    zeros[l] += x == 0;
  }
  *moments = (onset_moments){0};
  for (int l = 0; l < ONSET_LANES; l++) {
    moments->sum += sums[l];
    moments->sum_of_squares += squares[l];
    moments->zeros += zeros[l];
    if (greatest[l] > moments->greatest) moments->greatest = greatest[l];
  }
}
