// exp, log, tanh, erf and what follows from them, in float32, within a few units in the last place.

#pragma once

#include "elementary.h"
#include "function_coefficients.h"

#pragma STDC FP_CONTRACT OFF

ONSET_INLINE onset_floats onset_vmax(onset_floats a, onset_floats b) { return a > b ? a : b; }

ONSET_INLINE onset_floats onset_power_of_two(onset_ints exponent) {
  return (onset_floats)((exponent + 127) << 23);
}

// exp(x) = 2^n (1 + p) with p = exp(r) - 1; log(2) in two parts, the first with few bits.
ONSET_INLINE onset_floats onset_reduced_exp(onset_floats x, onset_ints *n) {
  const onset_floats whole = __builtin_elementwise_rint(x * 0x1.715476p+0f);
  const onset_floats r = (x - whole * 0x1.62ep-1f) - whole * 0x1.0bfbe8p-15f;
  *n = __builtin_convertvector(whole, onset_ints);
  return r + r * r * ONSET_POLYNOMIAL(onset_expm1_coefficients, r);
}

ONSET_INLINE onset_floats onset_exp(onset_floats x) {
  const onset_floats low = x < -104.0f ? (onset_floats)-104.0f : x;
  const onset_floats bounded = low > 89.0f ? (onset_floats)89.0f : low;
  onset_ints n;
  // NaN stays out of the conversion to integers.
  const onset_floats p = onset_reduced_exp(bounded == bounded ? bounded : (onset_floats)0.0f, &n);
  // Two factors, because 2^n alone may not be a normal number.
  const onset_ints half = n >> 1;
  const onset_floats y = (1.0f + p) * onset_power_of_two(half) * onset_power_of_two(n - half);
  return x == x ? y : x;
}

ONSET_INLINE onset_floats onset_expm1(onset_floats x) {
  const onset_floats low = x < -30.0f ? (onset_floats)-30.0f : x;
  const onset_floats bounded = low > 88.0f ? (onset_floats)88.0f : low;
  onset_ints n;
  const onset_floats p = onset_reduced_exp(bounded == bounded ? bounded : (onset_floats)0.0f, &n);
  const onset_floats scale = onset_power_of_two(n);
  const onset_floats y = p * scale + (scale - 1.0f);
  return x > 88.0f || x != x ? onset_exp(x) : y;
}

ONSET_INLINE onset_floats onset_log(onset_floats x) {
  const onset_ints tiny = x < 0x1p-126f;
  const onset_floats scaled = tiny ? x * 0x1p23f : x;
  const onset_floats y = -0.5f * onset_minus_two_log(scaled, 0) - (tiny ? (onset_floats)0x1.fe2804p+3f : (onset_floats)0.0f);
  const onset_floats infinity = __builtin_inff();
  onset_floats result = x == 0.0f ? -infinity : y;
  result = x == infinity ? x : result;
  return x >= 0.0f ? result : (onset_floats)__builtin_nanf("");
}

ONSET_INLINE onset_floats onset_log1p(onset_floats x) {
  const onset_floats u = 1.0f + x;
  const onset_floats lost = (u - 1.0f) - x;
  const onset_floats y = onset_log(u);
  const onset_floats finite = u > 0.0f && u < __builtin_inff() ? y - lost / u : y;
  return x == 0.0f ? x : finite;
}

ONSET_INLINE onset_floats onset_sigmoid(onset_floats x) { return 1.0f / (1.0f + onset_exp(-x)); }

ONSET_INLINE onset_floats onset_tanh(onset_floats x) {
  const onset_floats size = __builtin_elementwise_abs(x);
  const onset_floats y = x * x;
  const onset_floats near = x + x * y * ONSET_POLYNOMIAL(onset_tanh_coefficients, y);
  const onset_floats far = 1.0f - 2.0f / (onset_exp(2.0f * size) + 1.0f);
  return size < 0.625f ? near : __builtin_elementwise_copysign(far, x);
}

ONSET_INLINE onset_floats onset_erf(onset_floats x) {
  const onset_floats size = __builtin_elementwise_abs(x);
  const onset_floats y = x * x;
  const onset_floats near = x * ONSET_POLYNOMIAL(onset_erf_coefficients, y);
  const onset_floats bounded = size < 4.0f ? size : (onset_floats)4.0f;
  const onset_floats t = bounded - 2.5f;
  const onset_floats far = 1.0f - onset_exp(-ONSET_POLYNOMIAL(onset_erfc_coefficients, t));
  const onset_floats signed_far = __builtin_elementwise_copysign(far, x);
  return x == x ? (size < 1.0f ? near : signed_far) : x;
}

ONSET_INLINE onset_floats onset_softplus(onset_floats x) {
  return onset_vmax(x, 0.0f) + onset_log1p(onset_exp(-__builtin_elementwise_abs(x)));
}
