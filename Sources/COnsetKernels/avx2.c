// The path for x86-64 processors with 256-bit vectors; empty elsewhere.

#include "paths.h"

#if defined(__x86_64__)

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ONSET_WIDTH 8

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

#include "arrays.h"
#include "depthwise.h"
#include "fills.h"
#include "moves.h"
#include "normalizations.h"
#include "pairs.h"
#include "rounding.h"
#include "windows.h"

#pragma clang attribute pop

const onset_kernels onset_kernels_avx2 = {
  .philox = onset_philox_block,
  .fill = onset_fill_dispatched,
  .transform = onset_transform_dispatched,
  .round_to_bfloat16 = onset_round_to_bfloat16,
  .round_to_float16 = onset_round_to_float16,
  .rectifier_pairs = onset_rectifier_pairs,
  .erf_pairs = onset_erf_pairs,
  .gelu_pairs = onset_gelu_pairs,
  .series_pairs = onset_series_pairs,
  .angles = onset_angles,
  .binary = onset_binary_loop,
  .unary = onset_unary_loop,
  .slope = onset_slope_loop,
  .reduce = onset_reduce_loop,
  .choose = onset_choose_loop,
  .turn = onset_turn_loop,
  .moments = onset_moments_loop,
  .unfold = onset_unfold_loop,
  .fold = onset_fold_loop,
  .depthwise = onset_depthwise_loop,
  .depthwise_input = onset_depthwise_input_loop,
  .depthwise_kernel = onset_depthwise_kernel_loop,
  .max_pool = onset_max_pool_loop,
  .normalize = onset_normalize_loop,
  .normalize_back = onset_normalize_back_loop,
  .softmax = onset_softmax_loop,
  .softmax_back = onset_softmax_back_loop,
};

#endif
