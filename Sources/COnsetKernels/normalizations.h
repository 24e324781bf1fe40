// Normalizations and softmax with their first derivatives, in float32 with sums in double.
//
// Sums run in 16 lanes on every path, and a channel or a row is one core's: the bits depend neither on
// the width of the vectors nor on the number of cores.

#pragma once

#include "arrays.h"

#pragma STDC FP_CONTRACT OFF

// All functions of vectors are inlined, so none crosses a call whose caller lacks the registers.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpsabi"

typedef float onset_lanes __attribute__((ext_vector_type(ONSET_LANES)));
typedef double onset_wide_lanes __attribute__((ext_vector_type(ONSET_LANES)));

// The lanes from `from` on; those behind the `left` that are there hold `rest`.
ONSET_INLINE onset_lanes onset_load_lanes(const float *from, size_t left, float rest) {
  onset_lanes lanes = rest;
  if (left >= ONSET_LANES) {
    memcpy(&lanes, from, sizeof lanes);
  } else {
    memcpy(&lanes, from, left * sizeof(float));
  }
  return lanes;
}

ONSET_INLINE void onset_store_lanes(float *to, onset_lanes lanes, size_t left) {
  memcpy(to, &lanes, (left < ONSET_LANES ? left : ONSET_LANES) * sizeof(float));
}

ONSET_INLINE onset_wide_lanes onset_widened(onset_lanes lanes) {
  return __builtin_convertvector(lanes, onset_wide_lanes);
}

// Halves onto halves: the same order on every path, and short chains.
ONSET_INLINE double onset_total(onset_wide_lanes lanes) {
  double sums[ONSET_LANES];
  memcpy(sums, &lanes, sizeof lanes);
#pragma clang loop unroll(full)
  for (int half = ONSET_LANES / 2; half > 0; half /= 2)
    for (int l = 0; l < half; l++) sums[l] += sums[l + half];
  return sums[0];
}

ONSET_INLINE float onset_top(onset_lanes lanes) {
  float tops[ONSET_LANES];
  memcpy(tops, &lanes, sizeof lanes);
#pragma clang loop unroll(full)
  for (int half = ONSET_LANES / 2; half > 0; half /= 2)
    for (int l = 0; l < half; l++) tops[l] = tops[l] > tops[l + half] ? tops[l] : tops[l + half];
  return tops[0];
}

// Runs the body for all lanes from `i` on; `left` is a constant in all turns but the last.
#define ONSET_SWEEP(N, ...)                                                    \
  {                                                                            \
    size_t i = 0;                                                              \
    for (; i + ONSET_LANES <= (N); i += ONSET_LANES) {                         \
      const size_t left = ONSET_LANES;                                         \
      __VA_ARGS__                                                              \
    }                                                                          \
    if (i < (N)) {                                                             \
      const size_t left = (N) - i;                                             \
      __VA_ARGS__                                                              \
    }                                                                          \
  }

// Mean and 1 / sqrt(variance + epsilon) of one channel; a mean of 0 where it is not subtracted.
static void onset_channel_statistics(const onset_norm *norm, const float *from, double *statistics) {
  onset_wide_lanes sums = 0, squares = 0;
  for (size_t o = 0; o < norm->outer; o++) {
    const float *row = from + o * norm->channels * norm->inner;
    ONSET_SWEEP(norm->inner, {
      const onset_wide_lanes x = onset_widened(onset_load_lanes(row + i, left, 0));
      sums += x;
      squares += x * x;
    })
  }
  const double count = (double)norm->outer * (double)norm->inner;
  const double mean = norm->is_centred ? onset_total(sums) / count : 0;
  const double variance = onset_total(squares) / count - mean * mean;
  statistics[0] = mean;
  statistics[1] = 1 / __builtin_elementwise_sqrt((variance < 0 ? 0 : variance) + norm->epsilon);
}

