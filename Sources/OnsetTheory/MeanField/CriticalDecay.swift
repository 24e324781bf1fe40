#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A power law x_l ≈ coefficient / lᵖ with depth l, as signals and correlations follow on the edge of
/// chaos, where nothing decays exponentially.
///
/// A map x′ = x − β x^{1+s} gives p = 1/s and coefficient = (s β)^{−1/s}.
public struct CriticalDecay: Hashable, Sendable {
  /// The power p > 0.
  public var power: Double
  /// The factor before l⁻ᵖ.
  public var coefficient: Double

  /// The value after `depth` layers, for a large depth.
  public func callAsFunction(_ depth: Double) -> Double { coefficient / pow(depth, power) }

  /// The depth at which the law is one: a correlation follows it only beyond.
  public var firstDepth: Double { pow(coefficient, 1 / power) }

  /// The law of a map whose relative loss x − x′ = x δ(x) is known at two small x, or `nil` where the
  /// loss is no power law, or a gain.
  init?(loss: (Double) -> Double, at small: Double, and smaller: Double) {
    let (first, second) = (loss(small), loss(smaller))
    guard first > 1e-9, second > 1e-11 else { return nil }
    // Exponents are halves of whole numbers: 1/2 at a kink, 1 for a smooth function.
    let exponent = (2 * log(first / second) / log(small / smaller)).rounded() / 2
    guard exponent > 0 else { return nil }
    let rate = second / pow(smaller, exponent)
    guard abs(first / pow(small, exponent) - rate) < 0.2 * rate else { return nil }
    power = 1 / exponent
    coefficient = pow(exponent * rate, -1 / exponent)
  }
}

extension ActivationProfile {
  /// How the second moment dies at the critical point σ_w² = 1/φ′(0)², σ_b = 0: for tanh like 1/(2l).
  ///
  /// `nil` where it does not die like a power: for a homogeneous function of degree one it stays, for
  /// GELU it grows.
  public var criticalDecay: CriticalDecay? {
    let slope = atZero.secondMomentSlope
    guard atZero.secondMoment == 0, slope > 0, activation.homogeneity != 1 else { return nil }
    return CriticalDecay(
      loss: { q in 1 - activation.mapMoments(secondMoment: q).secondMoment / (slope * q) },
      at: 1e-4, and: 1e-6)
  }
}

extension MeanField {
  /// How 1 − c dies on the edge of chaos at a fixed point q with χ₁ = 1: for ReLU like 9π²/(2l²), for a
  /// smooth activation like a multiple of 1/l.
  ///
  /// `nil` where χ₁ is not one, or 1 − c does not die like a power.
  public func correlationDecay(at q: Double) -> CriticalDecay? {
    guard abs(chi1(at: q) - 1) < 1e-9 else { return nil }
    let map = correlationMap(at: q)
    return CriticalDecay { map.slope(at: $0) }
  }
}

extension CriticalDecay {
  /// The law of 1 − c for a correlation map whose slope at c = 1 is one, or `nil` where 1 − c does not
  /// die like a power.
  ///
  /// The slope is far better conditioned near c = 1 than the value: C(c) is its integral.
  init?(correlationSlope slope: (Double) -> Double) {
    let (small, smaller) = (1e-4, 1e-5)
    let losses = [small, smaller].map { 1 - slope(1 - $0) }
    guard losses.allSatisfy({ $0 > 0 }) else { return nil }
    let exponent = (2 * log(losses[0] / losses[1]) / log(small / smaller)).rounded() / 2
    self.init(
      loss: { $0 == small ? losses[0] / (1 + exponent) : losses[1] / (1 + exponent) }, at: small,
      and: smaller)
  }
}
