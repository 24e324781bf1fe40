// Covariances and tangents of pairs of inputs carried through one layer of an infinitely wide network, in
// float64. The formulas and their sources stand in OnsetTheory's ClosedForm and HermiteExpansion.

#pragma once

#include "vectors.h"

#pragma STDC FP_CONTRACT OFF

#define ONSET_DOUBLES (ONSET_WIDTH / 2)
// Vectors that go through a loop side by side.
#define ONSET_BLOCK 4

typedef double onset_doubles __attribute__((ext_vector_type(ONSET_DOUBLES)));
typedef int64_t onset_wide_ints __attribute__((ext_vector_type(ONSET_DOUBLES)));

ONSET_INLINE onset_doubles onset_load_doubles(const double *from) {
  onset_doubles vector;
  memcpy(&vector, from, sizeof vector);
  return vector;
}

ONSET_INLINE void onset_store_doubles(onset_doubles values, double *to) {
  memcpy(to, &values, sizeof values);
}

ONSET_INLINE onset_doubles onset_choose(onset_wide_ints mask, onset_doubles yes, onset_doubles no) {
  return mask ? yes : no;
}

// The angles of points (x, y), x >= 0, from the x-axis, in [-pi/2, pi/2]; zero at the origin. Within
// 2 ulp. arctan r = r + r z P(z) with z = r^2 and P the Chebyshev interpolant of degree ten on
// |r| <= tan(pi/8), 3e-17 from what it stands for; arctan r = pi/4 + arctan((r - 1)/(r + 1)) and
// pi/2 - arctan(1/r) bring every r there. Several vectors go side by side, because each step of the
// polynomial waits for the one before; `vectors` is a constant in every call.
ONSET_INLINE void onset_angle(const onset_doubles *x, const onset_doubles *y, onset_doubles *angle,
                              int vectors) {
  static const double coefficients[] = {
      0.0392316582955871913,  -0.05085449737940259861, 0.05858148912802209882,
      -0.06664511447381948,   0.07692183190826086564,  -0.0909090457812390189,
      0.1111111101525636173,  -0.1428571428466654292,  0.1999999999999552068,
      -0.3333333333333333016,
  };
  onset_wide_ints is_steep[ONSET_BLOCK], is_large[ONSET_BLOCK];
  onset_doubles r[ONSET_BLOCK], z[ONSET_BLOCK], p[ONSET_BLOCK];
  for (int i = 0; i < vectors; i++) {
    const onset_doubles height = __builtin_elementwise_abs(y[i]);
    is_steep[i] = height > x[i];
    const onset_doubles smaller = onset_choose(is_steep[i], x[i], height);
    const onset_doubles larger = onset_choose(is_steep[i], height, x[i]);
    is_large[i] = smaller > larger * 0.41421356237309503;
    const onset_doubles numerator = onset_choose(is_large[i], smaller - larger, smaller);
    const onset_doubles sum = onset_choose(is_large[i], smaller + larger, larger);
    r[i] = numerator / onset_choose(sum == 0.0, 1.0, sum);
    z[i] = r[i] * r[i];
    p[i] = (onset_doubles)(-0.01917688711906225899);
  }
#pragma unroll
  for (size_t step = 0; step < sizeof coefficients / sizeof *coefficients; step++) {
    for (int i = 0; i < vectors; i++) p[i] = p[i] * z[i] + coefficients[step];
  }
  for (int i = 0; i < vectors; i++) {
    const onset_doubles small = r[i] + r[i] * (z[i] * p[i]);
    const onset_doubles flat = onset_choose(is_large[i], small + 0.78539816339744830962, small);
    const onset_doubles right = onset_choose(is_steep[i], 1.5707963267948966192 - flat, flat);
    angle[i] = onset_choose(y[i] < 0.0, -right, right);
  }
}