static void onset_normalize_loop(const onset_norm *norm, const float *in, size_t first, size_t count,
                                 float *out, double *statistics) {
  for (size_t channel = first; channel < first + count; channel++) {
    double *own = statistics + 2 * channel;
    onset_channel_statistics(norm, in + channel * norm->inner, own);
    const float mean = (float)own[0];
    const int is_along = norm->is_along_inner;
    const float factor = (float)(is_along || !norm->scale ? own[1] : own[1] * norm->scale[channel]);
    const float constant = is_along || !norm->shift ? 0.0f : norm->shift[channel];
    for (size_t o = 0; o < norm->outer; o++) {
      const size_t start = (o * norm->channels + channel) * norm->inner;
      if (is_along && (norm->scale || norm->shift)) {
        ONSET_SWEEP(norm->inner, {
          const onset_lanes x = onset_load_lanes(in + start + i, left, 0);
          const onset_lanes s = norm->scale ? onset_load_lanes(norm->scale + i, left, 0) : (onset_lanes)1.0f;
          const onset_lanes b = norm->shift ? onset_load_lanes(norm->shift + i, left, 0) : (onset_lanes)0.0f;
          onset_store_lanes(out + start + i, (x - mean) * factor * s + b, left);
        })
      } else {
        ONSET_SWEEP(norm->inner, {
          const onset_lanes x = onset_load_lanes(in + start + i, left, 0);
          onset_store_lanes(out + start + i, (x - mean) * factor + constant, left);
        })
      }
    }
  }
}

// Parameters of each place within a channel: their sums run over the channels of this call.
static void onset_normalize_back_along(const onset_norm *norm, const float *in, const float *cotangent,
                                       const double *statistics, size_t first, size_t count, float *out,
                                       double *by_scale, double *by_shift) {
  const size_t n = norm->inner;
  for (size_t row = first; row < first + count; row++) {
    const float *x_row = in + row * n, *c_row = cotangent + row * n;
    const double inverse = statistics[2 * row + 1];
    const float mean = (float)statistics[2 * row], factor = (float)inverse;
    onset_wide_lanes sums = 0, products = 0;
    ONSET_SWEEP(n, {
      const onset_lanes d = onset_load_lanes(x_row + i, left, 0) - mean;
      const onset_lanes c = onset_load_lanes(c_row + i, left, 0);
      const onset_lanes s = norm->scale ? onset_load_lanes(norm->scale + i, left, 0) : (onset_lanes)1.0f;
      const onset_wide_lanes g = onset_widened(c * s);
      sums += g;
      products += g * onset_widened(d);
      if (by_scale) {
        const onset_wide_lanes wide = onset_widened(c);
        const onset_wide_lanes slopes = onset_widened(c * (d * factor));
        onset_wide_lanes a = 0, b = 0;
        memcpy(&a, by_scale + i, left * sizeof(double));
        memcpy(&b, by_shift + i, left * sizeof(double));
        a += slopes;
        b += wide;
        memcpy(by_scale + i, &a, left * sizeof(double));
        memcpy(by_shift + i, &b, left * sizeof(double));
      }
    })
    const float mean_g = norm->is_centred ? (float)(onset_total(sums) / (double)n) : 0.0f;
    const float along = (float)(onset_total(products) * inverse * inverse / (double)n);
    ONSET_SWEEP(n, {
      const onset_lanes d = onset_load_lanes(x_row + i, left, 0) - mean;
      const onset_lanes c = onset_load_lanes(c_row + i, left, 0);
      const onset_lanes s = norm->scale ? onset_load_lanes(norm->scale + i, left, 0) : (onset_lanes)1.0f;
      onset_store_lanes(out + row * n + i, (c * s - mean_g - d * along) * factor, left);
    })
  }
}

static void onset_normalize_back_loop(const onset_norm *norm, const float *in, const float *cotangent,
                                      const double *statistics, size_t first, size_t count, float *out,
                                      double *by_scale, double *by_shift) {
  if (norm->is_along_inner) {
    onset_normalize_back_along(norm, in, cotangent, statistics, first, count, out, by_scale, by_shift);
    return;
  }
  for (size_t channel = first; channel < first + count; channel++) {
    const double inverse = statistics[2 * channel + 1];
    const double scale = norm->scale ? norm->scale[channel] : 1;
    const float mean = (float)statistics[2 * channel], factor = (float)(inverse * scale);
    onset_wide_lanes sums = 0, products = 0;
    for (size_t o = 0; o < norm->outer; o++) {
      const size_t start = (o * norm->channels + channel) * norm->inner;
      ONSET_SWEEP(norm->inner, {
        const onset_lanes d = onset_load_lanes(in + start + i, left, 0) - mean;
        const onset_wide_lanes c = onset_widened(onset_load_lanes(cotangent + start + i, left, 0));
        sums += c;
        products += c * onset_widened(d);
      })
    }
    const double sum = onset_total(sums), product = onset_total(products);
    const double size = (double)norm->outer * (double)norm->inner;
    if (by_scale) by_scale[channel] = product * inverse;
    if (by_shift) by_shift[channel] = sum;
    const float mean_c = norm->is_centred ? (float)(sum / size) : 0.0f;
    const float along = (float)(product * inverse * inverse / size);
    for (size_t o = 0; o < norm->outer; o++) {
      const size_t start = (o * norm->channels + channel) * norm->inner;
      ONSET_SWEEP(norm->inner, {
        const onset_lanes d = onset_load_lanes(in + start + i, left, 0) - mean;
        const onset_lanes c = onset_load_lanes(cotangent + start + i, left, 0);
        onset_store_lanes(out + start + i, (c - mean_c - d * along) * factor, left);
      })
    }
  }
}

