public import OnsetCore
public import OnsetRandom

/// Another rule, times a number: 1/√(2L) for the residual branches of L blocks, for example.
public struct Scaled: Initializer {
  /// The rule whose draws are multiplied.
  public var base: Scheme
  /// What they are multiplied by.
  public var factor: Double

  /// Makes the rule.
  ///
  /// - Parameters:
  ///   - base: The rule whose draws are multiplied.
  ///   - factor: What they are multiplied by, 0 or of a magnitude between 1e-20 and 1e6.
  public init(_ base: Scheme, by factor: Double) {
    self.base = base
    self.factor = factor
  }

  /// The mean and standard deviation that this rule gives the elements of such a weight.
  public func expectation(for shape: Shape, layout: WeightLayout) throws(OnsetError) -> Expectation
  {
    try ScaleLimits.check(factor, "factor")
    let expected = try base.expectation(for: shape, layout: layout)
    let scaled = Expectation(
      mean: factor * expected.mean, standardDeviation: factor.magnitude * expected.standardDeviation
    )
    try ScaleLimits.check(scaled.mean, "the scaled mean")
    try ScaleLimits.check(scaled.standardDeviation, "the scaled standard deviation")
    return scaled
  }

  /// How many consecutive elements have to be drawn together.
  public func granularity(for shape: Shape, layout: WeightLayout) throws(OnsetError) -> Int {
    try base.granularity(for: shape, layout: layout)
  }

  /// Fills `values` with the elements from `offset` on.
  public func fill(
    _ values: UnsafeMutableBufferPointer<Float>, from offset: Int, shape: Shape,
    layout: WeightLayout, stream: RandomStream
  ) throws(OnsetError) {
    _ = try expectation(for: shape, layout: layout)
    try base.fill(values, from: offset, shape: shape, layout: layout, stream: stream)
    for index in values.indices { values[index] = Float(factor * Double(values[index])) }
  }
}
