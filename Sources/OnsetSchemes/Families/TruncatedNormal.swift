public import OnsetCore
public import OnsetRandom

/// Independent draws from a normal distribution whose tails are cut off.
///
/// Cutting makes the spread smaller: between −2 and 2 deviations of the parent to 0.8796 of it. There are
/// two conventions, and mixing them up changes every scale by 12 %:
///
/// - ``init(mean:standardDeviation:bounds:)`` states what the *draws* have, and bounds in deviations of
///   the parent; the parent is widened to fit (Keras, JAX).
/// - ``init(parentMean:parentStandardDeviation:absoluteBounds:)`` states the *parent*, and bounds as
///   values; the draws have whatever remains (PyTorch's `trunc_normal_`).
public struct TruncatedNormal: Initializer {
  /// What the numbers of the rule describe.
  public enum Convention: Hashable, Sendable {
    /// Mean and deviation are those of the draws; bounds count deviations of the parent.
    case realised
    /// Mean and deviation are those of the parent; bounds are values.
    case parent
  }

  /// The mean, of the draws or of the parent.
  public var mean: Double
  /// The standard deviation, of the draws or of the parent.
  public var standardDeviation: Double
  /// Where the parent is cut, in its deviations around its mean or as values.
  public var bounds: ClosedRange<Double>
  /// What the numbers describe.
  public var convention: Convention

  /// Makes the rule from the moments of the draws.
  ///
  /// - Parameters:
  ///   - mean: The mean of the draws.
  ///   - standardDeviation: The standard deviation of the draws, at least 0.
  ///   - bounds: Where the parent is cut, in deviations of the parent around its mean.
  public init(mean: Double = 0, standardDeviation: Double, bounds: ClosedRange<Double> = -2...2) {
    self.mean = mean
    self.standardDeviation = standardDeviation
    self.bounds = bounds
    convention = .realised
  }

  /// Makes the rule from the parent, as PyTorch's `trunc_normal_(mean, std, a, b)` does.
  ///
  /// - Parameters:
  ///   - parentMean: The mean of the distribution before the cut.
  ///   - parentStandardDeviation: Its standard deviation, above 0.
  ///   - absoluteBounds: The least and the greatest value.
  public init(
    parentMean: Double = 0, parentStandardDeviation: Double,
    absoluteBounds: ClosedRange<Double> = -2...2
  ) {
    mean = parentMean
    standardDeviation = parentStandardDeviation
    bounds = absoluteBounds
    convention = .parent
  }

  /// The mean and standard deviation that this rule gives the elements of such a weight.
  public func expectation(for shape: Shape, layout: WeightLayout) throws(OnsetError) -> Expectation
  {
    try expectation(of: parent())
  }

  /// Fills `values` with the elements from `offset` on.
  public func fill(
    _ values: UnsafeMutableBufferPointer<Float>, from offset: Int, shape: Shape,
    layout: WeightLayout, stream: RandomStream
  ) throws(OnsetError) {
    let parent = try parent()
    _ = try expectation(of: parent)
    shape.requireRange(of: values.count, from: offset, granularity: 1)
    stream.fillTruncatedNormal(
      values, from: offset, mean: parent.mean, parentStandardDeviation: parent.standardDeviation,
      bounds: parent.moments.bounds)
  }

  private func expectation(of parent: Parent) throws(OnsetError) -> Expectation {
    guard convention == .parent else {
      return Expectation(mean: mean, standardDeviation: standardDeviation)
    }
    return Expectation(
      mean: parent.mean + parent.standardDeviation * parent.moments.mean,
      standardDeviation: parent.standardDeviation * parent.moments.standardDeviation)
  }

  private struct Parent {
    var mean: Double
    var standardDeviation: Double
    var moments: TruncatedNormalMoments
  }

  /// The distribution before the cut.
  private func parent() throws(OnsetError) -> Parent {
    try ScaleLimits.check(mean, "mean")
    switch convention {
    case .realised:
      try ScaleLimits.checkSpread(standardDeviation, "standardDeviation")
      let moments = try TruncatedNormalMoments(bounds: bounds)
      let scale = standardDeviation / moments.standardDeviation
      return Parent(mean: mean - scale * moments.mean, standardDeviation: scale, moments: moments)
    case .parent:
      try ScaleLimits.checkSpread(standardDeviation, "parentStandardDeviation")
      guard standardDeviation > 0 else {
        throw OnsetError(
          .invalidValue, "parentStandardDeviation is 0", fix: "use a constant for a fixed value")
      }
      let lower = (bounds.lowerBound - mean) / standardDeviation
      let upper = (bounds.upperBound - mean) / standardDeviation
      let moments = try TruncatedNormalMoments(bounds: lower...upper)
      return Parent(mean: mean, standardDeviation: standardDeviation, moments: moments)
    }
  }
}
