/// How one layer maps the correlation of two inputs, both at the same second moment q:
/// C(c) = (σ_w² E[φ(u)φ(v)] + σ_b²) / q′.
public struct CorrelationMap: Sendable {
  private let weightVariance: Double
  private let biasVariance: Double
  /// q′ = C's denominator; at a fixed point of the variance map it equals q.
  private let nextSecondMoment: Double
  private let secondMoment: Double
  private let activation: Activation
  /// The series for a smooth activation without a closed form.
  private let expansion: HermiteExpansion?

  init(_ field: MeanField, secondMoment q: Double) {
    weightVariance = field.weightVariance
    biasVariance = field.biasVariance
    secondMoment = q
    nextSecondMoment = field.nextSecondMoment(q)
    activation = field.activation
    expansion =
      activation.closedForm == nil
      ? HermiteExpansion(activation.function, secondMoment: q) : nil
  }

  /// The correlation after the layer, for a correlation in [−1, 1] before it.
  public func callAsFunction(_ correlation: Double) -> Double {
    value(moments(correlation))
  }

  /// The map's derivative at a correlation, σ_w² E[φ′(u)φ′(v)] q/q′; at c = 1 it is χ₁, and infinite for
  /// a function that jumps.
  public func slope(at correlation: Double) -> Double {
    slope(moments(correlation), at: correlation)
  }

  /// The stable fixed point in [0, 1] and the slope there.
  ///
  /// C is convex on [0, 1], because all its Taylor coefficients are positive, so Newton's method from
  /// zero climbs to the first fixed point and never passes it.
  func fixedPoint() -> (correlation: Double, slope: Double) {
    let atOne = slope(at: 1)
    if atOne <= 1 + 1e-12 { return (1, atOne) }
    var correlation = 0.0
    for _ in 0..<200 {
      let moments = moments(correlation)
      let excess = value(moments) - correlation
      let slope = slope(moments, at: correlation)
      if excess < 1e-15 { return (correlation, slope) }
      let next = correlation + excess / (1 - slope)
      if next <= correlation || next >= 1 { return (correlation, slope) }
      correlation = next
    }
    return (correlation, slope(at: correlation))
  }

  private func value(_ moments: PairMoments) -> Double {
    (weightVariance * moments.product + biasVariance) / nextSecondMoment
  }

  private func slope(_ moments: PairMoments, at correlation: Double) -> Double {
    let slope = activation.function.covarianceSlope(
      secondMoment: secondMoment, correlation: correlation, smooth: moments.derivativeProduct)
    return weightVariance * slope * secondMoment / nextSecondMoment
  }

  private func moments(_ correlation: Double) -> PairMoments {
    expansion?.pairMoments(correlation: correlation)
      ?? activation.pairMoments(GaussianPair(secondMoment: secondMoment, correlation: correlation))
  }
}
