import OnsetTheory

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A function's Hermite expansions over a range of variances, on a logarithmic grid in between which
/// they are interpolated: a thousand sites with different variances then cost a dozen expansions.
struct ExpansionTable {
  private let nodes: [HermiteExpansion]
  private let start: Double
  private let step: Double

  /// Fills the table.
  init(
    of function: ScalarFunction, mean: Double, variances: ClosedRange<Double>, marginal: Marginal?
  ) {
    let (low, high) = (log(variances.lowerBound), log(variances.upperBound))
    guard low.isFinite, high.isFinite, high - low > 1e-9 else {
      nodes = [
        HermiteExpansion(
          of: function, mean: mean, variance: variances.upperBound, marginal: marginal)
      ]
      (start, step) = (0, 1)
      return
    }
    let intervals = min(48, max(3, Int(((high - low) / 0.3).rounded(.up))))
    let step = (high - low) / Double(intervals)
    nodes = (0...intervals).map {
      HermiteExpansion(
        of: function, mean: mean, variance: exp(low + step * Double($0)), marginal: marginal)
    }
    (start, self.step) = (low, step)
  }

  /// The expansion at a variance of the range, by cubic interpolation.
  func expansion(at variance: Double) -> HermiteExpansion {
    guard nodes.count > 3 else { return nodes[0] }
    let place = (log(variance) - start) / step
    let first = min(nodes.count - 4, max(0, Int(place) - 1))
    let x = place - Double(first)
    let weights = [
      -(x - 1) * (x - 2) * (x - 3) / 6, x * (x - 2) * (x - 3) / 2,
      -x * (x - 1) * (x - 3) / 2, x * (x - 1) * (x - 2) / 6,
    ]
    var result = nodes[first]
    func mix(_ term: (HermiteExpansion) -> Double) -> Double {
      (0..<4).reduce(0) { $0 + weights[$1] * term(nodes[first + $1]) }
    }
    for k in result.value.indices {
      result.value[k] = mix { $0.value[k] }
      result.derivative[k] = mix { $0.derivative[k] }
    }
    result.secondMoment = mix(\.secondMoment)
    result.derivativeSecondMoment = mix(\.derivativeSecondMoment)
    return result
  }
}
