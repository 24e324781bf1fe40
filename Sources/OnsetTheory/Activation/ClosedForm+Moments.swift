#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension ClosedForm {
  /// The moments under x ~ N(0, q), q > 0, where they have a closed form too.
  func moments(secondMoment q: Double) -> ActivationMoments? {
    switch self {
    case .rectifier(let linear, let absolute):
      Self.rectifierMoments(linear - absolute, linear + absolute, q)
    case .sine(let frequency): Self.sineMoments(frequency, q)
    case .cosine(let frequency): Self.cosineMoments(frequency, q)
    case .errorFunction, .gelu: nil
    }
  }

  /// The moments of a function with one slope below zero and another above.
  private static func rectifierMoments(
    _ below: Double, _ above: Double, _ q: Double
  ) -> ActivationMoments {
    let squares = 0.5 * (below * below + above * above)
    let fourths = 0.5 * (below * below * below * below + above * above * above * above)
    let bend = 0.5 * (above - below) * (2 / Double.pi).squareRoot()
    let deviation = q.squareRoot()
    return ActivationMoments(
      mean: bend * deviation, secondMoment: squares * q, fourthMoment: 3 * fourths * q * q,
      derivativeMean: 0.5 * (below + above), derivativeSecondMoment: squares,
      derivativeFourthMoment: fourths, curvatureSecondMoment: 0,
      noiseProjection: 0.5 * (below + above) * deviation, meanSlope: 0.5 * bend / deviation,
      secondMomentSlope: squares)
  }

  /// The moments of sin(f x): averages of its even powers are polynomials in t = e^{−2f²q} − 1.
  private static func sineMoments(_ frequency: Double, _ q: Double) -> ActivationMoments {
    let square = frequency * frequency
    let t = expm1(-2 * square * q)
    let slope = frequency * exp(-0.5 * square * q)
    return ActivationMoments(
      mean: 0, secondMoment: -0.5 * t, fourthMoment: t * t * (6 + t * (4 + t)) / 8,
      derivativeMean: slope, derivativeSecondMoment: 0.5 * square * (2 + t),
      derivativeFourthMoment: square * square * cosineFourth(t),
      curvatureSecondMoment: -0.5 * square * square * t, noiseProjection: slope * q.squareRoot(),
      meanSlope: 0, secondMomentSlope: square * (1 + t))
  }

  /// The moments of cos(f x).
  private static func cosineMoments(_ frequency: Double, _ q: Double) -> ActivationMoments {
    let square = frequency * frequency
    let t = expm1(-2 * square * q)
    let mean = exp(-0.5 * square * q)
    return ActivationMoments(
      mean: mean, secondMoment: 0.5 * (2 + t), fourthMoment: cosineFourth(t), derivativeMean: 0,
      derivativeSecondMoment: -0.5 * square * t,
      derivativeFourthMoment: square * square * t * t * (6 + t * (4 + t)) / 8,
      curvatureSecondMoment: 0.5 * square * square * (2 + t), noiseProjection: 0,
      meanSlope: -0.5 * square * mean, secondMomentSlope: -square * (1 + t))
  }

  /// E[cos⁴] = (3 + 4 e^{−2m} + e^{−8m})/8 in t = e^{−2m} − 1.
  private static func cosineFourth(_ t: Double) -> Double {
    let decay = 1 + t
    return (3 + 4 * decay + decay * decay * decay * decay) / 8
  }
}
