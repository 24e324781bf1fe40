// Inner loops of Onset, compiled once for each instruction set and chosen at run time.
//
// Every path gives the same bits: the sources use only IEEE 754 operations that round correctly
// (add, subtract, multiply, divide, square root, conversion), in one order, without contraction to
// fused multiply-adds.

#pragma once

#include <stddef.h>
#include <stdint.h>

/// The instruction sets for which the loops are compiled, from the narrowest to the widest.
typedef enum onset_path {
  /// What every processor of the platform has: SSE2 on x86-64, NEON on arm64.
  ONSET_PATH_BASELINE = 0,
  /// 256-bit vectors on x86-64.
  ONSET_PATH_AVX2 = 1,
  /// 512-bit vectors on x86-64 (F, BW, DQ and VL).
  ONSET_PATH_AVX512 = 2,
} onset_path;

/// How words become elements.
typedef enum onset_distribution {
  /// The words themselves, as they are.
  ONSET_WORDS = 0,
  ONSET_UNIFORM = 1,
  ONSET_NORMAL = 2,
  ONSET_TRUNCATED_NORMAL = 3,
  ONSET_SIGN = 4,
} onset_distribution;

/// The numbers of a distribution. Every draw z becomes `z * scale + shift`, two operations that
/// each round; uniform and truncated draws are then limited to `lower` and `upper`.
typedef struct onset_draw {
  float scale;
  float shift;
  float lower;
  float upper;
  /// Truncated normal only: the parent's probability below the lower bound, above the upper bound
  /// and between them, and the point halfway between the bounds on the scale of probability, less
  /// one half.
  float tail_below;
  float tail_above;
  float mass;
  float middle;
} onset_draw;

/// Elements in a tile: the least number that is computed together. Element `e` of a tile is word `e
/// / 16` of the Philox block `16 * tile + e % 16`.
#define ONSET_TILE 64

/// The dense layer behind an activation: with p the covariance behind the activation and t the tangent,
/// c = weight p + bias and t = weight t + gradient p + bias_gradient.
typedef struct onset_dense {
  double weight;
  double bias;
  double gradient;
  double bias_gradient;
} onset_dense;

/// Pairs of one input with several others in an infinitely wide network. All loops on them carry the
/// covariances and the tangents through an activation and then through `dense`.
typedef struct onset_pairs {
  /// The second moment of the one input, and of each other; for a series, one over their square roots.
  double own;
  const double *others;
  /// A multiple of 8: what is behind the last pair is padding.
  size_t count;
  double *covariances;
  double *tangents;
  onset_dense dense;
} onset_pairs;

/// Hermite coefficients: term k of input i is `values[k * stride + i]`, and is of degree
/// `first + step * k`. The derivative's first degree is 0, or 1 where `step` is 2 and `first` is 0.
typedef struct onset_series {
  const double *values;
  const double *derivatives;
  size_t stride;
  size_t terms;
  size_t first;
  size_t step;
  /// The one input, and the first of the others.
  size_t row;
  size_t column;
} onset_series;

/// The element types of tensors.
typedef enum onset_type {
  ONSET_FLOAT32,
  ONSET_FLOAT64,
  ONSET_INT64,
  ONSET_INT32,
  ONSET_BOOL,
} onset_type;

/// Functions of two elements; from ONSET_EQUAL on the result is a truth value.
typedef enum onset_binary {
  ONSET_ADD, ONSET_SUBTRACT, ONSET_MULTIPLY, ONSET_DIVIDE, ONSET_MINIMUM, ONSET_MAXIMUM, ONSET_POWER,
  ONSET_REMAINDER, ONSET_MODULO, ONSET_AND, ONSET_OR, ONSET_XOR, ONSET_SHIFT_LEFT, ONSET_SHIFT_RIGHT,
  ONSET_EQUAL, ONSET_LESS, ONSET_LESS_EQUAL,
} onset_binary;

