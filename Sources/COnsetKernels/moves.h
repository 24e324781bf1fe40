// Elements moved without a look at them, as words of 1, 4 or 8 bytes.

#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ONSET_MOVES(T)                                                                           \
  static void onset_choose_##T(const uint8_t *mask, size_t mask_step, const T *a, size_t a_step, \
                               const T *b, size_t b_step, size_t n, T *restrict out) {           \
    if (!mask_step) {                                                                            \
      const T *from = mask[0] ? a : b;                                                           \
      const size_t step = mask[0] ? a_step : b_step;                                             \
      for (size_t i = 0; i < n; i++) out[i] = from[i * step];                                    \
      return;                                                                                    \
    }                                                                                            \
    const T x = a[0], y = b[0];                                                                  \
    if (a_step && b_step) for (size_t i = 0; i < n; i++) out[i] = mask[i] ? a[i] : b[i];         \
    else if (a_step) for (size_t i = 0; i < n; i++) out[i] = mask[i] ? a[i] : y;                 \
    else if (b_step) for (size_t i = 0; i < n; i++) out[i] = mask[i] ? x : b[i];                 \
    else for (size_t i = 0; i < n; i++) out[i] = mask[i] ? x : y;                                \
  }                                                                                              \
  static void onset_turn_block_##T(const T *in, size_t rows, size_t columns, size_t in_stride,   \
                                   T *restrict out, size_t out_stride) {                         \
    for (size_t c = 0; c < columns; c++)                                                         \
      for (size_t r = 0; r < rows; r++) out[c * out_stride + r] = in[r * in_stride + c];         \
  }

ONSET_MOVES(uint8_t)
ONSET_MOVES(uint32_t)
ONSET_MOVES(uint64_t)

static void onset_choose_loop(size_t word, const uint8_t *mask, size_t mask_step, const void *a,
                              size_t a_step, const void *b, size_t b_step, size_t n, void *out) {
  if (n == 0) return;
  if (word == 1) onset_choose_uint8_t(mask, mask_step, a, a_step, b, b_step, n, out);
  else if (word == 4) onset_choose_uint32_t(mask, mask_step, a, a_step, b, b_step, n, out);
  else onset_choose_uint64_t(mask, mask_step, a, a_step, b, b_step, n, out);
}

// Tiles whose rows are whole cache lines on both sides.
#define ONSET_TURN 16

typedef uint32_t onset_quad __attribute__((ext_vector_type(4)));

// Four rows of four words, turned in registers.
static inline __attribute__((always_inline)) void onset_turn_quads(
    const uint32_t *in, size_t in_stride, uint32_t *out, size_t out_stride) {
  onset_quad r[4];
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) memcpy(&r[i], in + (size_t)i * in_stride, sizeof r[i]);
  const onset_quad a = __builtin_shufflevector(r[0], r[1], 0, 4, 1, 5);
  const onset_quad b = __builtin_shufflevector(r[2], r[3], 0, 4, 1, 5);
  const onset_quad c = __builtin_shufflevector(r[0], r[1], 2, 6, 3, 7);
  const onset_quad d = __builtin_shufflevector(r[2], r[3], 2, 6, 3, 7);
  const onset_quad turned[4] = {
    __builtin_shufflevector(a, b, 0, 1, 4, 5), __builtin_shufflevector(a, b, 2, 3, 6, 7),
    __builtin_shufflevector(c, d, 0, 1, 4, 5), __builtin_shufflevector(c, d, 2, 3, 6, 7),
  };
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) memcpy(out + (size_t)i * out_stride, &turned[i], sizeof turned[i]);
}

static void onset_turn_loop(size_t word, const void *in, size_t rows, size_t columns, size_t in_stride,
                            void *out, size_t out_stride) {
  for (size_t c = 0; c < columns; c += ONSET_TURN) {
    const size_t wide = columns - c < ONSET_TURN ? columns - c : ONSET_TURN;
    for (size_t r = 0; r < rows; r += ONSET_TURN) {
      const size_t high = rows - r < ONSET_TURN ? rows - r : ONSET_TURN;
      const char *from = (const char *)in + (r * in_stride + c) * word;
      char *to = (char *)out + (c * out_stride + r) * word;
      if (word == 4 && wide == ONSET_TURN && high == ONSET_TURN) {
        const uint32_t *words = (const uint32_t *)from;
        uint32_t *places = (uint32_t *)to;
        for (size_t x = 0; x < ONSET_TURN; x += 4)
          for (size_t y = 0; y < ONSET_TURN; y += 4)
            onset_turn_quads(words + y * in_stride + x, in_stride, places + x * out_stride + y, out_stride);
      } else if (word == 1) {
        onset_turn_block_uint8_t((const uint8_t *)from, high, wide, in_stride, (uint8_t *)to, out_stride);
      } else if (word == 4) {
        onset_turn_block_uint32_t((const uint32_t *)from, high, wide, in_stride, (uint32_t *)to, out_stride);
      } else {
        onset_turn_block_uint64_t((const uint64_t *)from, high, wide, in_stride, (uint64_t *)to, out_stride);
      }
    }
  }
}