// Puts E[phi phi] and E[phi' phi'] through the dense layer that follows.
ONSET_INLINE void onset_finish(const onset_pairs *pairs, size_t offset, onset_doubles product,
                               onset_doubles derivative) {
  const onset_dense dense = pairs->dense;
  const onset_doubles tangent = onset_load_doubles(pairs->tangents + offset) * derivative;
  onset_store_doubles(product * dense.weight + dense.bias, pairs->covariances + offset);
  onset_store_doubles(product * dense.gradient + dense.bias_gradient + tangent * dense.weight,
                      pairs->tangents + offset);
}

ONSET_INLINE void onset_rectifier_block(const onset_pairs *pairs, size_t offset, double odd,
                                        double even, int vectors) {
  onset_doubles c[ONSET_BLOCK], sine[ONSET_BLOCK], rest[ONSET_BLOCK];
  for (int i = 0; i < vectors; i++) {
    const size_t place = offset + (size_t)i * ONSET_DOUBLES;
    c[i] = onset_load_doubles(pairs->covariances + place);
    const onset_doubles scale = onset_load_doubles(pairs->others + place) * pairs->own;
    const onset_doubles square = scale - c[i] * c[i];
    // What is left of ab - c^2 for parallel inputs is rounding.
    sine[i] = __builtin_elementwise_sqrt(onset_choose(square < scale * 8.9e-16, 0.0, square));
  }
  onset_angle(sine, c, rest, vectors);
  for (int i = 0; i < vectors; i++) {
    onset_finish(pairs, offset + (size_t)i * ONSET_DOUBLES,
                 (sine[i] + c[i] * rest[i]) * even + c[i] * odd, rest[i] * even + odd);
  }
}

ONSET_INLINE void onset_erf_block(const onset_pairs *pairs, size_t offset, int vectors) {
  const double own = 1 + 2 * pairs->own;
  onset_doubles c[ONSET_BLOCK], root[ONSET_BLOCK], angle[ONSET_BLOCK];
  for (int i = 0; i < vectors; i++) {
    const size_t place = offset + (size_t)i * ONSET_DOUBLES;
    c[i] = onset_load_doubles(pairs->covariances + place) * 2.0;
    const onset_doubles other = onset_load_doubles(pairs->others + place) * 2.0 + 1.0;
    root[i] = __builtin_elementwise_sqrt(other * own - c[i] * c[i]);
  }
  onset_angle(root, c, angle, vectors);
  for (int i = 0; i < vectors; i++) {
    onset_finish(pairs, offset + (size_t)i * ONSET_DOUBLES, angle[i] * 0.63661977236758134308,
                 1.2732395447351626862 / root[i]);
  }
}

ONSET_INLINE void onset_gelu_block(const onset_pairs *pairs, size_t offset, int vectors) {
  const double own = 1 + pairs->own;
  const double own_share = 1 / own - 1;
  onset_doubles c[ONSET_BLOCK], square[ONSET_BLOCK], root[ONSET_BLOCK], angle[ONSET_BLOCK];
  for (int i = 0; i < vectors; i++) {
    const size_t place = offset + (size_t)i * ONSET_DOUBLES;
    c[i] = onset_load_doubles(pairs->covariances + place);
    square[i] = (onset_load_doubles(pairs->others + place) + 1.0) * own - c[i] * c[i];
    root[i] = __builtin_elementwise_sqrt(square[i]);
  }
  onset_angle(root, c, angle, vectors);
  for (int i = 0; i < vectors; i++) {
    const size_t place = offset + (size_t)i * ONSET_DOUBLES;
    const onset_doubles other = onset_load_doubles(pairs->others + place);
    const onset_doubles density = 0.15915494309189533577 / root[i];
    const onset_doubles share = 1.0 / (other + 1.0) + own_share;
    const onset_doubles both = angle[i] * 0.15915494309189533577 + 0.25;
    const onset_doubles body = other * pairs->own + c[i] * c[i] * share;
    onset_finish(pairs, place, c[i] * both + density * body,
                 both + density * c[i] * (share * 2.0 + 1.0 + body / square[i]));
  }
}

