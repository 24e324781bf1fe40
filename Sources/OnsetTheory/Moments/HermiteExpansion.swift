#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The expansion of φ(√q z) in orthonormal Hermite polynomials hₙ(z).
///
/// With aₙ = E[φ(√q z) hₙ(z)], Mehler's formula makes the pair moments power series in the correlation,
///
/// ```
/// E[φ(u)φ(v)] = Σ aₙ(q_u) aₙ(q_v) ρⁿ
/// ```
///
/// and the same with the coefficients of φ′. For a smooth function the coefficients fall like
/// exp(−c√n) and the series is exact after some dozens of terms, for any two scales; at a kink they fall
/// like a power only, and such functions are not expanded.
package struct HermiteExpansion: Sendable {
  /// The coefficients of φ(√q z).
  package let values: [Double]
  /// The coefficients of φ′(√q z), as many.
  package let derivatives: [Double]

  /// The largest number of terms tried.
  package static let longest = 1300

  /// The expansion with as many terms as it takes for the dropped ones to carry less than 1e-15 of the
  /// second moments, or `nil` where that is more than ``longest``.
  ///
  /// - Parameters:
  ///   - function: A function without kinks.
  ///   - secondMoment: q > 0.
  package init?(_ function: ScalarFunction, secondMoment q: Double) {
    guard function.kinks.isEmpty, q > 0 else { return nil }
    let samples = Samples(function, deviation: q.squareRoot())
    var length = 32
    while length <= Self.longest {
      let (values, derivatives) = samples.coefficients(length)
      if Self.isComplete(values), Self.isComplete(derivatives) {
        (self.values, self.derivatives) = (values, derivatives)
        return
      }
      length = length * 3 / 2
    }
    return nil
  }

  /// The expansion with exactly `length` terms.
  init(_ function: ScalarFunction, secondMoment q: Double, length: Int) {
    (values, derivatives) = Samples(function, deviation: q.squareRoot()).coefficients(length)
  }

  /// Whether the last quarter of the coefficients carries nothing: what is dropped is less still.
  private static func isComplete(_ coefficients: [Double]) -> Bool {
    let total = coefficients.reduce(0) { $0 + $1 * $1 }
    let tail = coefficients.suffix(coefficients.count / 4).reduce(0) { $0 + $1 * $1 }
    return tail <= 1e-17 * total
  }

  /// E[φ(u)φ(v)] and E[φ′(u)φ′(v)] at a correlation, both variables at this scale.
  package func pairMoments(correlation: Double) -> PairMoments {
    var (product, derivativeProduct) = (0.0, 0.0)
    for index in values.indices.reversed() {
      product = product * correlation + values[index] * values[index]
      derivativeProduct = derivativeProduct * correlation + derivatives[index] * derivatives[index]
    }
    return PairMoments(product: product, derivativeProduct: derivativeProduct)
  }

  /// A function sampled on a rule that integrates it against Hermite polynomials.
  private struct Samples {
    let nodes: [Double]
    /// Values times weight times density.
    let values: [Double]
    let derivatives: [Double]

    init(_ function: ScalarFunction, deviation: Double) {
      // hₙ e^{−z²/4} stays below one, so what is beyond 13 deviations is below e^{−42}.
      let edges = Array(stride(from: -13.0, through: 13, by: 0.5))
      let splits = function.splits(mean: 0, deviation: deviation).filter { abs($0) < 13 }
      let rule = GaussLegendre.composite(between: (edges + splits).sorted())
      nodes = rule.nodes
      var (values, derivatives) = ([Double](), [Double]())
      for (z, weight) in zip(rule.nodes, rule.weights) {
        let jet = function.jet(deviation * z)
        let mass = weight * Elementary.inverseSqrtTwoPi * exp(-0.5 * z * z)
        values.append(mass * jet.value)
        derivatives.append(mass * jet.first)
      }
      (self.values, self.derivatives) = (values, derivatives)
    }

    /// The first `length` coefficients, by hₙ₊₁ = (z hₙ − √n hₙ₋₁)/√(n + 1).
    func coefficients(_ length: Int) -> ([Double], [Double]) {
      var result = (
        [Double](repeating: 0, count: length), [Double](repeating: 0, count: length)
      )
      var older = [Double](repeating: 0, count: nodes.count)
      var old = [Double](repeating: 1, count: nodes.count)
      for degree in 0..<length {
        var (sum, slopes) = (0.0, 0.0)
        let scale = 1 / Double(degree + 1).squareRoot()
        let memory = Double(degree).squareRoot()
        for index in nodes.indices {
          let polynomial = old[index]
          sum += values[index] * polynomial
          slopes += derivatives[index] * polynomial
          let next = (nodes[index] * polynomial - memory * older[index]) * scale
          older[index] = polynomial
          old[index] = next
        }
        result.0[degree] = sum
        result.1[degree] = slopes
      }
      return result
    }
  }
}
