/// A number measured for one draw of the weights, or the mean over several draws.
public struct SeedMean: Hashable, Sendable {
  /// The number, or its mean over the draws.
  public var mean: Double
  /// The standard error of that mean, the sample deviation over √draws; `nil` for one draw.
  public var standardError: Double?

  /// Averages the numbers of several draws.
  ///
  /// - Precondition: There is at least one.
  init(_ draws: [Double]) {
    precondition(!draws.isEmpty, "a mean needs numbers")
    let count = Double(draws.count)
    let mean = draws.reduce(0, +) / count
    self.mean = mean
    guard draws.count > 1 else { return }
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    standardError = (variance / count).squareRoot()
  }
}
