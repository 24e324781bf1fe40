#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The activations whose pair moments under zero-mean Gaussians have a closed form.
///
/// Sources: Cho & Saul 2009 (arc-cosine kernels, doi:10.5555/2984093.2984132) for |x| and with it every
/// leaky ReLU; Williams 1997 (doi:10.1162/089976698300017412) for erf; the others follow from Stein's
/// lemma, as derived where they stand.
enum ClosedForm: Hashable, Sendable {
  /// φ(x) = linear · x + absolute · |x|: the identity, ReLU, leaky ReLU, |x|.
  case rectifier(linear: Double, absolute: Double)
  /// φ(x) = erf x.
  case errorFunction
  /// φ(x) = x Φ(x).
  case gelu
  /// φ(x) = sin(frequency · x).
  case sine(frequency: Double)
  /// φ(x) = cos(frequency · x).
  case cosine(frequency: Double)

  /// E[φ(u)φ(v)] and E[φ′(u)φ′(v)] for E[u²] = a, E[v²] = b, E[uv] = c.
  func pairMoments(_ a: Double, _ b: Double, covariance c: Double) -> PairMoments {
    switch self {
    case .rectifier(let linear, let absolute):
      return Self.rectifier(linear, absolute, a, b, c)
    case .errorFunction:
      let scale = (1 + 2 * a) * (1 + 2 * b)
      return PairMoments(
        product: 2 / Double.pi * asin(2 * c / scale.squareRoot()),
        derivativeProduct: 4 / Double.pi / Self.difference(scale, 4 * c * c).squareRoot())
    case .gelu:
      return Self.gelu(a, b, c)
    case .sine(let frequency):
      let (even, odd) = Self.waves(frequency, a, b, c)
      return PairMoments(product: odd, derivativeProduct: frequency * frequency * even)
    case .cosine(let frequency):
      let (even, odd) = Self.waves(frequency, a, b, c)
      return PairMoments(product: even, derivativeProduct: frequency * frequency * odd)
    }
  }

  /// With θ the angle between u and v: E|uv| = (2/π)(√(ab − c²) + c (π/2 − θ)), and
  /// E[sign u · sign v] = (2/π)(π/2 − θ); products of an odd and an even function average to zero.
  private static func rectifier(
    _ linear: Double, _ absolute: Double, _ a: Double, _ b: Double, _ c: Double
  ) -> PairMoments {
    // The arc tangent is exact for parallel inputs, where an arc cosine would lose half the digits.
    let sine = max(0, a * b - c * c).squareRoot()
    let rest = 0.5 * Double.pi - atan2(sine, c)
    let (odd, even) = (linear * linear, absolute * absolute * 2 / Double.pi)
    return PairMoments(
      product: odd * c + even * (sine + c * rest), derivativeProduct: odd + even * rest)
  }

  /// With A = 1 + a, B = 1 + b and P = E[Φ′(u)Φ′(v)] = 1/(2π√(AB − c²)), Stein's lemma gives
  /// E[uΦ(u) vΦ(v)] = c E[Φ(u)Φ(v)] + P (ab + c² (1/A + 1/B − 1)); the other moment is d/dc of it.
  private static func gelu(_ a: Double, _ b: Double, _ c: Double) -> PairMoments {
    let scale = (1 + a) * (1 + b)
    let root = difference(scale, c * c).squareRoot()
    let density = 0.5 / (Double.pi * root)
    let share = 1 / (1 + a) + 1 / (1 + b) - 1
    let both = 0.25 + asin(c / scale.squareRoot()) / (2 * Double.pi)
    let body = a * b + c * c * share
    return PairMoments(
      product: c * both + density * body,
      derivativeProduct: both + density * (c * (1 + 2 * share) + c * body / (root * root)))
  }

  /// The averages of cos·cos and sin·sin: e^{−f²(a+b)/2} cosh(f²c) and the same with sinh, written
  /// without overflow.
  private static func waves(
    _ frequency: Double, _ a: Double, _ b: Double, _ c: Double
  ) -> (even: Double, odd: Double) {
    let square = frequency * frequency
    let decay = 0.5 * square * (a + b)
    if abs(square * c) < 1 {
      return (exp(-decay) * cosh(square * c), exp(-decay) * sinh(square * c))
    }
    let (near, far) = (exp(square * c - decay), exp(-square * c - decay))
    return (0.5 * (near + far), 0.5 * (near - far))
  }

  /// A difference that rounding must not make negative or zero.
  private static func difference(_ left: Double, _ right: Double) -> Double {
    max(left - right, Double.leastNormalMagnitude)
  }
}
