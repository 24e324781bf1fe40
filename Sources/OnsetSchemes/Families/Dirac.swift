public import OnsetCore
public import OnsetRandom

/// A convolution that copies its input: the identity matrix at the centre of the window, zeros elsewhere.
///
/// Each group copies its own channels: [Zagoruyko & Komodakis 2017]. Where a group's channels differ in
/// number, those left over get zeros.
///
/// [Zagoruyko & Komodakis 2017]: https://arxiv.org/abs/1706.00388
public struct Dirac: Initializer {
  /// The value of the taps that copy.
  public var gain: Double

  /// Makes the rule.
  ///
  /// - Parameter gain: The value of the taps that copy, 0 or of a magnitude between 1e-20 and 1e6.
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
    let centre = try CentreTap(of: shape, layout: layout, otherwise: "use the scheme identity")
    return try BlockDiagonal(of: shape, layout: layout, value: gain, columns: centre.columnOffsets)
  }
}
