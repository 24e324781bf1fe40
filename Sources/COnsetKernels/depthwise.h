// Convolution of one channel by one kernel, and its two adjoints.
//
// Every output sums its taps in their order, in lanes of a fixed number: no result depends on the width
// of the vectors.

#pragma once

#include "windows.h"

// The most taps whose places are kept at hand: callers leave larger kernels to matrix products.
#define ONSET_TAPS 64

// LANES elements, every second one where `step` is 2, which needs one more behind them; others one by one.
#define ONSET_STEPPED_LOAD(T, LANES)                                                             \
  typedef T onset_lanes_##T##LANES __attribute__((ext_vector_type(LANES)));                      \
  typedef T onset_pairs_##T##LANES __attribute__((ext_vector_type(2 * LANES)));                  \
  static inline __attribute__((always_inline)) void onset_load_##T##LANES(                       \
      onset_lanes_##T##LANES *values, const T *from, size_t step, const T *end) {                \
    if (step == 1) {                                                                             \
      memcpy(values, from, sizeof *values);                                                      \
    } else if (step == 2 && from + 2 * LANES <= end) {                                           \
      onset_pairs_##T##LANES pairs;                                                              \
      memcpy(&pairs, from, sizeof pairs);                                                        \
      *values = pairs.even;                                                                      \
    } else {                                                                                     \
      for (int l = 0; l < LANES; l++) (*values)[l] = from[(size_t)l * step];                     \
    }                                                                                            \
  }                                                                                              \
                                                                                                 \
  /* Outputs low ..< high of a row for which all taps are inside; the last lanes overlap. */     \
  static inline void onset_depthwise_run_##T##LANES(const T *in, const T *end, size_t step,      \
                                                    const ptrdiff_t *starts, const T *weights,   \
                                                    size_t taps, T bias, size_t low, size_t high, \
                                                    T *out) {                                    \
    for (size_t x = low; x < high; x += LANES) {                                                 \
      if (x + LANES > high) x = high - LANES;                                                    \
      onset_lanes_##T##LANES sum = bias, seen;                                                   \
      for (size_t t = 0; t < taps; t++) {                                                        \
        onset_load_##T##LANES(&seen, in + starts[t] + (ptrdiff_t)(x * step), step, end);         \
        sum += weights[t] * seen;                                                                \
      }                                                                                          \
      memcpy(out + x, &sum, sizeof sum);                                                         \
    }                                                                                            \
  }

ONSET_STEPPED_LOAD(float, 16)
ONSET_STEPPED_LOAD(float, 4)
ONSET_STEPPED_LOAD(double, 8)
ONSET_STEPPED_LOAD(double, 2)

