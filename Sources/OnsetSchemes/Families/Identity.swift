public import OnsetCore
public import OnsetRandom

/// A multiple of the identity matrix in every block: each output copies one input.
///
/// A recurrent network of rectifiers that starts so remembers for long: [Le, Jaitly & Hinton 2015].
/// Where a block is not square, the outputs or inputs that are left over get zeros. For convolutions
/// use ``Dirac``.
///
/// [Le, Jaitly & Hinton 2015]: https://arxiv.org/abs/1504.00941
public struct Identity: Initializer {
  /// The diagonal's value.
  public var gain: Double

  /// Makes the rule.
  ///
  /// - Parameter gain: The diagonal's value, 0 or of a magnitude between 1e-20 and 1e6.
  public init(gain: Double = 1) { self.gain = gain }

  /// The mean and standard deviation that this rule gives the elements of such a weight.
  public func expectation(for shape: Shape, layout: WeightLayout) throws(OnsetError) -> Expectation
  {
    try diagonal(of: shape, layout: layout).expectation
  }

  /// Fills `values` with the elements from `offset` on.
  public func fill(
    _ values: UnsafeMutableBufferPointer<Float>, from offset: Int, shape: Shape,
    layout: WeightLayout, stream: RandomStream
  ) throws(OnsetError) {
    try diagonal(of: shape, layout: layout).fill(values, from: offset)
  }

  private func diagonal(of shape: Shape, layout: WeightLayout) throws(OnsetError) -> BlockDiagonal {
    guard !layout.axes.contains(.window) else {
      throw OnsetError(
        .shapeMismatch, "a convolution of shape \(shape) is not one matrix",
        fix: "use the scheme dirac")
    }
    return try BlockDiagonal(of: shape, layout: layout, value: gain) { $0.columnOffsets }
  }
}