/// Functions of one real element.
typedef enum onset_unary {
  ONSET_NEGATE, ONSET_ABSOLUTE, ONSET_SIGNUM, ONSET_RECIPROCAL, ONSET_SQUARE_ROOT, ONSET_EXP, ONSET_EXPM1,
  ONSET_LOG, ONSET_LOG1P, ONSET_SIN, ONSET_COS, ONSET_TAN, ONSET_ASIN, ONSET_ACOS, ONSET_ATAN,
  ONSET_SINH, ONSET_COSH, ONSET_TANH, ONSET_ASINH, ONSET_ACOSH, ONSET_ATANH, ONSET_ERF, ONSET_FLOOR,
  ONSET_CEIL, ONSET_ROUND, ONSET_RELU, ONSET_SIGMOID, ONSET_SOFTPLUS, ONSET_SILU, ONSET_GELU,
} onset_unary;

/// Reductions of many elements to one.
typedef enum onset_reduction {
  ONSET_SUM, ONSET_SUM_OF_SQUARES, ONSET_SUM_OF_SIZES, ONSET_PRODUCT, ONSET_GREATEST, ONSET_LEAST,
} onset_reduction;

/// What one pass over a chunk of float32 elements finds; at most 2^32 elements.
typedef struct onset_moments {
  double sum;
  double sum_of_squares;
  /// The largest absolute value; NaN does not count.
  double greatest;
  uint64_t zeros;
} onset_moments;

/// A window that slides over volumes of depth, height and width; fewer axes are volumes of extent 1.
typedef struct onset_window {
  size_t in[3];
  size_t out[3];
  size_t kernel[3];
  size_t stride[3];
  size_t dilation[3];
  /// How far the first window starts in front of the volume.
  ptrdiff_t before[3];
} onset_window;

/// A normalization of [outer, channels, inner] by the statistics of each channel over the other two.
typedef struct onset_norm {
  size_t outer;
  size_t channels;
  size_t inner;
  /// One of each per channel, or per place within `inner`, where `outer` must be 1; NULL for none.
  const float *scale;
  const float *shift;
  int is_along_inner;
  /// Whether the mean is subtracted.
  int is_centred;
  double epsilon;
} onset_norm;

