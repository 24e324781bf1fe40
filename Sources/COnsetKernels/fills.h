// From words to elements, and the loops over tiles.

#pragma once

#include "COnsetKernels.h"
#include "elementary.h"
#include "philox.h"

#pragma STDC FP_CONTRACT OFF

ONSET_INLINE onset_floats onset_affine(onset_floats z, const onset_draw *draw) {
  return z * draw->scale + draw->shift;
}

ONSET_INLINE onset_floats onset_limited(onset_floats values, const onset_draw *draw) {
  const onset_floats lower = draw->lower, upper = draw->upper;
  values = onset_select(values < lower, lower, values);
  return onset_select(values > upper, upper, values);
}

// An odd integer between -2^24 and 2^24, exact in float32, so that zero is the exact mean.
ONSET_INLINE onset_floats onset_uniform(onset_words word, const onset_draw *draw) {
  const onset_ints odd = ((onset_ints)word >> 7) | 1;
  return onset_limited(onset_affine(onset_converted(odd), draw), draw);
}

// Two independent standard normal draws from two words: G. E. P. Box and M. E. Muller, "A note on
// the generation of random normal deviates" (1958, doi:10.1214/aoms/1177706645). The radius comes
// from u = (2 (w >> 1) + 1) / 2^32, so the largest is 6.66. Where u rounds to 1 the radius would be
// 0; the limit keeps both draws away from zero.
ONSET_INLINE void onset_normal_pair(onset_words radial, onset_words angular, const onset_draw *draw,
                                    onset_floats *first, onset_floats *second) {
  const onset_floats u = onset_converted((onset_ints)(radial >> 1)) + 0.5f;
  const onset_floats square = onset_minus_two_log(u, 31);
  const onset_floats radius =
      __builtin_elementwise_sqrt(onset_select(square < 0x1p-25f, 0x1p-25f, square));
  onset_floats x, y;
  onset_circle_point(angular, &x, &y);
  *first = onset_affine(radius * x, draw);
  *second = onset_affine(radius * y, draw);
}

// The inverse distribution function at a probability between those of the bounds. The probability
// is found three times from the same word, each time accurate where the others cancel: from the
// middle, from below and from above.
ONSET_INLINE onset_floats onset_truncated_normal(onset_words word, const onset_draw *draw,
                                                 int is_central) {
  const onset_floats centered = onset_converted((onset_ints)(word | 1)) * 0x1p-31f;
  const onset_words rank = word ^ 0x80000000u;
  const onset_floats from_below =
      (onset_converted((onset_ints)(rank >> 1)) + 0.5f) * 0x1p-31f;
  const onset_floats from_above =
      (onset_converted((onset_ints)(~rank >> 1)) + 0.5f) * 0x1p-31f;
  const onset_floats below = from_below * draw->mass + draw->tail_below;
  const onset_floats above = from_above * draw->mass + draw->tail_above;
  const onset_floats y = centered * (0.5f * draw->mass) + draw->middle;
  const onset_floats tail = onset_select(below < above, below, above);
  return onset_limited(onset_affine(onset_normal_quantile(y, tail, is_central), draw), draw);
}

ONSET_INLINE onset_floats onset_sign(onset_words word, const onset_draw *draw) {
  return onset_floats_of((word & 0x80000000u) ^ onset_bits((onset_floats)draw->scale));
}

// A truncated normal whose bounds both lie inside the quantile's central piece.
#define ONSET_CENTRAL_NORMAL 5

// Turns the four rows of a group of columns into elements, in place.
ONSET_INLINE void onset_transform_rows(int distribution, const onset_draw *draw,
                                       const onset_words rows[4], onset_floats elements[4]) {
  if (distribution == ONSET_NORMAL) {
    onset_normal_pair(rows[0], rows[1], draw, &elements[0], &elements[1]);
    onset_normal_pair(rows[2], rows[3], draw, &elements[2], &elements[3]);
    return;
  }
#pragma clang loop unroll(full)
  for (int row = 0; row < 4; row++) {
    switch (distribution) {
    case ONSET_UNIFORM: elements[row] = onset_uniform(rows[row], draw); break;
    case ONSET_TRUNCATED_NORMAL: elements[row] = onset_truncated_normal(rows[row], draw, 0); break;
    case ONSET_CENTRAL_NORMAL: elements[row] = onset_truncated_normal(rows[row], draw, 1); break;
    case ONSET_SIGN: elements[row] = onset_sign(rows[row], draw); break;
    default: elements[row] = onset_floats_of(rows[row]); break;
    }
  }
}