// Runs a block over all pairs, several vectors at a time and the last ones alone.
#define ONSET_FOR_BLOCKS(count, block)                                                             \
  do {                                                                                             \
    size_t offset = 0;                                                                             \
    for (; offset + ONSET_BLOCK * ONSET_DOUBLES <= (count); offset += ONSET_BLOCK * ONSET_DOUBLES) \
      block(ONSET_BLOCK);                                                                          \
    for (; offset < (count); offset += ONSET_DOUBLES) block(1);                                    \
  } while (0)

static void onset_rectifier_pairs(const onset_pairs *pairs, double linear, double absolute) {
  const double odd = linear * linear;
  const double even = absolute * absolute * 0.63661977236758134308;
#define ONSET_RUN(vectors) onset_rectifier_block(pairs, offset, odd, even, vectors)
  ONSET_FOR_BLOCKS(pairs->count, ONSET_RUN);
#undef ONSET_RUN
}

static void onset_erf_pairs(const onset_pairs *pairs) {
#define ONSET_RUN(vectors) onset_erf_block(pairs, offset, vectors)
  ONSET_FOR_BLOCKS(pairs->count, ONSET_RUN);
#undef ONSET_RUN
}

static void onset_gelu_pairs(const onset_pairs *pairs) {
#define ONSET_RUN(vectors) onset_gelu_block(pairs, offset, vectors)
  ONSET_FOR_BLOCKS(pairs->count, ONSET_RUN);
#undef ONSET_RUN
}

// Horner's rule on several vectors at once, because each step waits for the one before. `vectors` is a
// constant in every call.
ONSET_INLINE void onset_series_block(const onset_pairs *pairs, const onset_series *series,
                                     size_t offset, int vectors) {
  onset_doubles x[ONSET_BLOCK], variable[ONSET_BLOCK];
  onset_doubles product[ONSET_BLOCK], derivative[ONSET_BLOCK];
  for (int i = 0; i < vectors; i++) {
    const size_t place = offset + (size_t)i * ONSET_DOUBLES;
    const onset_doubles c = onset_load_doubles(pairs->covariances + place);
    const onset_doubles raw = c * onset_load_doubles(pairs->others + place) * pairs->own;
    const onset_doubles high = onset_choose(raw > 1.0, 1.0, raw);
    x[i] = onset_choose(high < -1.0, -1.0, high);
    variable[i] = series->step == 2 ? x[i] * x[i] : x[i];
    product[i] = derivative[i] = 0.0;
  }
  for (size_t term = series->terms; term-- > 0;) {
    const double *value = series->values + term * series->stride;
    const double *slope = series->derivatives + term * series->stride;
    const double own_value = value[series->row], own_slope = slope[series->row];
    for (int i = 0; i < vectors; i++) {
      const size_t place = series->column + offset + (size_t)i * ONSET_DOUBLES;
      product[i] = product[i] * variable[i] + onset_load_doubles(value + place) * own_value;
      derivative[i] = derivative[i] * variable[i] + onset_load_doubles(slope + place) * own_slope;
    }
  }
  for (int i = 0; i < vectors; i++) {
    if (series->step == 2 && series->first == 1) product[i] *= x[i];
    if (series->step == 2 && series->first == 0) derivative[i] *= x[i];
    onset_finish(pairs, offset + (size_t)i * ONSET_DOUBLES, product[i], derivative[i]);
  }
}

static void onset_series_pairs(const onset_pairs *pairs, const onset_series *series) {
#define ONSET_RUN(vectors) onset_series_block(pairs, series, offset, vectors)
  ONSET_FOR_BLOCKS(pairs->count, ONSET_RUN);
#undef ONSET_RUN
}

static void onset_angles(const double *x, const double *y, size_t count, double *angles) {
  for (size_t offset = 0; offset < count; offset += ONSET_DOUBLES) {
    const onset_doubles abscissa = onset_load_doubles(x + offset);
    const onset_doubles ordinate = onset_load_doubles(y + offset);
    onset_doubles angle;
    onset_angle(&abscissa, &ordinate, &angle, 1);
    onset_store_doubles(angle, angles + offset);
  }
}
