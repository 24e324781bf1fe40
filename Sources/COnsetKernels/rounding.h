// Rounding float32 to the 16-bit formats in integer operations, as `HalfFloat` of OnsetCore does.

#pragma once

#include "vectors.h"

#pragma STDC FP_CONTRACT OFF

ONSET_INLINE onset_halves onset_narrowed(onset_words words) {
  return __builtin_convertvector(words, onset_halves);
}

ONSET_INLINE onset_halves onset_bfloat16(onset_floats values) {
  const onset_words bits = onset_bits(values);
  const onset_words rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;
  const onset_words quiet = (bits >> 16) | 0x0040;
  const onset_ints is_nan = (bits & 0x7FFFFFFF) > 0x7F800000;
  return onset_narrowed(is_nan ? quiet : rounded);
}

ONSET_INLINE onset_halves onset_float16(onset_floats values) {
  const onset_words bits = onset_bits(values);
  const onset_words sign = (bits >> 16) & 0x8000;
  const onset_words magnitude = bits & 0x7FFFFFFF;
  const onset_words rebased = magnitude - 0x38000000;
  const onset_words normal = (rebased + 0x0FFF + ((rebased >> 13) & 1)) >> 13;
  // Adding 0.5 lines the bits that remain of a subnormal up with the end of the significand.
  const onset_words subnormal = onset_bits(onset_floats_of(magnitude) + 0.5f) - 0x3F000000;
  onset_words result = magnitude < 0x38800000 ? subnormal : normal;
  result = magnitude >= 0x47800000 ? (onset_words)0x7C00 : result;
  result = magnitude > 0x7F800000 ? (onset_words)0x7E00 : result;
  return onset_narrowed(result | sign);
}

// The loop over a buffer; the last lanes go through a padded copy.
#define ONSET_ROUNDING_LOOP(NAME, ROUND)                                              \
  static void NAME(const float *values, size_t count, uint16_t *bits) {               \
    size_t index = 0;                                                                 \
    for (; index + ONSET_WIDTH <= count; index += ONSET_WIDTH) {                      \
      const onset_halves halves = ROUND(onset_load_floats(values + index));           \
      memcpy(bits + index, &halves, sizeof halves);                                   \
    }                                                                                 \
    if (index < count) {                                                              \
      float rest[ONSET_WIDTH] = {0};                                                  \
      memcpy(rest, values + index, (count - index) * sizeof(float));                  \
      const onset_halves halves = ROUND(onset_load_floats(rest));                     \
      memcpy(bits + index, &halves, (count - index) * sizeof(uint16_t));              \
    }                                                                                 \
  }

ONSET_ROUNDING_LOOP(onset_round_to_bfloat16, onset_bfloat16)
ONSET_ROUNDING_LOOP(onset_round_to_float16, onset_float16)
