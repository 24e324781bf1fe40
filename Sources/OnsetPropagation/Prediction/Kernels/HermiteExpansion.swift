import OnsetTheory

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A function of a Gaussian variable x = m + √v z and its derivative in normalized Hermite polynomials
/// of z.
///
/// For two variables with correlation ρ, E[φ(x)φ(y)] = Σ aₖ(x) aₖ(y) ρᵏ (Mehler's formula): one short sum
/// for each pair of sites, whatever the function, where a quadrature would need a double integral.
struct HermiteExpansion {
  /// The terms kept; what is left is counted as one higher term, so that ρ = 1 stays exact.
  static let order = 24

  /// φ's coefficients, and after them the square root of what they leave of E[φ²].
  var value: [Double]
  /// φ′'s coefficients and remainder.
  var derivative: [Double]
  /// E[φ²].
  var secondMoment: Double
  /// E[φ′²].
  var derivativeSecondMoment: Double

  /// E[φ].
  var mean: Double { value[0] }

  /// Expands a function at a mean and a variance by quadrature split at its kinks.
  ///
  /// - Complexity: Some 250 evaluations of the jet.
  ///
  /// - Parameter marginal: How x follows from z where it is not Gaussian.
  init(
    of function: ScalarFunction, mean: Double, variance: Double, marginal: Marginal? = nil
  ) {
    let deviation = max(variance, 0).squareRoot()
    guard deviation > 1e-150 else {
      (value, secondMoment) = Self.certain(function.value(mean), spread: 0)
      let (below, above) = (function.jet(mean.nextDown).first, function.jet(mean.nextUp).first)
      (derivative, derivativeSecondMoment) = Self.certain(
        0.5 * (below + above), spread: 0.5 * abs(above - below))
      return
    }
    var value = [Double](repeating: 0, count: Self.order + 1)
    var derivative = value
    var secondMoment = 0.0
    var derivativeSecondMoment = 0.0
    var polynomials = [Double](repeating: 0, count: Self.order)
    Quadrature.forEachNode(
      of: function, mean: mean, deviation: deviation, isFine: marginal != nil
    ) { z, weight in
      let jet = function.jet(mean + deviation * (marginal?.value(z) ?? z))
      Self.evaluate(&polynomials, at: z)
      for k in 0..<Self.order {
        value[k] += weight * jet.value * polynomials[k]
        derivative[k] += weight * jet.first * polynomials[k]
      }
      secondMoment += weight * jet.value * jet.value
      derivativeSecondMoment += weight * jet.first * jet.first
    }
    self.value = Self.completed(value, to: secondMoment)
    self.derivative = Self.completed(derivative, to: derivativeSecondMoment)
    self.secondMoment = secondMoment
    self.derivativeSecondMoment = derivativeSecondMoment
  }

  /// The coefficients and the second moment of a variable that hardly varies.
  private static func certain(_ value: Double, spread: Double) -> ([Double], Double) {
    var coefficients = [Double](repeating: 0, count: order + 1)
    coefficients[0] = value
    coefficients[order] = spread
    return (coefficients, value * value + spread * spread)
  }

  private static func completed(_ coefficients: [Double], to total: Double) -> [Double] {
    var result = coefficients
    let kept = coefficients.dropLast().reduce(0) { $0 + $1 * $1 }
    result[order] = max(0, total - kept).squareRoot()
    return result
  }

  /// hₖ(z) = Heₖ(z)/√k!, by their three-term recursion.
  static func evaluate(_ polynomials: inout [Double], at z: Double) {
    polynomials[0] = 1
    polynomials[1] = z
    for k in 1..<(order - 1) {
      polynomials[k + 1] =
        (z * polynomials[k] - roots[k] * polynomials[k - 1]) * inverseRoots[k + 1]
    }
  }

  private static let roots = (0...order).map { Double($0).squareRoot() }
  private static let inverseRoots = (0...order).map { 1 / Double($0).squareRoot() }

  /// Σ aₖ bₖ ρᵏ.
  static func product(_ left: [Double], _ right: [Double], correlation: Double) -> Double {
    let rho = min(1, max(-1, correlation))
    var sum = left[order] * right[order] * (rho > 0 ? rho * rho : 0)
    for k in stride(from: order - 1, through: 0, by: -1) { sum = sum * rho + left[k] * right[k] }
    return sum
  }
}
