// Sliding windows: unfolding into columns for a matrix product and back, and the largest element of each
// window. Loops run along rows of the output.

#pragma once

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "include/COnsetKernels.h"

#pragma STDC FP_CONTRACT OFF

// Copies in whole lines where the source allows it, and then writes up to a line too much: callers write
// from left to right and keep a line of slack at the end.
#define ONSET_LINE 64

static inline void onset_copy_run(void *to, const void *from, size_t bytes, const void *end) {
  const size_t lines = (bytes + ONSET_LINE - 1) / ONSET_LINE;
  if ((const char *)from + lines * ONSET_LINE > (const char *)end) {
    memcpy(to, from, bytes);
    return;
  }
  for (size_t i = 0; i < lines; i++)
    memcpy((char *)to + i * ONSET_LINE, (const char *)from + i * ONSET_LINE, ONSET_LINE);
}

static inline void onset_zero_run(void *to, size_t bytes) {
  for (size_t i = 0; i < bytes; i += ONSET_LINE) memset((char *)to + i, 0, ONSET_LINE);
}

// For loops that write every few elements: scattering vectors is slower than plain stores.
#define ONSET_ONE_BY_ONE _Pragma("clang loop vectorize(disable)")

// Along one axis, the outputs for which a tap lies inside: from `low` up to `high`; `shift` is the tap's
// place for output 0.
typedef struct onset_span { ptrdiff_t shift; size_t low, high; } onset_span;

static inline onset_span onset_tap_span(const onset_window *w, int axis, size_t tap) {
  const ptrdiff_t step = (ptrdiff_t)w->stride[axis], out = (ptrdiff_t)w->out[axis];
  const ptrdiff_t shift = (ptrdiff_t)(tap * w->dilation[axis]) - w->before[axis];
  const ptrdiff_t room = (ptrdiff_t)w->in[axis] - shift;
  ptrdiff_t low = shift < 0 ? (-shift + step - 1) / step : 0;
  ptrdiff_t high = room > 0 ? (room + step - 1) / step : 0;
  if (high > out) high = out;
  if (low > high) low = high;
  return (onset_span){shift, (size_t)low, (size_t)high};
}

// Runs BODY for every tap `tap` with its spans z, y and x.
#define ONSET_EACH_TAP(...)                                                                      \
  for (size_t tz = 0, tap = 0; tz < w->kernel[0]; tz++) {                                        \
    const onset_span z = onset_tap_span(w, 0, tz);                                               \
    for (size_t ty = 0; ty < w->kernel[1]; ty++) {                                               \
      const onset_span y = onset_tap_span(w, 1, ty);                                             \
      for (size_t tx = 0; tx < w->kernel[2]; tx++, tap++) {                                      \
        const onset_span x = onset_tap_span(w, 2, tx);                                           \
        __VA_ARGS__                                                                              \
      }                                                                                          \
    }                                                                                            \
  }

// Runs BODY for the taps that are inside for output row (oz, oy); `from` is the tap for output 0.
#define ONSET_ROW_TAPS(BODY)                                                                     \
  ONSET_EACH_TAP({                                                                               \
    if (oz < z.low || oz >= z.high || oy < y.low || oy >= y.high) continue;                      \
    const ptrdiff_t start = (((ptrdiff_t)(oz * w->stride[0]) + z.shift) * (ptrdiff_t)w->in[1]    \
      + (ptrdiff_t)(oy * w->stride[1]) + y.shift) * (ptrdiff_t)w->in[2] + x.shift;               \
    BODY                                                                                         \
  })

// Runs of output rows within positions first ..< first + count, for one tap; `origin` is where they start.
#define ONSET_EACH_RUN(OUTSIDE, INSIDE)                                                          \
  size_t ox = origin[2], oy = origin[1], oz = origin[0];                                         \
  for (size_t left = count; left > 0;) {                                                         \
    const size_t n = w->out[2] - ox < left ? w->out[2] - ox : left;                              \
    if (oz < z.low || oz >= z.high || oy < y.low || oy >= y.high) {                              \
      OUTSIDE                                                                                    \
    } else {                                                                                     \
      const size_t a = x.low < ox ? ox : x.low > ox + n ? ox + n : x.low;                        \
      const size_t b = x.high < a ? a : x.high > ox + n ? ox + n : x.high;                       \
      const ptrdiff_t start = (((ptrdiff_t)(oz * step_z) + z.shift) * (ptrdiff_t)w->in[1]        \
        + (ptrdiff_t)(oy * step_y) + y.shift) * (ptrdiff_t)w->in[2]                              \
        + x.shift + (ptrdiff_t)(a * step);                                                       \
      INSIDE                                                                                     \
    }                                                                                            \
    column += n; left -= n; ox = 0;                                                              \
    if (++oy == w->out[1]) { oy = 0; oz++; }                                                     \
  }

