public import OnsetCore
public import OnsetRandom

/// Independent draws of mean 0 whose variance is a constant over a fan: the one primitive behind the
/// Glorot, He and LeCun rules.
///
/// ```
/// Var[w] = scale / n,    n = fan-in, fan-out, or their mean
/// ```
///
/// With n the fan-in, `scale` is the second moment of a layer's output over that of its input. In a
/// packed weight each part counts its own fans: k and v that are smaller than q get their own fan-out.
///
/// ```swift
/// try VarianceScaling.heNormal().expectation(for: [64, 32], layout: .linear).standardDeviation  // 0.25
/// ```
public struct VarianceScaling: Initializer {
  /// The shape of the distribution; the standard deviation of the draws is the same for all.
  public enum Distribution: String, Hashable, Sendable, Codable, CaseIterable {
    /// The normal distribution.
    case normal
    /// A normal distribution cut at ±2 deviations of the parent, which is widened to make up for it.
    case truncatedNormal
    /// The uniform distribution between ±√3 deviations.
    case uniform
    /// Plus or minus one deviation, each with probability ½.
    case sign
  }

  /// The variance times the fan.
  public var scale: Double
  /// Which fan divides the scale.
  public var mode: FanMode
  /// The shape of the distribution.
  public var distribution: Distribution

  /// Makes the rule.
  ///
  /// - Parameters:
  ///   - scale: The variance times the fan, 0 or between 1e-20 and 1e6.
  ///   - mode: Which fan divides the scale.
  ///   - distribution: The shape of the distribution.
  public init(scale: Double, mode: FanMode = .fanIn, distribution: Distribution = .normal) {
    self.scale = scale
    self.mode = mode
    self.distribution = distribution
  }

  /// The standard deviation for given fans.
  ///
  /// - Throws: `OnsetError` when the scale or the fan makes no sense.
  public func standardDeviation(for fans: Fans) throws(OnsetError) -> Double {
    try ScaleLimits.checkSpread(scale, "scale")
    let deviation = (scale / (try mode.count(of: fans))).squareRoot()
    try ScaleLimits.checkSpread(deviation, "standardDeviation")
    return deviation
  }

  /// The mean and standard deviation that this rule gives the elements of such a weight.
  public func expectation(for shape: Shape, layout: WeightLayout) throws(OnsetError) -> Expectation
  {
    let parts = try PackedParts(of: shape, layout: layout).parts
    var (sum, count) = (0.0, 0.0)
    for part in parts {
      let deviation = try standardDeviation(for: part.layout.fans(of: part.shape))
      sum += deviation * deviation * Double(part.shape.count)
      count += Double(part.shape.count)
    }
    return Expectation(mean: 0, standardDeviation: (sum / max(1, count)).squareRoot())
  }

  /// Fills `values` with the elements from `offset` on.
  public func fill(
    _ values: UnsafeMutableBufferPointer<Float>, from offset: Int, shape: Shape,
    layout: WeightLayout, stream: RandomStream
  ) throws(OnsetError) {
    shape.requireRange(of: values.count, from: offset, granularity: 1)
    let packed = try PackedParts(of: shape, layout: layout)
    var deviations: [Double] = []
    for part in packed.parts {
      deviations.append(try standardDeviation(for: part.layout.fans(of: part.shape)))
    }
    if let deviation = deviations.first, deviations.allSatisfy({ $0 == deviation }) {
      return try draw(values, from: offset, deviation: deviation, stream: stream)
    }
    try packed.forEachRun(in: offset..<offset + values.count) { run throws(OnsetError) in
      let range = run.range.lowerBound - offset..<run.range.upperBound - offset
      try draw(
        UnsafeMutableBufferPointer(rebasing: values[range]), from: run.range.lowerBound,
        deviation: deviations[run.part], stream: stream)
    }
  }

  private func draw(
    _ values: UnsafeMutableBufferPointer<Float>, from offset: Int, deviation: Double,
    stream: RandomStream
  ) throws(OnsetError) {
    switch distribution {
    case .normal: stream.fillNormal(values, from: offset, standardDeviation: deviation)
    case .truncatedNormal:
      let moments = try TruncatedNormalMoments(bounds: -2...2)
      stream.fillTruncatedNormal(
        values, from: offset, parentStandardDeviation: deviation / moments.standardDeviation,
        bounds: moments.bounds)
    case .uniform:
      let bound = 3.0.squareRoot() * deviation
      stream.fillUniform(values, from: offset, lowerBound: -bound, upperBound: bound)
    case .sign: stream.fillSigns(values, from: offset, scale: deviation)
    }
  }
}
