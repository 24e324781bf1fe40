public import OnsetCore
public import OnsetTheory

/// Everything that `onset theory ACTIVATION` says: the numbers, the sheet for people and the charts.
///
/// ```swift
/// let report = try TheoryReport(.tanh)
/// report.document.moments.gain                 // 1.5925374197228315
/// report.document.criticalPoint.biasVariance   // 0.0081, σ_b²
/// ```
public struct TheoryReport: Sendable {
  /// The activation.
  public let activation: Activation
  /// The numbers.
  public let document: TheoryDocument
  /// The activation's moments over many scales.
  let profile: ActivationProfile
  /// The network that is described.
  let network: TheoryNetwork

  /// Computes the numbers.
  ///
  /// - Parameters:
  ///   - activation: The activation.
  ///   - secondMoment: q > 0 for which gains are given, and from which signals start in a network of
  ///     given variances. The default is 1.
  ///   - weightVariance: σ_w² > 0 of the network that is described. Where only σ_b² is given, it is taken
  ///     from the edge of chaos; where neither is, the network is that of the critical point.
  ///   - biasVariance: σ_b² ≥ 0 of the network; zero where only σ_w² is given.
  ///   - depth: The layers of the Jacobian and of compromises, at least 1. The default is 50.
  /// - Throws: `OnsetError` for a number out of range, or a function whose moments are not finite.
  /// - Complexity: Some hundred one-dimensional integrals; about 0.1 s.
  public init(
    _ activation: Activation, secondMoment: Double = 1, weightVariance: Double? = nil,
    biasVariance: Double? = nil, depth: Int = 50
  ) throws(OnsetError) {
    try Self.check(secondMoment: secondMoment, depth: depth)
    let moments = activation.moments(secondMoment: secondMoment)
    guard moments.secondMoment > 0 || moments.secondMoment.isNaN else {
      throw OnsetError(
        .invalidValue, "'\(activation.name)' is zero everywhere",
        fix: "give a function that passes a signal on")
    }
    let point = try CriticalitySolver(activation: activation, depth: depth).solve()
    self.activation = activation
    profile = ActivationProfile(activation)
    network = try TheoryNetwork(
      point: point, profile: profile, weightVariance: weightVariance, biasVariance: biasVariance,
      start: secondMoment)
    document = TheoryDocument(
      moments: moments, at: secondMoment, point: point, profile: profile, network: network,
      edgeBiasVariance: biasVariance ?? 0, depth: depth)
  }

  private static func check(secondMoment: Double, depth: Int) throws(OnsetError) {
    guard secondMoment > 0, secondMoment.isFinite else {
      throw OnsetError(
        .invalidArgument, "the second moment \(secondMoment) is not a positive number",
        fix: "give q = E[z²] > 0, the second moment of pre-activations")
    }
    guard depth >= 1 else {
      throw OnsetError(
        .invalidArgument, "a network of \(depth) layers has no depth", fix: "give a depth ≥ 1")
    }
  }
}

extension TheoryReport {
  /// The phases over σ_w² and σ_b², 200 × 200, with the edge of chaos: a whole SVG file.
  ///
  /// - Throws: `OnsetError` where the critical point is out of any range.
  /// - Complexity: 40,000 cells of a microsecond or two.
  public func phaseDiagram() throws(OnsetError) -> String {
    try phaseDiagramChart().document
  }

  /// The same as a chart, for pages that hold several.
  package func phaseDiagramChart() throws(OnsetError) -> Chart {
    try PhaseDiagramChart(self).chart()
  }
}
