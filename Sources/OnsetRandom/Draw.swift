/// A distribution with its numbers, as the inner loops want it.
///
/// All numbers are computed in float64 by operations that round the same everywhere and then
/// rounded to float32 once. Bounds are rounded inwards, so that no float32 draw lies outside the
/// float64 bounds.
package struct Draw: Hashable, Sendable {
  /// How words become elements.
  package enum Distribution: Hashable, Sendable {
    case words, uniform, normal, truncatedNormal, sign
  }

  /// How words become elements.
  package let distribution: Distribution
  /// What a draw is multiplied by.
  package let scale: Float
  /// What is then added.
  package let shift: Float
  /// The range to which uniform and truncated draws are limited in the end.
  package let limits: ClosedRange<Float>
  /// The parent's probabilities below, between and above a truncated distribution's bounds.
  package let tailBelow: Float, mass: Float, tailAbove: Float
  /// The point halfway between the bounds on the scale of probability, less one half.
  package let middle: Float

  private init(
    _ distribution: Distribution, scale: Double = 1, shift: Double = 0,
    limits: ClosedRange<Float> = -Float.infinity...Float.infinity,
    truncation: TruncatedNormalMoments? = nil
  ) {
    let below = truncation?.probabilityBelow ?? 0
    let above = truncation?.probabilityAbove ?? 0
    self.distribution = distribution
    self.scale = Float(scale)
    self.shift = Float(shift)
    self.limits = limits
    tailBelow = Float(below)
    mass = Float(truncation?.probability ?? 1)
    tailAbove = Float(above)
    middle = Float((below - above) / 2)
  }

  /// The words of the stream, as they are.
  package static let words = Draw(.words)

  /// An odd integer `k` from `1 - 2²⁴` to `2²⁴ - 1`, times half the width over 2²⁴, plus the
  /// center.
  package static func uniform(lowerBound: Double, upperBound: Double) -> Draw {
    precondition(lowerBound <= upperBound, "a uniform distribution needs lowerBound <= upperBound")
    precondition(
      isFinite(lowerBound) && isFinite(upperBound),
      "the bounds of a uniform distribution are finite in float32")
    return Draw(
      .uniform, scale: (upperBound - lowerBound) * 0x1p-25, shift: (lowerBound + upperBound) / 2,
      limits: inward(lowerBound, upperBound))
  }

  /// A standard normal draw times the standard deviation, plus the mean.
  package static func normal(mean: Double, standardDeviation: Double) -> Draw {
    checkScale(standardDeviation, mean: mean)
    return Draw(.normal, scale: standardDeviation, shift: mean)
  }

  /// A truncated standard normal draw times the parent's deviation, plus the parent's mean.
  package static func truncatedNormal(
    mean: Double, parentStandardDeviation: Double, moments: TruncatedNormalMoments
  ) -> Draw {
    checkScale(parentStandardDeviation, mean: mean)
    // An infinite bound times a deviation of zero is no number.
    let scale = max(parentStandardDeviation, .leastNonzeroMagnitude)
    return Draw(
      .truncatedNormal, scale: parentStandardDeviation, shift: mean,
      limits: inward(
        mean + scale * moments.bounds.lowerBound, mean + scale * moments.bounds.upperBound),
      truncation: moments)
  }

  /// Plus or minus the scale.
  package static func sign(scale: Double) -> Draw {
    checkScale(scale.magnitude, mean: 0)
    return Draw(.sign, scale: scale)
  }

  private static func checkScale(_ scale: Double, mean: Double) {
    precondition(scale >= 0, "a standard deviation is not negative")
    precondition(
      isFinite(scale) && isFinite(mean), "a mean and a standard deviation are finite in float32")
  }

  private static func isFinite(_ value: Double) -> Bool {
    value.magnitude <= Double(Float.greatestFiniteMagnitude)
  }

  /// The float32 numbers between two bounds; where there is none, the nearest one to both.
  private static func inward(_ lower: Double, _ upper: Double) -> ClosedRange<Float> {
    let first = Double(Float(lower)) < lower ? Float(lower).nextUp : Float(lower)
    let last = Double(Float(upper)) > upper ? Float(upper).nextDown : Float(upper)
    guard first <= last else { return Float((lower + upper) / 2)...Float((lower + upper) / 2) }
    return first...last
  }
}
