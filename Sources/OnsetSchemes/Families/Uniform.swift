public import OnsetCore
public import OnsetRandom

/// Independent draws from a uniform distribution.
public struct Uniform: Initializer {
  /// The least value.
  public var lowerBound: Double
  /// The greatest value.
  public var upperBound: Double

  /// Makes the rule.
  ///
  /// - Parameters:
  ///   - lowerBound: The least value, 0 or of a magnitude between 1e-20 and 1e6.
  ///   - upperBound: The greatest value, at least `lowerBound`.
  public init(lowerBound: Double, upperBound: Double) {
    self.lowerBound = lowerBound
    self.upperBound = upperBound
  }

  /// Makes the rule for a symmetric interval, −bound … bound.
  public init(bound: Double) { self.init(lowerBound: -bound, upperBound: bound) }

  /// The mean and standard deviation that this rule gives the elements of such a weight.
  public func expectation(for shape: Shape, layout: WeightLayout) throws(OnsetError) -> Expectation
  {
    try ScaleLimits.check(lowerBound, "lowerBound")
    try ScaleLimits.check(upperBound, "upperBound")
    guard lowerBound <= upperBound else {
      throw OnsetError(
        .invalidValue, "lowerBound \(lowerBound) is above upperBound \(upperBound)",
        fix: "exchange the bounds")
    }
    return Expectation(
      mean: (lowerBound + upperBound) / 2,
      standardDeviation: (upperBound - lowerBound) / 12.0.squareRoot())
  }

  /// Fills `values` with the elements from `offset` on.
  public func fill(
    _ values: UnsafeMutableBufferPointer<Float>, from offset: Int, shape: Shape,
    layout: WeightLayout, stream: RandomStream
  ) throws(OnsetError) {
    _ = try expectation(for: shape, layout: layout)
    shape.requireRange(of: values.count, from: offset, granularity: 1)
    stream.fillUniform(values, from: offset, lowerBound: lowerBound, upperBound: upperBound)
  }
}