// Whether an output and the input that a tap sees are the same distance apart everywhere in a plane.
static inline int onset_keeps_rows(const onset_window *w) {
  return w->in[0] == 1 && w->kernel[0] == 1 && w->before[0] == 0 && w->stride[1] == 1 &&
         w->stride[2] == 1 && w->in[2] == w->out[2];
}

#define ONSET_WINDOWS(T)                                                                         \
  /* Adds k * from[i] to to[i * step]; every second element through pairs of whole vectors. */   \
  static inline void onset_add_steps_##T(T *to, const T *from, T k, size_t low, size_t high,     \
                                         size_t step, const T *end) {                            \
    enum { lanes = 32 / sizeof(T) };                                                             \
    typedef T onset_one __attribute__((ext_vector_type(32 / sizeof(T))));                        \
    typedef T onset_pair __attribute__((ext_vector_type(64 / sizeof(T))));                       \
    size_t i = low;                                                                              \
    if (step == 2)                                                                               \
      for (; i + lanes <= high && to + 2 * (i + lanes) <= end; i += lanes) {                     \
        onset_one values;                                                                        \
        onset_pair pair;                                                                         \
        memcpy(&values, from + i, sizeof values);                                                \
        memcpy(&pair, to + 2 * i, sizeof pair);                                                  \
        pair.even += k * values;                                                                 \
        memcpy(to + 2 * i, &pair, sizeof pair);                                                  \
      }                                                                                          \
    ONSET_ONE_BY_ONE for (; i < high; i++) to[i * step] += k * from[i];                          \
  }                                                                                              \
                                                                                                 \
  /* Every second element, from pairs of whole vectors where the source reaches that far. */    \
  static inline void onset_copy_even_##T(T *to, const T *from, size_t n, const T *end) {         \
    typedef T onset_pair __attribute__((ext_vector_type(64 / sizeof(T))));                       \
    enum { lanes = 32 / sizeof(T) };                                                             \
    size_t i = 0;                                                                                \
    for (; i + lanes <= n && from + 2 * (i + lanes) <= end; i += lanes) {                        \
      onset_pair pair;                                                                           \
      memcpy(&pair, from + 2 * i, sizeof pair);                                                  \
      const __typeof__(pair.even) even = pair.even;                                              \
      memcpy(to + i, &even, sizeof even);                                                        \
    }                                                                                            \
    for (; i < n; i++) to[i] = from[2 * i];                                                      \
  }                                                                                              \
                                                                                                 \
  /* A tap's row of columns where rows are kept: one run, then zeros at the rows' ends. */       \
  static inline void onset_unfold_rows_##T(const onset_window *w, const T *base, const T *end,   \
                                           onset_span y, onset_span x, size_t first,             \
                                           size_t count, T *column) {                            \
    const ptrdiff_t width = (ptrdiff_t)w->out[2], plane = (ptrdiff_t)(w->in[1] * w->in[2]);      \
    const ptrdiff_t from = (ptrdiff_t)first, to = (ptrdiff_t)(first + count);                    \
    const ptrdiff_t shift = y.shift * width + x.shift;                                           \
    ptrdiff_t low = (ptrdiff_t)y.low * width, high = (ptrdiff_t)y.high * width;                  \
    if (low + shift < 0) low = -shift;                                                           \
    if (high + shift > plane) high = plane - shift;                                              \
    low = low < from ? from : low > to ? to : low;                                               \
    high = high < low ? low : high > to ? to : high;                                             \
    onset_zero_run(column, (size_t)(low - from) * sizeof(T));                                    \
    onset_copy_run(column + (low - from), base + low + shift, (size_t)(high - low) * sizeof(T), end); \
    onset_zero_run(column + (high - from), (size_t)(to - high) * sizeof(T));                     \
    if (x.low == 0 && (ptrdiff_t)x.high == width) return;                                        \
    for (ptrdiff_t row = from / width * width; row < to; row += width) {                         \
      for (ptrdiff_t p = row; p < row + (ptrdiff_t)x.low; p++)                                   \
        if (p >= from && p < to) column[p - from] = 0;                                           \
      for (ptrdiff_t p = row + (ptrdiff_t)x.high; p < row + width; p++)                          \
        if (p >= from && p < to) column[p - from] = 0;                                           \
    }                                                                                            \
  }                                                                                              \
                                                                                                 \
  static void onset_unfold_##T(const onset_window *w, const T *in, size_t channels, size_t first, \
                               size_t count, T *columns, size_t row) {                           \
    const size_t plane = w->in[0] * w->in[1] * w->in[2];                                         \
    const size_t taps = w->kernel[0] * w->kernel[1] * w->kernel[2];                              \
    const size_t step_z = w->stride[0], step_y = w->stride[1], step = w->stride[2];              \
    const size_t origin[3] = {first / (w->out[2] * w->out[1]), first / w->out[2] % w->out[1],    \
                              first % w->out[2]};                                                \
    const int keeps_rows = onset_keeps_rows(w);                                                  \
    const T *end = in + channels * plane;                                                        \
    for (size_t some = 0; some < channels; some += 8) {                                          \
      const size_t last = some + 8 < channels ? some + 8 : channels;                             \
      ONSET_EACH_TAP({                                                                           \
        for (size_t c = some; c < last; c++) {                                                   \
          const T *base = in + c * plane;                                                        \
          T *column = columns + (c * taps + tap) * row;                                          \
          if (keeps_rows) {                                                                      \
            onset_unfold_rows_##T(w, base, end, y, x, first, count, column);                     \
            continue;                                                                            \
          }                                                                                      \
          ONSET_EACH_RUN({ onset_zero_run(column, n * sizeof(T)); }, {                           \
            onset_zero_run(column, (a - ox) * sizeof(T));                                        \
            T *to = column + (a - ox);                                                           \
            const T *from = base + start;                                                        \
            if (step == 1) onset_copy_run(to, from, (b - a) * sizeof(T), end);                   \
            else if (step == 2) onset_copy_even_##T(to, from, b - a, end);                       \
            else for (size_t i = 0; i < b - a; i++) to[i] = from[i * step];                      \
            onset_zero_run(column + (b - ox), (ox + n - b) * sizeof(T));                         \
          })                                                                                     \
        }                                                                                        \
      })                                                                                         \
    }                                                                                            \
  }                                                                                              \
                                                                                                 \
  static void onset_fold_##T(const onset_window *w, T *in, size_t channels, size_t first,        \
                             size_t count, const T *columns, size_t row) {                       \
    const size_t plane = w->in[0] * w->in[1] * w->in[2];                                         \
    const size_t taps = w->kernel[0] * w->kernel[1] * w->kernel[2];                              \
    const size_t step_z = w->stride[0], step_y = w->stride[1], step = w->stride[2];              \
    const size_t origin[3] = {first / (w->out[2] * w->out[1]), first / w->out[2] % w->out[1],    \
                              first % w->out[2]};                                                \
    const T *end = in + channels * plane;                                                        \
    for (size_t some = 0; some < channels; some += 8) {                                          \
      const size_t last = some + 8 < channels ? some + 8 : channels;                             \
      ONSET_EACH_TAP({                                                                           \
        for (size_t c = some; c < last; c++) {                                                   \
          T *base = in + c * plane;                                                              \
          const T *column = columns + (c * taps + tap) * row;                                    \
          ONSET_EACH_RUN({}, {                                                                   \
            const T *from = column + (a - ox);                                                   \
            T *to = base + start;                                                                \
            if (step == 1) for (size_t i = 0; i < b - a; i++) to[i] += from[i];                  \
            else onset_add_steps_##T(to, from, 1, 0, b - a, step, end);                          \
          })                                                                                     \
        }                                                                                        \
      })                                                                                         \
    }                                                                                            \
  }