#define ONSET_DEPTHWISE(T, LANES, FEW)                                                           \
  typedef struct onset_taps_##T {                                                                \
    onset_span z[ONSET_TAPS], y[ONSET_TAPS], x[ONSET_TAPS];                                      \
    size_t count;                                                                                \
  } onset_taps_##T;                                                                              \
                                                                                                 \
  /* One row of outputs by the taps that see its depth and height. */                            \
  static void onset_depthwise_row_##T(const onset_window *w, const onset_taps_##T *taps, const T *in, \
                                      const T *kernel, size_t oz, size_t oy, T bias, T *out) {   \
    ptrdiff_t starts[ONSET_TAPS];                                                                \
    T weights[ONSET_TAPS];                                                                       \
    size_t lows[ONSET_TAPS], highs[ONSET_TAPS], count = 0, low = 0, high = w->out[2];            \
    const size_t step = w->stride[2];                                                            \
    for (size_t t = 0; t < taps->count; t++) {                                                   \
      const onset_span z = taps->z[t], y = taps->y[t], x = taps->x[t];                           \
      if (oz < z.low || oz >= z.high || oy < y.low || oy >= y.high) continue;                    \
      starts[count] = (((ptrdiff_t)(oz * w->stride[0]) + z.shift) * (ptrdiff_t)w->in[1]          \
        + (ptrdiff_t)(oy * w->stride[1]) + y.shift) * (ptrdiff_t)w->in[2] + x.shift;             \
      weights[count] = kernel[t];                                                                \
      lows[count] = x.low;                                                                       \
      highs[count] = x.high;                                                                     \
      if (x.low > low) low = x.low;                                                              \
      if (x.high < high) high = x.high;                                                          \
      count++;                                                                                   \
    }                                                                                            \
    const T *end = in + w->in[0] * w->in[1] * w->in[2];                                          \
    if (high >= low + LANES)                                                                     \
      onset_depthwise_run_##T##LANES(in, end, step, starts, weights, count, bias, low, high, out); \
    else if (high >= low + FEW)                                                                  \
      onset_depthwise_run_##T##FEW(in, end, step, starts, weights, count, bias, low, high, out); \
    else                                                                                         \
      high = low;                                                                                \
    for (size_t x = 0; x < w->out[2]; x++) {                                                     \
      if (x == low && high > low) x = high;                                                      \
      if (x >= w->out[2]) break;                                                                 \
      T sum = bias;                                                                              \
      for (size_t t = 0; t < count; t++)                                                         \
        if (x >= lows[t] && x < highs[t]) sum += weights[t] * in[starts[t] + (ptrdiff_t)(x * step)]; \
      out[x] = sum;                                                                              \
    }                                                                                            \
  }                                                                                              \
                                                                                                 \
  static void onset_depthwise_##T(const onset_window *w, const T *in, const T *kernel,           \
                                  const T *bias, T *out) {                                       \
    onset_taps_##T taps;                                                                         \
    taps.count = 0;                                                                              \
    ONSET_EACH_TAP({                                                                             \
      taps.z[tap] = z; taps.y[tap] = y; taps.x[tap] = x; taps.count = tap + 1;                   \
    })                                                                                           \
    for (size_t oz = 0; oz < w->out[0]; oz++)                                                    \
      for (size_t oy = 0; oy < w->out[1]; oy++, out += w->out[2])                                \
        onset_depthwise_row_##T(w, &taps, in, kernel, oz, oy, bias ? *bias : 0, out);            \
  }                                                                                              \
                                                                                                 \
  static void onset_depthwise_input_##T(const onset_window *w, const T *out, const T *kernel, T *in) { \
    const size_t step = w->stride[2], row = w->out[2];                                           \
    const T *end = in + w->in[0] * w->in[1] * w->in[2];                                          \
    ONSET_EACH_TAP({                                                                             \
      const T k = kernel[tap];                                                                   \
      for (size_t oz = z.low; oz < z.high; oz++)                                                 \
        for (size_t oy = y.low; oy < y.high; oy++) {                                             \
          T *to = in + ONSET_TAP_START;                                                          \
          const T *from = out + (oz * w->out[1] + oy) * row;                                     \
          if (step == 1) for (size_t i = x.low; i < x.high; i++) to[i] += k * from[i];           \
          else onset_add_steps_##T(to, from, k, x.low, x.high, step, end);                       \
        }                                                                                        \
    })                                                                                           \
  }                                                                                              \
                                                                                                 \
  static void onset_depthwise_kernel_##T(const onset_window *w, const T *in, const T *out,       \
                                         double *kernel) {                                       \
    const size_t step = w->stride[2], row = w->out[2];                                           \
    const T *end = in + w->in[0] * w->in[1] * w->in[2];                                          \
    ONSET_EACH_TAP({                                                                             \
      onset_lanes_##T##LANES sums = 0;                                                           \
      onset_lanes_##T##FEW few = 0;                                                              \
      T rest = 0;                                                                                \
      for (size_t oz = z.low; oz < z.high; oz++)                                                 \
        for (size_t oy = y.low; oy < y.high; oy++) {                                             \
          const T *from = in + ONSET_TAP_START;                                                  \
          const T *by = out + (oz * w->out[1] + oy) * row;                                       \
          size_t i = x.low;                                                                      \
          for (; i + LANES <= x.high; i += LANES) {                                              \
            onset_lanes_##T##LANES seen, factor;                                                 \
            onset_load_##T##LANES(&seen, from + i * step, step, end);                            \
            memcpy(&factor, by + i, sizeof factor);                                              \
            sums += seen * factor;                                                               \
          }                                                                                      \
          for (; i + FEW <= x.high; i += FEW) {                                                  \
            onset_lanes_##T##FEW seen, factor;                                                   \
            onset_load_##T##FEW(&seen, from + i * step, step, end);                              \
            memcpy(&factor, by + i, sizeof factor);                                              \
            few += seen * factor;                                                                \
          }                                                                                      \
          for (; i < x.high; i++) rest += from[i * step] * by[i];                                \
        }                                                                                        \
      double sum = rest;                                                                         \
      for (int l = 0; l < LANES; l++) sum += sums[l];                                            \
      for (int l = 0; l < FEW; l++) sum += few[l];                                               \
      kernel[tap] += sum;                                                                        \
    })                                                                                           \
  }

#define ONSET_TAP_START                                                                          \
  ((((ptrdiff_t)(oz * w->stride[0]) + z.shift) * (ptrdiff_t)w->in[1]                             \
    + (ptrdiff_t)(oy * w->stride[1]) + y.shift) * (ptrdiff_t)w->in[2] + x.shift)

ONSET_DEPTHWISE(float, 16, 4)
ONSET_DEPTHWISE(double, 8, 2)

static void onset_depthwise_loop(onset_type type, const onset_window *w, const void *in,
                                 const void *kernel, const void *bias, void *out) {
  ONSET_OF_TYPE(onset_depthwise, w, in, kernel, bias, out)
}

static void onset_depthwise_input_loop(onset_type type, const onset_window *w, const void *out,
                                       const void *kernel, void *in) {
  ONSET_OF_TYPE(onset_depthwise_input, w, out, kernel, in)
}

static void onset_depthwise_kernel_loop(onset_type type, const onset_window *w, const void *in,
                                        const void *out, double *kernel) {
  ONSET_OF_TYPE(onset_depthwise_kernel, w, in, out, kernel)
}
