public import OnsetTensor

/// The moments of a tensor as it was when the network ran, over all of its elements; means over draws of
/// the weights where there were several.
public struct MeasuredMoments: Hashable, Sendable {
  /// E[x].
  public var mean: SeedMean
  /// E[x²], which is not the variance.
  public var secondMoment: SeedMean
  /// The share of elements that are exactly zero, 0 … 1.
  public var zeroShare: SeedMean
  /// The largest |x| of any draw.
  public var greatest: Double

  /// Gathers the moments of one tensor over draws.
  ///
  /// - Parameter draws: One or more.
  init(_ draws: [TensorMoments]) {
    mean = SeedMean(draws.map(\.mean))
    secondMoment = SeedMean(draws.map(\.secondMoment))
    zeroShare = SeedMean(draws.map(\.zeroShare))
    greatest = draws.reduce(0) { max($0, $1.greatest) }
  }
}
