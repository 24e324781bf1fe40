public import OnsetCore

/// What an operator computes. Attributes have their defaults filled in and negative axes stay as written
/// (resolve them against the input's rank).
///
/// The cases follow ONNX's operators, with attributes that later opsets turned into inputs left as
/// inputs; families that differ by one function (elementwise maths, comparisons, reductions) share a
/// case, so that an interpretation has one row for each family.
public enum Operation: Hashable, Sendable {
  // Linear maps
  case convolution(ConvolutionAttributes)
  case transposedConvolution(ConvolutionAttributes, outputPadding: [Int], outputShape: [Int]?)
  case gemm(alpha: Double, beta: Double, transposeA: Bool, transposeB: Bool)
  case matMul
  case einsum(equation: String)

  // Elementwise
  case unary(UnaryFunction)
  case binary(BinaryFunction)
  /// Sum, mean, maximum or minimum of any number of inputs.
  case variadic(VariadicFunction)
  /// Inputs: value, optional lower and upper bound.
  case clip
  /// Inputs: value, slope.
  case prelu
  /// Inputs: condition, then, else.
  case select
  case cast(to: DType)
  case castLike
  case dropout
  case identity

  // Normalization
  case batchNormalization(epsilon: Double, momentum: Double, isTraining: Bool)
  case layerNormalization(axis: Int, epsilon: Double)
  case rmsNormalization(axis: Int, epsilon: Double)
  case instanceNormalization(epsilon: Double)
  case groupNormalization(groups: Int, epsilon: Double)
  case localResponseNormalization(alpha: Double, beta: Double, bias: Double, size: Int)
  case lpNormalization(axis: Int, order: Int)
  case meanVarianceNormalization(axes: [Int])
  case softmax(axis: Int, isLogarithmic: Bool)
  case hardmax(axis: Int)
  /// Inputs: scores (logarithms of probabilities unless `takesScores`), classes, optional class weights.
  case crossEntropy(takesScores: Bool, reduction: String, ignoredClass: Int?)

  // Pooling and reductions
  case pool(PoolAttributes)
  case globalPool(PoolKind)
  /// Inputs: data and, from opset 13 or 18 on, axes.
  case reduce(ReductionKind, axes: [Int]?, keepsDimensions: Bool, noopWithEmptyAxes: Bool)
  case argument(isMaximum: Bool, axis: Int, keepsDimensions: Bool, selectsLastIndex: Bool)
  case topK(axis: Int, isLargest: Bool, isSorted: Bool)
  case cumulativeSum(isExclusive: Bool, isReversed: Bool)
  case cumulativeProduct(isExclusive: Bool, isReversed: Bool)

  // Recurrence and attention
  case recurrent(RecurrentAttributes)
  case attention(AttentionAttributes)
  /// Inputs: value, table of cosines, table of sines, optional positions.
  case rotaryEmbedding(heads: Int?, size: Int, isInterleaved: Bool)
  /// Inputs: value, lengths.
  case reverseSequence(batchAxis: Int, timeAxis: Int)

  // Shape and indexing
  case reshape(allowsZero: Bool)
  case flatten(axis: Int)
  case transpose(permutation: [Int]?)
  case squeeze(axes: [Int]?)
  case unsqueeze(axes: [Int]?)
  case concatenate(axis: Int)
  case split(axis: Int, sizes: [Int]?, count: Int?)
  case slice(starts: [Int]?, ends: [Int]?, axes: [Int]?)
  case gather(axis: Int)
  case gatherElements(axis: Int)
  case gatherND(batchDimensions: Int)
  case scatterElements(axis: Int, reduction: String)
  case scatterND(reduction: String)
  case expand
  case tile
  case pad(mode: String, pads: [Int]?, value: Double?)
  case depthToSpace(blockSize: Int, mode: String)
  case spaceToDepth(blockSize: Int, mode: String)
  case resize(mode: String, attributes: [String: String])
  case triangle(isUpper: Bool)
  case oneHot(axis: Int)
  case eyeLike(diagonal: Int, dtype: DType?)
  case nonZero
  /// Inputs: value, truth of each place; without an axis the elements are taken as one row.
  case compress(axis: Int?)
  case shape(start: Int, end: Int?)
  case size
  case range
  case constant(ConstantTensor)
  case constantOfShape(ConstantTensor)
  /// `scale` is the standard deviation of normal, and half the width of uniform numbers.
  case randomLike(isNormal: Bool, mean: Double, scale: Double)
  case sequenceAt
  case splitToSequence(axis: Int, keepsDimensions: Bool)
  case sequenceConstruct
  case sequenceEmpty
  case sequenceInsert
  case sequenceErase
  case sequenceLength
  case concatenateSequence(axis: Int, isNewAxis: Bool)

  /// An operator that Onset has no meaning for: ONNX domain and type, for messages.
  case unknown(domain: String, type: String)
}
