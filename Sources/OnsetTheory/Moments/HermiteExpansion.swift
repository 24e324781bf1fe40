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
    var recurrence = HermiteRecurrence(function, deviation: q.squareRoot())
    while recurrence.count < Self.longest {
      recurrence.extend(by: max(32, recurrence.count / 4))
      if Self.isComplete(recurrence.values), Self.isComplete(recurrence.derivatives) {
        let length = max(
          Self.needed(recurrence.values), Self.needed(recurrence.derivatives))
        values = Array(recurrence.values.prefix(length))
        derivatives = Array(recurrence.derivatives.prefix(length))
        return
      }
    }
    return nil
  }

  /// Whether the last quarter of the coefficients carries nothing: what is dropped is less still.
  private static func isComplete(_ coefficients: [Double]) -> Bool {
    let total = coefficients.reduce(0) { $0 + $1 * $1 }
    let tail = coefficients.suffix(coefficients.count / 4).reduce(0) { $0 + $1 * $1 }
    return tail <= 1e-17 * total
  }

  /// The number of coefficients without those at the end that carry nothing together.
  private static func needed(_ coefficients: [Double]) -> Int {
    let total = coefficients.reduce(0) { $0 + $1 * $1 }
    var (tail, length) = (0.0, coefficients.count)
    while length > 1 {
      tail += coefficients[length - 1] * coefficients[length - 1]
      if tail > 1e-17 * total { break }
      length -= 1
    }
    return length
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
}
