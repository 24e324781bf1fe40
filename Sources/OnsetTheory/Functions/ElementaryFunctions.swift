#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The elementary functions with their derivatives, each written so that nothing overflows or cancels
/// where the result itself does not.
enum Elementary {
  static let sqrtHalf = 0.70710678118654752440
  /// 1/√(2π).
  static let inverseSqrtTwoPi = 0.39894228040143267794

  static func exponential(_ x: Double) -> Jet {
    let value = exp(x)
    return Jet(value, value, value)
  }

  static func exponentialMinusOne(_ x: Double) -> Jet {
    let slope = exp(x)
    return Jet(expm1(x), slope, slope)
  }

  static func logarithm(_ x: Double) -> Jet { Jet(log(x), 1 / x, -1 / (x * x)) }

  static func squareRoot(_ x: Double) -> Jet {
    let root = x.squareRoot()
    return Jet(root, 0.5 / root, -0.25 / (x * root))
  }

  static func reciprocal(_ x: Double) -> Jet {
    let value = 1 / x
    return Jet(value, -value * value, 2 * value * value * value)
  }

  static func sine(_ x: Double) -> Jet {
    let value = sin(x)
    return Jet(value, cos(x), -value)
  }

  static func cosine(_ x: Double) -> Jet {
    let value = cos(x)
    return Jet(value, -sin(x), -value)
  }

  static func hyperbolicTangent(_ x: Double) -> Jet {
    let value = tanh(x)
    let slope = squaredSech(x)
    return Jet(value, slope, -2 * value * slope)
  }

  /// 1/cosh², without the cancellation of 1 − tanh².
  static func squaredSech(_ x: Double) -> Double {
    let decay = exp(-2 * abs(x))
    let denominator = 1 + decay
    return 4 * decay / (denominator * denominator)
  }

  /// 1/(1 + e^{−x}).
  static func sigmoid(_ x: Double) -> Jet {
    let decay = exp(-abs(x))
    let denominator = 1 + decay
    let large = 1 / denominator
    let small = decay / denominator
    let value = x >= 0 ? large : small
    let slope = large * small
    return Jet(value, slope, slope * (x >= 0 ? small - large : large - small))
  }

  /// log(1 + eˣ).
  static func softplus(_ x: Double) -> Jet {
    let sigmoid = sigmoid(x)
    return Jet(max(x, 0) + log1p(exp(-abs(x))), sigmoid.value, sigmoid.first)
  }

  static func errorFunction(_ x: Double) -> Jet {
    let slope = 1.1283791670955125739 * exp(-x * x)
    return Jet(erf(x), slope, -2 * x * slope)
  }

  /// Φ, the standard normal distribution function.
  static func normalDistribution(_ x: Double) -> Jet {
    let density = inverseSqrtTwoPi * exp(-0.5 * x * x)
    return Jet(0.5 * erfc(-x * sqrtHalf), density, -x * density)
  }

  static func arcTangent(_ x: Double) -> Jet {
    let slope = 1 / (1 + x * x)
    return Jet(atan(x), slope, -2 * x * slope * slope)
  }
}
