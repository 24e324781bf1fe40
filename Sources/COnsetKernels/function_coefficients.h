// Made by scripts/fit-polynomials functions.
// Each list starts with the coefficient of the highest power, as Horner's rule wants it.

#pragma once

// (exp(r) - 1 - r) / r^2 for |r| <= log(2) / 2.
// Largest relative error before rounding: 2.7e-09.
static const float onset_expm1_coefficients[] = {
  0x1.a072cp-13f,
  0x1.6d42d6p-10f,
  0x1.11114cp-7f,
  0x1.5554eap-5f,
  0x1.555556p-3f,
  0x1p-1f,
};

// (tanh(x) - x) / x^3 as a polynomial in x^2 for |x| <= 0.625.
// Largest relative error before rounding: 4.8e-09.
static const float onset_tanh_coefficients[] = {
  0x1.2c8696p-9f,
  -0x1.116ac8p-7f,
  0x1.64a996p-6f,
  -0x1.ba08c8p-5f,
  0x1.1110eap-3f,
  -0x1.555556p-2f,
};

// erf(x) / x as a polynomial in x^2 for |x| <= 1.
// Largest relative error before rounding: 1.2e-09.
static const float onset_erf_coefficients[] = {
  0x1.496a1ep-14f,
  -0x1.a3f6f8p-11f,
  0x1.5405bp-8f,
  -0x1.b7f90cp-6f,
  0x1.ce2cf8p-4f,
  -0x1.81273ep-2f,
  0x1.20dd74p+0f,
};

// -log(erfc(x)) as a polynomial in x - 2.5 for 1 <= x <= 4.
// Largest absolute error before rounding: 3.2e-07.
static const float onset_erfc_coefficients[] = {
  0x1.bfccd2p-17f,
  -0x1.630578p-14f,
  0x1.b866dcp-12f,
  -0x1.1a7592p-9f,
  0x1.63d13ep-7f,
  0x1.e3456ep-1f,
  0x1.569252p+2f,
  0x1.f3a2dep+2f,
};
