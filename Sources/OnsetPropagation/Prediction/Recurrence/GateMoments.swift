import OnsetTheory

/// A gate's function of its Gaussian pre-activation at every site, filled as time goes on.
struct GateMoments {
  private let function: ScalarFunction
  private var expansions: [HermiteExpansion?]
  private var means: [Double]
  private var variances: [Double]
  /// The pre-activation's second moments.
  private(set) var pairs: PairTable

  init(_ function: ScalarFunction, count: Int) {
    self.function = function
    expansions = [HermiteExpansion?](repeating: nil, count: count)
    means = [Double](repeating: 0, count: count)
    variances = means
    pairs = PairTable(count: count)
  }

  /// Sets the pre-activation at one site.
  mutating func set(_ site: Int, mean: Double, secondMoment: Double) {
    means[site] = mean
    variances[site] = max(0, secondMoment - mean * mean)
    pairs[site, site] = secondMoment
    expansions[site] = HermiteExpansion(of: function, mean: mean, variance: variances[site])
  }

  /// Sets the pre-activation's second moment for two sites.
  mutating func setPair(_ i: Int, _ j: Int, _ product: Double) {
    if i != j { pairs.set(i, j, product) }
  }

  /// E[φ].
  func mean(_ site: Int) -> Double { expansions[site]?.mean ?? 0 }

  /// E[φ φ] at two sites.
  func product(_ i: Int, _ j: Int) -> Double {
    guard let left = expansions[i], let right = expansions[j] else { return 0 }
    return i == j
      ? left.secondMoment
      : HermiteExpansion.product(left.value, right.value, correlation: correlation(i, j))
  }

  /// E[φ′ φ′] at two sites.
  func slope(_ i: Int, _ j: Int) -> Double {
    guard let left = expansions[i], let right = expansions[j] else { return 0 }
    return i == j
      ? left.derivativeSecondMoment
      : HermiteExpansion.product(left.derivative, right.derivative, correlation: correlation(i, j))
  }

  private func correlation(_ i: Int, _ j: Int) -> Double {
    let scale = (variances[i] * variances[j]).squareRoot()
    return scale > 0 ? (pairs[i, j] - means[i] * means[j]) / scale : 0
  }
}
