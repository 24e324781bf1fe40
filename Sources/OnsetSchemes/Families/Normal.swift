public import OnsetCore
public import OnsetRandom

/// Independent draws from a normal distribution.
public struct Normal: Initializer {
  /// The mean of the distribution.
  public var mean: Double
  /// The standard deviation of the distribution.
  public var standardDeviation: Double

  /// Makes the rule.
  ///
  /// - Parameters:
  ///   - mean: 0, or a magnitude between 1e-20 and 1e6.
  ///   - standardDeviation: 0, or a number between 1e-20 and 1e6.
  public init(mean: Double = 0, standardDeviation: Double) {
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// The mean and standard deviation that this rule gives the elements of such a weight.
  public func expectation(for shape: Shape, layout: WeightLayout) throws(OnsetError) -> Expectation
  {
    try ScaleLimits.check(mean, "mean")
    try ScaleLimits.checkSpread(standardDeviation, "standardDeviation")
    return Expectation(mean: mean, standardDeviation: standardDeviation)
  }

  /// Fills `values` with the elements from `offset` on.
  public func fill(
    _ values: UnsafeMutableBufferPointer<Float>, from offset: Int, shape: Shape,
    layout: WeightLayout, stream: RandomStream
  ) throws(OnsetError) {
    _ = try expectation(for: shape, layout: layout)
    shape.requireRange(of: values.count, from: offset, granularity: 1)
    stream.fillNormal(values, from: offset, mean: mean, standardDeviation: standardDeviation)
  }
}
