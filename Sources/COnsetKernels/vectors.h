// Vectors of ONSET_WIDTH lanes. A source file sets ONSET_WIDTH and its instruction set, then
// includes fills.h and rounding.h. All functions are inlined into that file's loops, so no vector
// ever crosses a call whose caller was compiled for another instruction set.

#pragma once

#include <stdint.h>
#include <string.h>

#define ONSET_INLINE static inline __attribute__((always_inline))

typedef float onset_floats __attribute__((ext_vector_type(ONSET_WIDTH)));
typedef int32_t onset_ints __attribute__((ext_vector_type(ONSET_WIDTH)));
typedef uint32_t onset_words __attribute__((ext_vector_type(ONSET_WIDTH)));
typedef uint16_t onset_halves __attribute__((ext_vector_type(ONSET_WIDTH)));
typedef uint64_t onset_longs __attribute__((ext_vector_type(ONSET_WIDTH / 2)));

// memcpy compiles to one unaligned load or store.
ONSET_INLINE onset_floats onset_load_floats(const float *from) {
  onset_floats vector;
  memcpy(&vector, from, sizeof vector);
  return vector;
}

ONSET_INLINE onset_words onset_load_words(const uint32_t *from) {
  onset_words vector;
  memcpy(&vector, from, sizeof vector);
  return vector;
}

// Reinterprets the bits; a cast between vector types of one size does that in clang.
ONSET_INLINE onset_words onset_bits(onset_floats values) { return (onset_words)values; }
ONSET_INLINE onset_floats onset_floats_of(onset_words bits) { return (onset_floats)bits; }

// Converts signed integers to the nearest floats.
ONSET_INLINE onset_floats onset_converted(onset_ints integers) {
  return __builtin_convertvector(integers, onset_floats);
}

// Where the mask is set `yes`, elsewhere `no`.
ONSET_INLINE onset_floats onset_select(onset_ints mask, onset_floats yes, onset_floats no) {
  return mask ? yes : no;
}