/// The loops of one path.
typedef struct onset_kernels {
  /// The Philox4x32-10 block of one 128-bit counter.
  void (*philox)(uint64_t key, const uint32_t counter[4], uint32_t block[4]);
  /// Writes elements `offset ..< offset + count` of the stream with this key to `out` (floats, or
  /// words where the distribution is ONSET_WORDS).
  void (*fill)(onset_distribution distribution, uint64_t key, uint64_t offset, size_t count,
               const onset_draw *draw, void *out);
  /// Turns given words into elements: what `fill` does after Philox. `words` and `out` hold whole
  /// tiles.
  void (*transform)(onset_distribution distribution, const uint32_t *words, size_t tiles,
                    const onset_draw *draw, void *out);
  /// Rounds to bfloat16, to nearest, ties to even.
  void (*round_to_bfloat16)(const float *values, size_t count, uint16_t *bits);
  /// Rounds to IEEE half precision, to nearest, ties to even.
  void (*round_to_float16)(const float *values, size_t count, uint16_t *bits);
  /// Pairs through linear x + absolute |x|, through erf, through GELU, and through any function that has
  /// a Hermite series.
  void (*rectifier_pairs)(const onset_pairs *pairs, double linear, double absolute);
  void (*erf_pairs)(const onset_pairs *pairs);
  void (*gelu_pairs)(const onset_pairs *pairs);
  void (*series_pairs)(const onset_pairs *pairs, const onset_series *series);
  /// The angles of points (x, y), x >= 0, from the x-axis; `count` is a multiple of 8.
  void (*angles)(const double *x, const double *y, size_t count, double *angles);
  /// Elements of two tensors; a step of 0 repeats the first element. `out` may be `a` or `b`.
  void (*binary)(onset_binary function, onset_type type, const void *a, size_t a_step, const void *b,
                 size_t b_step, size_t count, void *out);
  /// A function of each float32 or float64 element; `out` may be `in`.
  void (*unary)(onset_unary function, onset_type type, const void *in, size_t count, void *out);
  /// The cotangent times the function's slope in float32; `in` is the value for the functions whose rule
  /// keeps it and the argument for the others. 0 when this function has no such loop.
  int (*slope)(onset_unary function, const float *in, const float *cotangent, size_t count, float *out);
  /// Reduces [outer, count, inner] to [outer, inner]; the `count` rows are `stride` elements apart.
  void (*reduce)(onset_reduction function, onset_type type, const void *in, size_t outer, size_t count,
                 size_t inner, size_t stride, void *out);
  /// a where the mask is not 0 and b elsewhere, words of 1, 4 or 8 bytes; a step of 0 repeats.
  void (*choose)(size_t word, const uint8_t *mask, size_t mask_step, const void *a, size_t a_step,
                 const void *b, size_t b_step, size_t count, void *out);
  /// A matrix turned: row r, column c of `in` to row c, column r of `out`; strides in words.
  void (*turn)(size_t word, const void *in, size_t rows, size_t columns, size_t in_stride, void *out,
               size_t out_stride);
  void (*moments)(const float *in, size_t count, onset_moments *moments);
  /// Loops over windows, in float32 or float64. `unfold` writes what each tap of each channel sees from
  /// output positions first ..< first + count as rows of a matrix, `row` elements apart, and up to 64
  /// bytes behind the last; `fold` adds such a matrix back.
  void (*unfold)(onset_type type, const onset_window *window, const void *in, size_t channels,
                 size_t first, size_t count, void *columns, size_t row);
  void (*fold)(onset_type type, const onset_window *window, void *in, size_t channels, size_t first,
               size_t count, const void *columns, size_t row);
  /// Convolution of one channel by at most 64 taps, plus `bias` unless that is NULL; and its two adjoints,
  /// added to `in` and to `kernel`.
  void (*depthwise)(onset_type type, const onset_window *window, const void *in, const void *kernel,
                    const void *bias, void *out);
  void (*depthwise_input)(onset_type type, const onset_window *window, const void *out,
                          const void *kernel, void *in);
  void (*depthwise_kernel)(onset_type type, const onset_window *window, const void *in,
                           const void *out, double *kernel);
  /// The largest element of each window and its place, counted from `plane`; the last NaN wins, and -1
  /// stands where a window sees nothing.
  void (*max_pool)(onset_type type, const onset_window *window, const void *in, int64_t plane, void *out,
                   int64_t *places);
  /// Normalizes channels `first ..< first + count`; writes each one's mean and inverse deviation.
  void (*normalize)(const onset_norm *norm, const float *in, size_t first, size_t count, float *out,
                    double *statistics);
  /// The cotangent by `in`, and that by scale and shift unless they are NULL: written per channel, or
  /// added to what is there per place within `inner`.
  void (*normalize_back)(const onset_norm *norm, const float *in, const float *cotangent,
                         const double *statistics, size_t first, size_t count, float *out,
                         double *by_scale, double *by_shift);
  /// Softmax of each row, or its logarithm, and the cotangent by the argument from the value.
  void (*softmax)(int is_logarithm, const float *in, size_t rows, size_t count, float *out);
  void (*softmax_back)(int is_logarithm, const float *value, const float *cotangent, size_t rows,
                       size_t count, float *out);
} onset_kernels;

/// The loops of a path, or NULL where this processor, or this build, does not have it.
const onset_kernels *onset_kernels_for(onset_path path);

/// The loops of the widest path that this processor can run.
const onset_kernels *onset_best_kernels(void);

/// Memory aligned for vectors, to be given to `free`; NULL when there is not that much.
void *onset_allocate(size_t bytes);

/// Tells the C library to keep freed memory in the process instead of giving it back page by page. A
/// setting of the whole process, so for a program's main function to choose.
void onset_keep_freed_memory(void);
