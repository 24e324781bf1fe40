#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension CriticalitySolver.Candidate {
  /// The point with both directions kept.
  var described: CriticalPoint {
    let gain = "gain \(weightVariance.squareRoot().rounded(digits: 4)) keeps gradients (χ₁ = 1)"
    let scale = "E[z²] = \(secondMoment.rounded(digits: 3))"
    if biasVariance > 0 {
      let deviation = biasVariance.squareRoot().rounded(digits: 3)
      return point(
        .critical, "\(gain); random biases of deviation \(deviation) keep the signal at \(scale)")
    }
    if rowCentering > 0 {
      let share = (100 * rowCentering).rounded(digits: 3)
      return point(
        .critical,
        "\(gain); centring rows keeps \(share) % of the activation's mean out, and the signal at \(scale)"
      )
    }
    return point(.critical, "\(gain) and the signal at \(scale)")
  }

  /// The point of a function that is homogeneous of degree one.
  var scaleFree: CriticalPoint {
    point(
      .scaleFree,
      "gain \(weightVariance.squareRoot().rounded(digits: 4)) keeps signals and gradients at every scale"
    )
  }

  /// The point of a function whose variance map is nowhere stable.
  var chaotic: CriticalPoint {
    let slope = varianceMapSlope.rounded(digits: 3)
    return point(
      .chaotic,
      "gain \(weightVariance.squareRoot().rounded(digits: 4)) keeps gradients at "
        + "E[z²] = \(secondMoment.rounded(digits: 3)) only, where the scale of the signal is unstable",
      cost: "a deviation of the signal's scale is multiplied by \(slope) in every layer; "
        + "put a normalization before each \(activation), or use fewer layers")
  }

  /// The point of a function that jumps: the slope of its correlation map at c = 1 is infinite.
  var torn: CriticalPoint {
    point(
      .chaotic,
      "gain \(weightVariance.squareRoot().rounded(digits: 4)) keeps gradients, "
        + "which do not see the jumps of \(activation)",
      cost: "a jump tears nearby inputs apart in every layer, whatever the weights; "
        + "use a continuous activation, or fewer layers")
  }

  /// The point of a function without a derivative.
  var withoutGradient: CriticalPoint {
    var copy = self
    copy.weightVariance = secondMoment / moments.secondMoment
    copy.biasVariance = 0
    copy.rowCentering = 0
    return copy.point(
      .noGradient,
      "gain \(copy.weightVariance.squareRoot().rounded(digits: 4)) keeps the signal",
      cost: "the derivative of \(activation) is zero almost everywhere, so no gradient comes back")
  }

  /// The point without random biases, with what it costs over `depth` layers.
  func described(depth: Int) -> CriticalPoint {
    let factor = pow(chi1, Double(depth)).rounded(digits: 3)
    let growth = pow(abs(varianceMapSlope), Double(depth)).rounded(digits: 3)
    let isUnstable = abs(varianceMapSlope) > 1
    let cost =
      "without random biases squared gradients change by \(chi1.rounded(digits: 4)) per layer, "
      + "\(factor) over \(depth) layers"
      + (isUnstable ? ", and deviations of the signal grow by \(growth)" : "")
    return point(
      .compromise,
      "gain \(weightVariance.squareRoot().rounded(digits: 4)) keeps the signal at "
        + "E[z²] = \(secondMoment.rounded(digits: 3)), where χ₁ is nearest to 1 without random biases",
      cost: cost)
  }

  private func point(
    _ kind: CriticalPoint.Kind, _ reason: String, cost: String? = nil
  ) -> CriticalPoint {
    CriticalPoint(
      activation: activation, kind: kind, secondMoment: secondMoment,
      weightVariance: weightVariance, biasVariance: biasVariance, rowCentering: rowCentering,
      chi1: chi1, varianceMapSlope: varianceMapSlope, activationMean: moments.mean,
      activationSecondMoment: moments.secondMoment, reason: reason, cost: cost)
  }
}

extension Double {
  /// The number with so many significant digits, for messages.
  func rounded(digits: Int) -> String {
    guard isFinite, self != 0 else { return "\(self)" }
    let exponent = Int(floor(log10(abs(self))))
    let places = digits - 1 - exponent
    guard abs(exponent) < 6 else {
      let mantissa = (self / pow(10, Double(exponent))).rounded(digits: digits)
      return "\(mantissa)e\(exponent)"
    }
    let scale = pow(10, Double(places))
    return Activation.short((self * scale).rounded() / scale)
  }
}
