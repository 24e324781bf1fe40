public import OnsetCore

/// What truncation does to a normal distribution with mean 0 and standard deviation 1.
///
/// Cutting the tails makes the spread smaller: between -2 and 2 it falls to 0.8796. A rule that
/// wants a realised deviation σ therefore draws from a parent of deviation σ /
/// ``standardDeviation``.
///
/// ```swift
/// let moments = try TruncatedNormalMoments(bounds: -2...2)
/// stream.fillTruncatedNormal(
///   values, parentStandardDeviation: 0.02 / moments.standardDeviation, bounds: -2...2)
/// ```
///
/// The moments are integrals of the density relative to its largest value inside the bounds, so
/// they keep their relative accuracy (about 1e-14) however far out the bounds lie and however close
/// together.
public struct TruncatedNormalMoments: Hashable, Sendable {
  /// The bounds, in units of the parent's standard deviation.
  public let bounds: ClosedRange<Double>
  /// The probability that the parent falls between the bounds.
  public let probability: Double
  /// The probability that the parent falls below the lower bound.
  public let probabilityBelow: Double
  /// The probability that the parent falls above the upper bound.
  public let probabilityAbove: Double
  /// The mean of what remains.
  public let mean: Double
  /// The standard deviation of what remains, in units of the parent's.
  public let standardDeviation: Double

  /// How far out a bound may lie on the side that it cuts off from zero: the quantile's polynomials
  /// hold for the tails that begin there.
  private static let reach = 10.0

  /// Integrates the density between the bounds.
  ///
  /// - Parameter bounds: The bounds in units of the parent's standard deviation; infinite ones are
  ///   allowed.
  /// - Throws: `OnsetError` when the bounds are equal, or both lie more than 10 standard deviations
  ///   out on one side, where a draw would be left with less than one chance in 10²³.
  /// - Complexity: O(1); under a thousand exponentials, about ten microseconds.
  public init(bounds: ClosedRange<Double>) throws(OnsetError) {
    guard bounds.lowerBound < bounds.upperBound, bounds.lowerBound <= Self.reach,
      bounds.upperBound >= -Self.reach
    else {
      throw OnsetError(
        .invalidValue, "a normal distribution cannot be truncated to \(bounds) standard deviations",
        fix: "give bounds that differ and are not both beyond \(Self.reach) on one side")
    }
    let density = TruncatedDensity(bounds: bounds)
    let mass = density.integral { _ in 1 }
    let shift = density.integral { $0 } / mass
    let variance = density.integral { ($0 - shift) * ($0 - shift) } / mass
    self.bounds = bounds
    probability = mass * density.largestValue
    probabilityBelow = TruncatedDensity(bounds: -.infinity...bounds.lowerBound).probability
    probabilityAbove = TruncatedDensity(bounds: bounds.upperBound...(.infinity)).probability
    mean = density.mode + shift
    standardDeviation = variance.squareRoot()
  }
}
