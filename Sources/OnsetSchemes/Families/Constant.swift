public import OnsetCore
public import OnsetRandom

/// The same number everywhere.
///
/// For biases, norm scales and shifts. A kernel that is constant keeps all units of a layer equal for ever.
public struct Constant: Initializer {
  /// The number.
  public var value: Double

  /// Makes the rule.
  ///
  /// - Parameter value: 0, or a magnitude between 1e-20 and 1e6.
  public init(_ value: Double) { self.value = value }

  /// The mean and standard deviation that this rule gives the elements of such a weight.
  public func expectation(for shape: Shape, layout: WeightLayout) throws(OnsetError) -> Expectation
  {
    try ScaleLimits.check(value, "value")
    return Expectation(mean: value, standardDeviation: 0)
  }

  /// Fills `values` with the elements from `offset` on.
  public func fill(
    _ values: UnsafeMutableBufferPointer<Float>, from offset: Int, shape: Shape,
    layout: WeightLayout, stream: RandomStream
  ) throws(OnsetError) {
    try ScaleLimits.check(value, "value")
    shape.requireRange(of: values.count, from: offset, granularity: 1)
    values.update(repeating: Float(value))
  }
}
