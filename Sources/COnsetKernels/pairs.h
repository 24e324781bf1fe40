// Covariances and tangents of pairs of inputs carried through one layer of an infinitely wide network, in
// float64. The formulas and their sources stand in OnsetTheory's ClosedForm and HermiteExpansion.

#pragma once

#include "vectors.h"

#pragma STDC FP_CONTRACT OFF

#define ONSET_DOUBLES (ONSET_WIDTH / 2)
#define ONSET_SERIES_BLOCK 4

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

// The angle of the point (x, y), x >= 0, from the x-axis, in [-pi/2, pi/2]; zero at the origin. Within
// 2 ulp. arctan r = r + r z P(z) with z = r^2 and P the Chebyshev interpolant of degree ten on
// |r| <= tan(pi/8), 3e-17 from what it stands for; arctan r = pi/4 + arctan((r - 1)/(r + 1)) and
// pi/2 - arctan(1/r) bring every r there.
ONSET_INLINE onset_doubles onset_angle(onset_doubles x, onset_doubles y) {
  const onset_doubles height = __builtin_elementwise_abs(y);
  const onset_wide_ints is_steep = height > x;
  const onset_doubles smaller = onset_choose(is_steep, x, height);
  const onset_doubles larger = onset_choose(is_steep, height, x);
  const onset_wide_ints is_large = smaller > larger * 0.41421356237309503;
  const onset_doubles numerator = onset_choose(is_large, smaller - larger, smaller);
  const onset_doubles sum = onset_choose(is_large, smaller + larger, larger);
  const onset_doubles r = numerator / onset_choose(sum == 0.0, 1.0, sum);
  const onset_doubles z = r * r;
  onset_doubles p = z * -0.01917688711906225899 + 0.0392316582955871913;
  p = p * z - 0.05085449737940259861;
  p = p * z + 0.05858148912802209882;
  p = p * z - 0.06664511447381948;
  p = p * z + 0.07692183190826086564;
  p = p * z - 0.0909090457812390189;
  p = p * z + 0.1111111101525636173;
  p = p * z - 0.1428571428466654292;
  p = p * z + 0.1999999999999552068;
  p = p * z - 0.3333333333333333016;
  const onset_doubles small = r + r * (z * p);
  const onset_doubles flat = onset_choose(is_large, small + 0.78539816339744830962, small);
  const onset_doubles angle = onset_choose(is_steep, 1.5707963267948966192 - flat, flat);
  return onset_choose(y < 0.0, -angle, angle);
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

static void onset_rectifier_pairs(const onset_pairs *pairs, double linear, double absolute) {
  const double odd = linear * linear;
  const double even = absolute * absolute * 0.63661977236758134308;
  for (size_t offset = 0; offset < pairs->count; offset += ONSET_DOUBLES) {
    const onset_doubles c = onset_load_doubles(pairs->covariances + offset);
    const onset_doubles scale = onset_load_doubles(pairs->others + offset) * pairs->own;
    const onset_doubles square = scale - c * c;
    // What is left of ab - c^2 for parallel inputs is rounding.
    const onset_doubles sine =
        __builtin_elementwise_sqrt(onset_choose(square < scale * 8.9e-16, 0.0, square));
    const onset_doubles rest = onset_angle(sine, c);
    onset_finish(pairs, offset, (sine + c * rest) * even + c * odd, rest * even + odd);
  }
}

static void onset_erf_pairs(const onset_pairs *pairs) {
  const double own = 1 + 2 * pairs->own;
  for (size_t offset = 0; offset < pairs->count; offset += ONSET_DOUBLES) {
    const onset_doubles c = onset_load_doubles(pairs->covariances + offset) * 2.0;
    const onset_doubles scale = (onset_load_doubles(pairs->others + offset) * 2.0 + 1.0) * own;
    const onset_doubles root = __builtin_elementwise_sqrt(scale - c * c);
    onset_finish(pairs, offset, onset_angle(root, c) * 0.63661977236758134308,
                 1.2732395447351626862 / root);
  }
}

static void onset_gelu_pairs(const onset_pairs *pairs) {
  const double own = 1 + pairs->own;
  const double own_share = 1 / own - 1;
  for (size_t offset = 0; offset < pairs->count; offset += ONSET_DOUBLES) {
    const onset_doubles c = onset_load_doubles(pairs->covariances + offset);
    const onset_doubles other = onset_load_doubles(pairs->others + offset);
    const onset_doubles square = (other + 1.0) * own - c * c;
    const onset_doubles root = __builtin_elementwise_sqrt(square);
    const onset_doubles density = 0.15915494309189533577 / root;
    const onset_doubles share = 1.0 / (other + 1.0) + own_share;
    const onset_doubles both = onset_angle(root, c) * 0.15915494309189533577 + 0.25;
    const onset_doubles body = other * pairs->own + c * c * share;
    onset_finish(pairs, offset, c * both + density * body,
                 both + density * c * (share * 2.0 + 1.0 + body / square));
  }
}

// Horner's rule on several vectors at once, because each step waits for the one before. `vectors` is a
// constant in every call.
ONSET_INLINE void onset_series_block(const onset_pairs *pairs, const onset_series *series,
                                     size_t offset, int vectors) {
  onset_doubles x[ONSET_SERIES_BLOCK], variable[ONSET_SERIES_BLOCK];
  onset_doubles product[ONSET_SERIES_BLOCK], derivative[ONSET_SERIES_BLOCK];
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
  size_t offset = 0;
  for (; offset + ONSET_SERIES_BLOCK * ONSET_DOUBLES <= pairs->count;
       offset += ONSET_SERIES_BLOCK * ONSET_DOUBLES) {
    onset_series_block(pairs, series, offset, ONSET_SERIES_BLOCK);
  }
  for (; offset < pairs->count; offset += ONSET_DOUBLES) {
    onset_series_block(pairs, series, offset, 1);
  }
}

static void onset_angles(const double *x, const double *y, size_t count, double *angles) {
  for (size_t offset = 0; offset < count; offset += ONSET_DOUBLES) {
    onset_store_doubles(onset_angle(onset_load_doubles(x + offset), onset_load_doubles(y + offset)),
                        angles + offset);
  }
}
