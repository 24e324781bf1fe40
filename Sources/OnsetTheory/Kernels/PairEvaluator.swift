/// Carries the covariances and tangents of pairs of inputs through one activation and the dense layer
/// behind it.
///
/// An evaluator is made for one layer, from the second moments that the inputs have there. Buffers are
/// padded; what is computed in the padding is never read.
protocol PairEvaluator: Sendable {
  /// E[φ(z)²] of every input.
  var secondMoments: [Double] { get }

  /// Replaces covariances E[uv] by those behind the dense layer, and tangents likewise.
  ///
  /// - Parameters:
  ///   - row: The input of u.
  ///   - columns: The inputs of v; starts at a multiple of ``PairKernels/width``.
  ///   - dense: The dense layer.
  ///   - covariances: One number a column, then padding.
  ///   - tangents: One number a column, then padding.
  func apply(
    row: Int, columns: Range<Int>, dense: DenseStep, covariances: UnsafeMutablePointer<Double>,
    tangents: UnsafeMutablePointer<Double>
  )
}
