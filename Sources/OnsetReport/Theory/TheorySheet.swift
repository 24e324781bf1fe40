import OnsetTheory

/// The numbers of a theory document with what they mean, for people.
struct TheorySheet {
  let document: TheoryDocument

  /// The sheet as lines.
  func lines(width: Int) -> [String] {
    let sheet = FactSheet(
      sections: [gains, criticalPoint, edges, signals] + [jacobian, decays].compactMap { $0 })
    return TextTable.wrapped(heading, to: width) + sheet.lines(width: width)
  }

  private var heading: String {
    let function = document.activation
    let formula = function.formula == function.name ? "" : ": \(function.formula)"
    let degree = function.homogeneousDegree.map { ", homogeneous of degree \(number($0))" } ?? ""
    return function.name + formula + degree
  }

  private var gains: FactSheet.Section {
    let moments = document.moments
    return FactSheet.Section(
      title: "at q = E[z²] = \(number(moments.preActivationSecondMoment))",
      facts: [
        .init("gain", number(moments.gain), "√(q/E[φ²]): keeps the signal at q"),
        .init(
          "backward gain", number(moments.backwardGain),
          "1/√E[φ′²]: keeps the mean squared gradient"),
        .init("χ₁ at the gain", number(moments.chi1), moments.chi1.map(Self.chi1Words) ?? ""),
        .init(
          "slope of the variance map", factor(moments.varianceMapSlope),
          moments.varianceMapSlope.map(Self.slopeWords) ?? ""),
        .init(
          "mean fraction", number(moments.meanFraction),
          "E[φ]²/E[φ²]: share of the signal common to all inputs"),
      ])
  }

  private var criticalPoint: FactSheet.Section {
    let point = document.criticalPoint
    var facts: [FactSheet.Fact] = [
      .init("q*", number(point.secondMoment), "second moment of the pre-activations"),
      .init("σ_w²", number(point.weightVariance), "gain \(number(point.gain))"),
      .init("σ_b²", number(point.biasVariance), "variance of the biases"),
    ]
    if point.rowCentering > 0 {
      facts.append(
        .init(
          "κ", number(point.rowCentering),
          "share of E[φ]² that centring the rows of the weights keeps out of the signal"))
    }
    facts.append(
      .init(
        "slope of the variance map", factor(point.varianceMapSlope),
        Self.slopeWords(point.varianceMapSlope)))
    return FactSheet.Section(
      title: "critical point: \(Self.words(point.kind))", facts: facts,
      notes: [point.reason] + (point.cost.map { ["cost: \($0)"] } ?? []))
  }

  private var edges: FactSheet.Section {
    let bias = number(document.edgeBiasVariance)
    let facts = document.edgesOfChaos.map { edge in
      let place = edge.secondMoment.map { "at q* = \(number($0))" } ?? "at every q"
      let state = edge.isStable ? "stable" : edge.secondMoment == nil ? "neutral" : "not stable"
      let slope = "slope \(number(edge.varianceMapSlope))"
      return FactSheet.Fact("σ_w²", number(edge.weightVariance), "\(place), \(state) (\(slope))")
    }
    return FactSheet.Section(
      title: "edge of chaos (χ₁ = 1) for σ_b² = \(bias)", facts: facts,
      notes: facts.isEmpty ? ["no σ_w² has χ₁ = 1 at a fixed point of the variance map"] : [])
  }

  private var jacobian: FactSheet.Section? {
    guard let first = document.jacobians.first else { return nil }
    let spreads = document.jacobians.map { jacobian in
      let name = jacobian.ensemble == .gaussian ? "Gaussian" : "orthogonal"
      return FactSheet.Fact(
        "spread, \(name) weights", number(jacobian.relativeVariance),
        "Var[s²]/E[s²]²; 0 is dynamical isometry")
    }
    return FactSheet.Section(
      title: "Jacobian of \(first.depth) such layers, singular values s",
      facts: [.init("mean of s²", number(first.meanSquare), "χ₁ to the power of the depth")]
        + spreads)
  }

  private var decays: FactSheet.Section? {
    var facts: [FactSheet.Fact] = []
    if let decay = document.signalDecay {
      facts.append(
        .init("q", Self.law(decay), "after l layers, for σ_w² = 1/φ′(0)² and σ_b² = 0"))
    }
    if let decay = document.correlationDecay {
      facts.append(
        .init("1 − c", Self.law(decay), "after l layers, for two inputs of this network"))
    }
    return facts.isEmpty
      ? nil : FactSheet.Section(title: "laws on the edge of chaos, for large l", facts: facts)
  }
}

extension TheorySheet {
  /// χ₁ in words.
  static func chi1Words(_ chi1: Double) -> String {
    if abs(chi1 - 1) < 1e-9 { return "edge of chaos: squared gradients are kept" }
    return chi1 < 1
      ? "ordered: squared gradients die by this factor per layer"
      : "chaotic: squared gradients grow by this factor per layer"
  }

  /// The slope of the variance map in words.
  static func slopeWords(_ slope: Double) -> String {
    if abs(abs(slope) - 1) < 1e-6 { return "deviations of the signal's scale stay" }
    return abs(slope) < 1
      ? "below 1: deviations of the signal's scale die" : "above 1: the signal leaves this scale"
  }

  /// A kind of critical point in words.
  static func words(_ kind: CriticalPoint.Kind) -> String {
    switch kind {
    case .critical: "signals and gradients are kept"
    case .scaleFree: "signals and gradients are kept at every scale"
    case .compromise: "the best without random biases"
    case .chaotic: "no stable one"
    case .noGradient: "none, no gradient comes back"
    }
  }

  private static func law(_ decay: TheoryDocument.Decay) -> String {
    let power = decay.power == 1 ? "l" : "l^\(NumberText.short(decay.power))"
    return "\(NumberText.short(decay.coefficient, digits: 4)) / \(power)"
  }

  func number(_ value: Double?) -> String { NumberText.short(value) }

  /// A factor per layer, zero where rounding is all that is left of it.
  func factor(_ value: Double?) -> String {
    NumberText.short(value.map { abs($0) < 1e-15 ? 0 : $0 })
  }
}
