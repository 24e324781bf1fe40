// Made by scripts/fit-polynomials; part of the reproducibility contract, so never changed.
// Each list starts with the coefficient of the highest power, as Horner's rule wants it.

#pragma once

// -2 log(1 + t) / t for t from sqrt(1/2) - 1 to sqrt(2) - 1.
// Largest relative error before rounding: 4.1e-09.
static const float onset_log_coefficients[] = {
  0x1.3828a6p-3f,
  -0x1.084972p-2f,
  0x1.0f39ecp-2f,
  -0x1.2271bp-2f,
  0x1.54271p-2f,
  -0x1.99a3ecp-2f,
  0x1.000428p-1f,
  -0x1.55555p-1f,
  0x1.fffff8p-1f,
  -0x1p+1f,
};

// sin(pi/4 x) / x as a polynomial in x^2 for |x| <= 1.
// Largest relative error before rounding: 3.2e-09.
static const float onset_sin_coefficients[] = {
  -0x1.2d92fep-15f,
  0x1.465e92p-9f,
  -0x1.4abbb8p-4f,
  0x1.921fb6p-1f,
};

// cos(pi/4 x) as a polynomial in x^2 for |x| <= 1.
// Largest relative error before rounding: 5.6e-11.
static const float onset_cos_coefficients[] = {
  0x1.d99f52p-19f,
  -0x1.55c4eap-12f,
  0x1.03c1dap-6f,
  -0x1.3bd3ccp-2f,
  0x1p+0f,
};

// The normal quantile x at 1/2 + y in two pieces that meet where l = -log(1 - 4 y^2) is SPLIT.
#define ONSET_QUANTILE_SPLIT 6.25f
#define ONSET_CENTRAL_CENTER 3.0f
#define ONSET_TAIL_CENTER 0.25f

// x / y as a polynomial in l - CENTRAL_CENTER for l from 0 to SPLIT.
// Largest relative error before rounding: 7.4e-08.
static const float onset_central_coefficients[] = {
  -0x1.ebbe74p-27f,
  -0x1.2702p-27f,
  0x1.4f2fb4p-20f,
  -0x1.6a09fp-18f,
  -0x1.2cb298p-15f,
  0x1.220b0ap-11f,
  -0x1.36050ap-9f,
  -0x1.09f096p-6f,
  0x1.5deb1p-1f,
  0x1.25e47cp+2f,
};

// x / (y sqrt(l)) as a polynomial in 1 / sqrt(l) - TAIL_CENTER for l from SPLIT to 75.7.
// Largest relative error before rounding: 7.8e-08.
static const float onset_tail_coefficients[] = {
  -0x1.196acap+10f,
  -0x1.58b3a6p+10f,
  0x1.99992ep+2f,
  0x1.600e92p+6f,
  0x1.29cb02p+4f,
  -0x1.814114p+0f,
  0x1.976fb6p+0f,
  0x1.d28c92p-3f,
  -0x1.1f0058p-1f,
  0x1.5b899ep+1f,
};
