/// Carries the covariances and tangents of pairs of inputs through one activation.
///
/// An evaluator is made for one layer, from the second moments that the inputs have there. Buffers are
/// padded to whole vectors; what is computed in the padding is never read.
protocol PairEvaluator: Sendable {
  /// E[φ(z)²] of every input.
  var secondMoments: [Double] { get }

  /// Replaces covariances E[uv] by E[φ(u)φ(v)], and multiplies tangents by E[φ′(u)φ′(v)].
  ///
  /// - Parameters:
  ///   - row: The input of u.
  ///   - columns: The inputs of v; starts at a multiple of ``VectorMath/width``.
  ///   - covariances: One number a column, then padding.
  ///   - tangents: One number a column, then padding.
  func apply(
    row: Int, columns: Range<Int>, covariances: UnsafeMutablePointer<Double>,
    tangents: UnsafeMutablePointer<Double>)
}

extension VectorMath {
  /// The number of elements of a vector.
  static let width = 8

  /// A count rounded up to whole vectors.
  static func padded(_ count: Int) -> Int { (count + width - 1) / width * width }

  /// An array with ones after it, up to whole vectors.
  static func padded(_ values: [Double]) -> [Double] {
    values + [Double](repeating: 1, count: padded(values.count) - values.count)
  }

  /// Reads a vector.
  @inline(__always)
  static func load(_ pointer: UnsafePointer<Double>) -> Vector {
    UnsafeRawPointer(pointer).loadUnaligned(as: Vector.self)
  }

  /// Writes a vector.
  @inline(__always)
  static func store(_ vector: Vector, to pointer: UnsafeMutablePointer<Double>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: vector, as: Vector.self)
  }
}
