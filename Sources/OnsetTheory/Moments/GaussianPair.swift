/// Two jointly Gaussian variables u and v.
public struct GaussianPair: Hashable, Sendable {
  /// E[u].
  public var firstMean: Double
  /// E[v].
  public var secondMean: Double
  /// Var[u] ≥ 0.
  public var firstVariance: Double
  /// Var[v] ≥ 0.
  public var secondVariance: Double
  /// The correlation coefficient of u and v, in [−1, 1].
  public var correlation: Double

  /// Makes a pair.
  ///
  /// - Parameters:
  ///   - means: E[u] and E[v].
  ///   - variances: Var[u] and Var[v], both ≥ 0.
  ///   - correlation: Their correlation coefficient; rounding beyond ±1 is cut off.
  public init(
    means: (Double, Double) = (0, 0), variances: (Double, Double), correlation: Double
  ) {
    (firstMean, secondMean) = means
    (firstVariance, secondVariance) = variances
    self.correlation = min(1, max(-1, correlation))
  }

  /// Two zero-mean variables with E[u²] = E[v²] = q and E[uv] = c q.
  public init(secondMoment q: Double, correlation: Double) {
    self.init(variances: (q, q), correlation: correlation)
  }
}
