/// The predicted moments of a value, averaged over its features, positions and samples.
///
/// Second moments are not variances.
public struct Moments: Hashable, Sendable {
  /// E[x].
  public var mean: Double
  /// E[x²].
  public var secondMoment: Double
  /// E[x x′] between two different positions of one sample; `nil` where there is only one position.
  public var positionCovariance: Double?
  /// E[x x′] between the same position of two different samples; `nil` for one sample.
  public var sampleCovariance: Double?
  /// The relative standard deviation of ``secondMoment`` between seeds that a finite width gives, to
  /// first order: √Σ 2/fan_in over the layers before.
  public var relativeSpread: Double

  /// Makes moments.
  public init(
    mean: Double, secondMoment: Double, positionCovariance: Double? = nil,
    sampleCovariance: Double? = nil, relativeSpread: Double = 0
  ) {
    self.mean = mean
    self.secondMoment = secondMoment
    self.positionCovariance = positionCovariance
    self.sampleCovariance = sampleCovariance
    self.relativeSpread = relativeSpread
  }
}

extension Moments {
  /// The averages of a kernel.
  init(_ kernel: Kernel, spread: Double) {
    self.init(
      mean: kernel.averageMean, secondMoment: kernel.averageOwn,
      positionCovariance: kernel.positionAverage, sampleCovariance: kernel.sampleAverage,
      relativeSpread: spread.squareRoot())
  }
}