ONSET_INLINE void onset_store_rows(const onset_floats elements[4], int column, float *tile) {
#pragma clang loop unroll(full)
  for (int row = 0; row < 4; row++) {
    memcpy(tile + 16 * row + column, &elements[row], sizeof elements[row]);
  }
}

ONSET_INLINE void onset_fill_tile(int distribution, uint64_t tile, const onset_schedule *schedule,
                                  const onset_draw *draw, float *out) {
#pragma clang loop unroll(full)
  for (int column = 0; column < 16; column += ONSET_WIDTH) {
    onset_words rows[4];
    onset_floats elements[4];
    onset_random_words(16 * tile + (uint64_t)column, schedule, rows);
    onset_transform_rows(distribution, draw, rows, elements);
    onset_store_rows(elements, column, out);
  }
}

// One instance for each distribution, which is a constant wherever this is inlined. A part of a
// tile is cut out of a whole one.
ONSET_INLINE void onset_fill(int distribution, uint64_t key, uint64_t offset, size_t count,
                             const onset_draw *draw, float *out) {
  const onset_schedule schedule = onset_schedule_of(key);
  float whole[ONSET_TILE];
  while (count > 0) {
    const size_t skip = (size_t)(offset % ONSET_TILE);
    const size_t part = ONSET_TILE - skip < count ? ONSET_TILE - skip : count;
    float *const to = part == ONSET_TILE ? out : whole;
    onset_fill_tile(distribution, offset / ONSET_TILE, &schedule, draw, to);
    if (to == whole) memcpy(out, whole + skip, part * sizeof(float));
    offset += part;
    out += part;
    count -= part;
  }
}

ONSET_INLINE void onset_transform(int distribution, const uint32_t *words, size_t tiles,
                                  const onset_draw *draw, float *out) {
  for (size_t start = 0; start < ONSET_TILE * tiles; start += ONSET_TILE) {
    for (int column = 0; column < 16; column += ONSET_WIDTH) {
      onset_words rows[4];
      onset_floats elements[4];
      for (int row = 0; row < 4; row++) {
        rows[row] = onset_load_words(words + start + 16 * row + column);
      }
      onset_transform_rows(distribution, draw, rows, elements);
      onset_store_rows(elements, column, out + start);
    }
  }
}

// The distribution becomes a constant in each branch.
#define ONSET_FOR_EACH_DISTRIBUTION(distribution, draw, CALL)                               \
  switch (distribution) {                                                                   \
  case ONSET_WORDS: CALL(ONSET_WORDS); break;                                               \
  case ONSET_UNIFORM: CALL(ONSET_UNIFORM); break;                                           \
  case ONSET_NORMAL: CALL(ONSET_NORMAL); break;                                             \
  case ONSET_SIGN: CALL(ONSET_SIGN); break;                                                 \
  case ONSET_TRUNCATED_NORMAL:                                                              \
    if (draw->tail_below >= ONSET_CENTRAL_TAIL && draw->tail_above >= ONSET_CENTRAL_TAIL) { \
      CALL(ONSET_CENTRAL_NORMAL);                                                           \
    } else {                                                                                \
      CALL(ONSET_TRUNCATED_NORMAL);                                                         \
    }                                                                                       \
    break;                                                                                  \
  }

static void onset_fill_dispatched(onset_distribution distribution, uint64_t key, uint64_t offset,
                                  size_t count, const onset_draw *draw, void *out) {
#define ONSET_CALL(constant) onset_fill(constant, key, offset, count, draw, out)
  ONSET_FOR_EACH_DISTRIBUTION(distribution, draw, ONSET_CALL)
#undef ONSET_CALL
}

static void onset_transform_dispatched(onset_distribution distribution, const uint32_t *words,
                                       size_t tiles, const onset_draw *draw, void *out) {
#define ONSET_CALL(constant) onset_transform(constant, words, tiles, draw, out)
  ONSET_FOR_EACH_DISTRIBUTION(distribution, draw, ONSET_CALL)
#undef ONSET_CALL
}