#define ONSET_MAX_POOLS(T)                                                                       \
  static void onset_max_pool_##T(const onset_window *w, const T *in, int64_t plane, T *out,      \
                                 int64_t *places) {                                              \
    const size_t step = w->stride[2], row = w->out[2];                                           \
    for (size_t oz = 0; oz < w->out[0]; oz++)                                                    \
      for (size_t oy = 0; oy < w->out[1]; oy++, out += row, places += row) {                     \
        for (size_t i = 0; i < row; i++) { out[i] = -(T)INFINITY; places[i] = -1; }              \
        ONSET_ROW_TAPS({                                                                         \
          const T *from = in + start;                                                            \
          for (size_t i = x.low; i < x.high; i++) {                                              \
            const T v = from[i * step];                                                          \
            const int wins = (v > out[i]) | (v != v) | (places[i] < 0);                          \
            out[i] = wins ? v : out[i];                                                          \
            places[i] = wins ? plane + start + (int64_t)(i * step) : places[i];                  \
          }                                                                                      \
        })                                                                                       \
      }                                                                                          \
  }

ONSET_WINDOWS(float)
ONSET_WINDOWS(double)
ONSET_MAX_POOLS(float)
ONSET_MAX_POOLS(double)

#define ONSET_OF_TYPE(FUNCTION, ...) \
  if (type == ONSET_FLOAT32) FUNCTION##_float(__VA_ARGS__); else FUNCTION##_double(__VA_ARGS__);

static void onset_unfold_loop(onset_type type, const onset_window *w, const void *in, size_t channels,
                              size_t first, size_t count, void *columns, size_t row) {
  ONSET_OF_TYPE(onset_unfold, w, in, channels, first, count, columns, row)
}

static void onset_fold_loop(onset_type type, const onset_window *w, void *in, size_t channels,
                            size_t first, size_t count, const void *columns, size_t row) {
  ONSET_OF_TYPE(onset_fold, w, in, channels, first, count, columns, row)
}

static void onset_max_pool_loop(onset_type type, const onset_window *w, const void *in, int64_t plane,
                                void *out, int64_t *places) {
  ONSET_OF_TYPE(onset_max_pool, w, in, plane, out, places)
}
