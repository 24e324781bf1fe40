import OnsetCore

extension Activation {
  /// More inputs than this are refused where every pair takes a two-dimensional quadrature.
  private static let largestPairwiseCount = 128

  /// What carries pairs of inputs through this activation, given the inputs' second moments.
  ///
  /// - Throws: `OnsetError` for second moments that no method serves: zero or not finite, of very
  ///   different sizes, or too many different ones for an activation with kinks away from zero.
  func pairEvaluator(scales: [Double]) throws(OnsetError) -> any PairEvaluator {
    switch closedForm {
    case .rectifier(let linear, let absolute):
      return ArcTangentEvaluator(.rectifier(linear: linear, absolute: absolute), scales: scales)
    case .errorFunction: return ArcTangentEvaluator(.errorFunction, scales: scales)
    case .gelu: return ArcTangentEvaluator(.gelu, scales: scales)
    case .sine, .cosine: return PairwiseEvaluator(self, scales: scales)
    case nil: break
    }
    let grid = try ScaleGrid(scales)
    if let series = SeriesEvaluator(self, scales: scales, grid: grid) { return series }
    // With kinks elsewhere than at zero the moments have a kink where the two scales meet.
    if grid.nodes.count == 1 || kinks.allSatisfy({ $0 == 0 }) {
      return TableEvaluator(self, scales: scales, grid: grid)
    }
    guard scales.count <= Self.largestPairwiseCount else {
      throw OnsetError(
        .unsupported,
        "\(scales.count) inputs of different norms would take a quadrature for each pair with \(name)",
        fix: "scale the inputs to one norm, or give at most \(Self.largestPairwiseCount)")
    }
    return PairwiseEvaluator(self, scales: scales)
  }
}
