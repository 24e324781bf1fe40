// log, sine and cosine, and the normal quantile, as polynomials in float32.
//
// Fused multiply-adds are off, so that every instruction set gives the same bits.

#pragma once

#include "coefficients.h"
#include "vectors.h"

#pragma STDC FP_CONTRACT OFF

// -log(4 q (1 - q)) is 6.22 at q = 0.0005, inside the central piece with room for rounding.
#define ONSET_CENTRAL_TAIL 0.0005f

// Horner's rule; a macro because the length of the list is a constant only where it is named.
#define ONSET_POLYNOMIAL(coefficients, x) \
  onset_polynomial(coefficients, sizeof(coefficients) / sizeof(coefficients[0]), x)

ONSET_INLINE onset_floats onset_polynomial(const float *coefficients, int count, onset_floats x) {
  onset_floats sum = coefficients[0];
#pragma clang loop unroll(full)
  for (int index = 1; index < count; index++) sum = sum * x + coefficients[index];
  return sum;
}

// -2 log(x / 2^unit) for positive, normal x: writes x = 2^e (1 + t) with 1 + t from sqrt(1/2) to
// sqrt(2).
ONSET_INLINE onset_floats onset_minus_two_log(onset_floats x, int unit) {
  const onset_ints bits = (onset_ints)x;
  const onset_ints exponent = (bits - 0x3F3504F3) >> 23;
  const onset_floats t = (onset_floats)(bits - (onset_ints)((onset_words)exponent << 23)) - 1.0f;
  const onset_floats whole = onset_converted(unit - exponent) * 0x1.62e43p+0f;
  return whole + t * ONSET_POLYNOMIAL(onset_log_coefficients, t);
}

// A point of the unit circle. The 31 upper bits of the word are an angle within a quarter turn
// around zero; bit 2 mirrors the cosine and bit 1 exchanges the coordinates, which reaches the
// other three quarters. Those two bits lie below the float's precision for all but the smallest
// angles.
ONSET_INLINE void onset_circle_point(onset_words word, onset_floats *first, onset_floats *second) {
  const onset_floats x = onset_converted((onset_ints)(word | 1)) * 0x1p-31f;
  const onset_floats y = x * x;
  const onset_floats sine = x * ONSET_POLYNOMIAL(onset_sin_coefficients, y);
  const onset_words mirror = (word << 29) & 0x80000000u;
  const onset_floats cosine =
      onset_floats_of(onset_bits(ONSET_POLYNOMIAL(onset_cos_coefficients, y)) ^ mirror);
  const onset_ints exchange = (onset_ints)(word << 30) >> 31;
  *first = onset_select(exchange, sine, cosine);
  *second = onset_select(exchange, cosine, sine);
}

// The standard normal quantile at 1/2 + y, where `tail` = 1/2 - |y| is given as well because it
// cannot be found from y without losing all precision in the tails. For tails from 1e-33 on;
// `is_central`, a constant, promises tails of at least ONSET_CENTRAL_TAIL and saves the outer
// piece, not a bit of the result.
ONSET_INLINE onset_floats onset_normal_quantile(onset_floats y, onset_floats tail, int is_central) {
  const onset_floats product = (4.0f * tail) * (1.0f - tail);
  const onset_floats l = 0.5f * onset_minus_two_log(product, 0);
  const onset_floats central =
      ONSET_POLYNOMIAL(onset_central_coefficients, l - ONSET_CENTRAL_CENTER);
  if (is_central) return y * central;
  const onset_floats root = __builtin_elementwise_sqrt(l);
  const onset_ints outside = l > ONSET_QUANTILE_SPLIT;
  const onset_floats inverse = 1.0f / onset_select(outside, root, 1.0f);
  const onset_floats outer =
      ONSET_POLYNOMIAL(onset_tail_coefficients, inverse - ONSET_TAIL_CENTER);
  return y * onset_select(outside, root * outer, central);
}
