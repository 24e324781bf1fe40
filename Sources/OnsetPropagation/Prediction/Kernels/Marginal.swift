#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The distribution of a source that is no Gaussian, such as a rectified shortcut plus a fresh branch.
///
/// The source is taken as a monotone function of a Gaussian variable z, so that its own distribution is
/// exact and two sites are joined by a Gaussian copula with the right covariance (Nataf's model; Liu & Der
/// Kiureghian 1986, doi:10.1016/0266-8920(86)90033-0).
struct Marginal {
  private static let reach = 8.0
  private static let step = 0.125

  /// The distribution given by nodes alone, blurred by a hundredth of its variance.
  init?(nodes: [(node: Double, weight: Double)]) {
    let mean = nodes.reduce(0) { $0 + $1.weight * $1.node }
    let variance = nodes.reduce(0) { $0 + $1.weight * ($1.node - mean) * ($1.node - mean) }
    self.init(gaussianVariance: 0.01 * variance, nodes: nodes)
  }

  /// The source with its mean and deviation taken out, as a function of z on an even grid.
  private let quantiles: [Double]
  /// By correlation of the source, the correlation of z, on an even grid from −1 to 1.
  private let correlations: [Double]

  /// The distribution of a Gaussian term plus an independent one given by nodes with weights.
  ///
  /// - Complexity: O(nodes · grid) evaluations of the normal distribution.
  init?(gaussianVariance: Double, nodes: [(node: Double, weight: Double)]) {
    let mean = nodes.reduce(0) { $0 + $1.weight * $1.node }
    let variance =
      gaussianVariance + nodes.reduce(0) { $0 + $1.weight * ($1.node - mean) * ($1.node - mean) }
    guard gaussianVariance > 1e-9 * variance, variance.isFinite, variance > 0 else { return nil }
    let deviation = variance.squareRoot()
    let blur = gaussianVariance.squareRoot()
    let grid = (-120...160).map { 0.075 * Double($0) }
    let distribution = grid.map { y -> (low: Double, high: Double) in
      var (low, high) = (0.0, 0.0)
      for (node, weight) in nodes {
        let x = (mean + deviation * y - node) / (blur * 2.0.squareRoot())
        low += weight * 0.5 * erfc(-x)
        high += weight * 0.5 * erfc(x)
      }
      return (low, high)
    }
    var place = 0
    var values: [Double] = []
    for z in stride(from: -Self.reach, through: Self.reach, by: Self.step) {
      // Tails are compared on the side where they are small.
      func excess(_ index: Int) -> Double {
        z < 0
          ? log(max(distribution[index].low, 1e-300) / (0.5 * erfc(-z / 2.0.squareRoot())))
          : -log(max(distribution[index].high, 1e-300) / (0.5 * erfc(z / 2.0.squareRoot())))
      }
      while place + 2 < grid.count, excess(place + 1) < 0 { place += 1 }
      let (left, right) = (excess(place), excess(place + 1))
      let share = right > left ? min(1, max(0, -left / (right - left))) : 0
      values.append(grid[place] + share * (grid[place + 1] - grid[place]))
    }
    let unscaled = Self.expanded(values)
    let scale =
      1
      / max(unscaled.reduce(0) { $0 + $1 * $1 } - unscaled[0] * unscaled[0], 1e-12)
      .squareRoot()
    quantiles = values.map { ($0 - unscaled[0]) * scale }
    correlations = Self.inverted(unscaled.dropFirst().map { $0 * scale })
  }

  /// The standardized source at z.
  func value(_ z: Double) -> Double { Self.interpolated(quantiles, at: z) }

  /// The correlation of z for a correlation of the source.
  func gaussianCorrelation(_ correlation: Double) -> Double {
    let place = (min(1, max(-1, correlation)) + 1) * 0.5 * Double(correlations.count - 1)
    let index = min(correlations.count - 2, Int(place))
    let share = place - Double(index)
    return correlations[index] * (1 - share) + correlations[index + 1] * share
  }

  private static func interpolated(_ table: [Double], at z: Double) -> Double {
    let place = (z + reach) / step
    let index = min(table.count - 2, max(0, Int(place)))
    return table[index] + (place - Double(index)) * (table[index + 1] - table[index])
  }

  /// Hermite coefficients of a tabulated function.
  private static func expanded(_ table: [Double]) -> [Double] {
    var coefficients = [Double](repeating: 0, count: HermiteExpansion.order)
    var polynomials = coefficients
    for (index, value) in table.enumerated() {
      let z = -reach + step * Double(index)
      let weight = step * 0.3989422804014327 * exp(-0.5 * z * z)
      HermiteExpansion.evaluate(&polynomials, at: z)
      for k in coefficients.indices { coefficients[k] += weight * value * polynomials[k] }
    }
    return coefficients
  }

  /// The inverse of ρ ↦ Σ aₖ² ρᵏ on a grid.
  private static func inverted(_ coefficients: [Double]) -> [Double] {
    func map(_ rho: Double) -> Double {
      var sum = 0.0
      for coefficient in coefficients.reversed() { sum = (sum + coefficient * coefficient) * rho }
      return sum
    }
    return (0...128).map { index in
      let target = -1 + Double(index) / 64
      var (low, high) = (-1.0, 1.0)
      for _ in 0..<40 {
        let middle = 0.5 * (low + high)
        if map(middle) < target { low = middle } else { high = middle }
      }
      return 0.5 * (low + high)
    }
  }
}
