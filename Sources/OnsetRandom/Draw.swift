internal import COnsetKernels

/// A distribution with its numbers, as the inner loops want it.
///
/// All numbers are computed in float64 by operations that round the same everywhere and then rounded to
/// float32 once. Bounds are rounded inwards, so that no float32 draw lies outside the float64 bounds.
package struct Draw: Sendable {
  let distribution: onset_distribution
  let parameters: onset_draw

  private init(
    _ distribution: onset_distribution, scale: Float = 1, shift: Float = 0,
    limits: ClosedRange<Float> = -Float.infinity...Float.infinity,
    truncation: TruncatedNormalMoments? = nil
  ) {
    let below = truncation?.probabilityBelow ?? 0
    let above = truncation?.probabilityAbove ?? 0
    self.distribution = distribution
    parameters = onset_draw(
      scale: scale, shift: shift, lower: limits.lowerBound, upper: limits.upperBound,
      tail_below: Float(below), tail_above: Float(above), mass: Float(truncation?.probability ?? 1),
      middle: Float((below - above) / 2))
  }

  /// The words of the stream, as they are.
  package static let words = Draw(ONSET_WORDS)

  /// An odd integer `k` from `1 - 2²⁴` to `2²⁴ - 1`, times half the width over 2²⁴, plus the center.
  package static func uniform(lowerBound: Double, upperBound: Double) -> Draw {
    precondition(lowerBound <= upperBound, "a uniform distribution needs lowerBound <= upperBound")
    precondition(
      max(lowerBound.magnitude, upperBound.magnitude) <= Double(Float.greatestFiniteMagnitude),
      "the bounds of a uniform distribution are finite in float32")
    return Draw(
      ONSET_UNIFORM, scale: Float((upperBound - lowerBound) * 0x1p-25),
      shift: Float((lowerBound + upperBound) / 2), limits: inward(lowerBound, upperBound))
  }

  /// A standard normal draw times the standard deviation, plus the mean.
  package static func normal(mean: Double, standardDeviation: Double) -> Draw {
    checkScale(standardDeviation, mean: mean)
    return Draw(ONSET_NORMAL, scale: Float(standardDeviation), shift: Float(mean))
  }

  /// A truncated standard normal draw times the parent's deviation, plus the parent's mean.
  package static func truncatedNormal(
    mean: Double, parentStandardDeviation: Double, moments: TruncatedNormalMoments
  ) -> Draw {
    checkScale(parentStandardDeviation, mean: mean)
    // An infinite bound times a deviation of zero is no number.
    let scale = max(parentStandardDeviation, .leastNonzeroMagnitude)
    return Draw(
      ONSET_TRUNCATED_NORMAL, scale: Float(parentStandardDeviation), shift: Float(mean),
      limits: inward(
        mean + scale * moments.bounds.lowerBound, mean + scale * moments.bounds.upperBound),
      truncation: moments)
  }

  /// Plus or minus the scale.
  package static func sign(scale: Double) -> Draw {
    checkScale(scale.magnitude, mean: 0)
    return Draw(ONSET_SIGN, scale: Float(scale))
  }

  private static func checkScale(_ scale: Double, mean: Double) {
    precondition(scale >= 0, "a standard deviation is not negative")
    precondition(
      max(scale, mean.magnitude) <= Double(Float.greatestFiniteMagnitude),
      "a mean and a standard deviation are finite in float32")
  }

  /// The float32 numbers between two bounds; where there is none, the nearest one to both.
  private static func inward(_ lower: Double, _ upper: Double) -> ClosedRange<Float> {
    let first = Double(Float(lower)) < lower ? Float(lower).nextUp : Float(lower)
    let last = Double(Float(upper)) > upper ? Float(upper).nextDown : Float(upper)
    guard first <= last else { return Float((lower + upper) / 2)...Float((lower + upper) / 2) }
    return first...last
  }
}
