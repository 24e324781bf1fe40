#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The Hermite coefficients of a function, degree after degree, on a rule that integrates it against
/// polynomials.
struct HermiteRecurrence {
  private typealias Vector = SIMD8<Double>

  /// The coefficients of φ(√q z) so far.
  private(set) var values: [Double] = []
  /// The coefficients of φ′(√q z) so far.
  private(set) var derivatives: [Double] = []

  private let nodes: [Vector]
  /// Values and derivatives times weight times density.
  private let valueMasses: [Vector]
  private let derivativeMasses: [Vector]
  /// hₙ₋₁ and hₙ at the nodes.
  private var older: [Vector]
  private var old: [Vector]

  /// The number of coefficients so far.
  var count: Int { values.count }

  /// Samples a function on panels that resolve it and every polynomial up to the longest degree.
  init(_ function: ScalarFunction, deviation: Double) {
    // hₙ e^{−z²/4} stays below one, so what is beyond 13 deviations is below e^{−42}.
    let edges = Array(stride(from: -13.0, through: 13, by: 0.5))
    let splits = function.splits(mean: 0, deviation: deviation).filter { abs($0) < 13 }
    let rule = GaussLegendre.composite(between: (edges + splits).sorted())
    var (values, derivatives) = ([Double](), [Double]())
    for (z, weight) in zip(rule.nodes, rule.weights) {
      let jet = function.jet(deviation * z)
      let mass = weight * Elementary.inverseSqrtTwoPi * exp(-0.5 * z * z)
      values.append(mass * jet.value)
      derivatives.append(mass * jet.first)
    }
    // The composite rule has sixteen nodes a panel: whole vectors.
    nodes = Self.vectors(rule.nodes)
    valueMasses = Self.vectors(values)
    derivativeMasses = Self.vectors(derivatives)
    older = [Vector](repeating: .zero, count: nodes.count)
    old = [Vector](repeating: Vector(repeating: 1), count: nodes.count)
  }

  /// Computes further coefficients, by hₙ₊₁ = (z hₙ − √n hₙ₋₁)/√(n + 1).
  mutating func extend(by number: Int) {
    for _ in 0..<number {
      let degree = Double(count)
      let scale = 1 / (degree + 1).squareRoot()
      let memory = degree.squareRoot()
      var (sum, slopes) = (Vector.zero, Vector.zero)
      for index in nodes.indices {
        let polynomial = old[index]
        sum += valueMasses[index] * polynomial
        slopes += derivativeMasses[index] * polynomial
        old[index] = (nodes[index] * polynomial - older[index] * memory) * scale
        older[index] = polynomial
      }
      values.append(sum.sum())
      derivatives.append(slopes.sum())
    }
  }

  private static func vectors(_ numbers: [Double]) -> [Vector] {
    stride(from: 0, to: numbers.count, by: Vector.scalarCount).map { start in
      var vector = Vector.zero
      for lane in 0..<Vector.scalarCount { vector[lane] = numbers[start + lane] }
      return vector
    }
  }
}