ONSET_INLINE onset_lanes onset_exp_lanes(onset_lanes x) {
  float block[ONSET_LANES];
  memcpy(block, &x, sizeof x);
#pragma clang loop unroll(full)
  for (int l = 0; l < ONSET_LANES; l += ONSET_WIDTH) {
    const onset_floats y = onset_exp(onset_load_floats(block + l));
    memcpy(block + l, &y, sizeof y);
  }
  memcpy(&x, block, sizeof x);
  return x;
}

// out = exp(in - top), and its sum; what fills up the last lanes has an exponential of 0.
static double onset_shifted_exponentials(const float *in, float top, size_t n, float *out) {
  onset_wide_lanes sums = 0;
  ONSET_SWEEP(n, {
    const onset_lanes y = onset_exp_lanes(onset_load_lanes(in + i, left, -INFINITY) - top);
    onset_store_lanes(out + i, y, left);
    sums += onset_widened(y);
  })
  return onset_total(sums);
}

static void onset_softmax_loop(int is_logarithm, const float *in, size_t rows, size_t n, float *out) {
  for (size_t row = 0; row < rows; row++) {
    const float *from = in + row * n;
    float *to = out + row * n;
    onset_lanes tops = -INFINITY;
    ONSET_SWEEP(n, {
      const onset_lanes x = onset_load_lanes(from + i, left, -INFINITY);
      tops = tops > x ? tops : x;
    })
    const float top = onset_top(tops);
    const double sum = onset_shifted_exponentials(from, top, n, to);
    if (is_logarithm) {
      const float logarithm = (float)log(sum);
      ONSET_SWEEP(n, onset_store_lanes(to + i, onset_load_lanes(from + i, left, 0) - top - logarithm, left);)
    } else {
      const float share = (float)(1 / sum);
      ONSET_SWEEP(n, onset_store_lanes(to + i, onset_load_lanes(to + i, left, 0) * share, left);)
    }
  }
}

static void onset_softmax_back_loop(int is_logarithm, const float *value, const float *cotangent,
                                    size_t rows, size_t n, float *out) {
  for (size_t row = 0; row < rows; row++) {
    const float *y_row = value + row * n, *c_row = cotangent + row * n;
    float *to = out + row * n;
    onset_wide_lanes sums = 0;
    if (is_logarithm) {
      ONSET_SWEEP(n, sums += onset_widened(onset_load_lanes(c_row + i, left, 0));)
      const float sum = (float)onset_total(sums);
      ONSET_SWEEP(n, {
        const onset_lanes c = onset_load_lanes(c_row + i, left, 0);
        const onset_lanes y = onset_exp_lanes(onset_load_lanes(y_row + i, left, 0));
        onset_store_lanes(to + i, c - y * sum, left);
      })
    } else {
      ONSET_SWEEP(n, {
        const onset_lanes c = onset_load_lanes(c_row + i, left, 0);
        sums += onset_widened(c) * onset_widened(onset_load_lanes(y_row + i, left, 0));
      })
      const float sum = (float)onset_total(sums);
      ONSET_SWEEP(n, {
        const onset_lanes c = onset_load_lanes(c_row + i, left, 0);
        onset_store_lanes(to + i, onset_load_lanes(y_row + i, left, 0) * (c - sum), left);
      })
    }
  }
}

#pragma clang diagnostic pop
