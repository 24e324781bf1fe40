import OnsetTheory

extension TheorySheet {
  /// What becomes of signals and gradients in the network that is described.
  var signals: FactSheet.Section {
    let network = document.network
    let centring = network.rowCentering > 0 ? ", κ = \(number(network.rowCentering))" : ""
    return FactSheet.Section(
      title: "deep network of σ_w² = \(number(network.weightVariance)), "
        + "σ_b² = \(number(network.biasVariance))\(centring)",
      facts: [
        .init("phase", network.phase.rawValue, phaseWords),
        .init("q*", number(network.secondMoment), convergenceWords),
        .init("χ₁", number(network.chi1), "factor of the mean squared gradient per layer"),
        .init("c*", number(network.correlation), correlationWords),
        .init(
          "ξ_q", layers(network.secondMomentDepthScale),
          "depth over which a deviation of q falls by e (−: grows)"),
        .init(
          "ξ_c", layers(network.correlationDepthScale),
          "depth over which the difference of two inputs falls by e"),
        .init(
          "ξ_∇", layers(network.gradientDepthScale),
          "depth over which the squared gradient falls by e (−: grows)"),
        .init(
          "deepest that trains", layers(network.deepestTrainable), depthWords),
      ])
  }

  private var correlationWords: String {
    if isTorn {
      return "a jump of the activation tears nearby inputs apart"
    }
    guard let correlation = document.network.correlation else {
      return document.network.secondMoment == nil
        ? "none: the signal grows without end" : "every correlation keeps its value"
    }
    return correlation == 1
      ? "correlation of two inputs at depth: they become alike"
      : "correlation of two inputs at depth: they keep apart"
  }

  private var depthWords: String {
    if document.network.deepestTrainable != nil {
      return "about six times the smaller of ξ_c and |ξ_∇|, in layers"
    }
    if document.network.chi1 == 0 { return "none: no gradient comes back through a layer" }
    if isUnstable { return "the signal leaves its scale within a few times |ξ_q|" }
    return isTorn ? "what the jump leaves of inputs limits it" : "no depth scale limits it"
  }

  /// Whether q* is a fixed point that signals leave.
  private var isUnstable: Bool {
    document.network.convergence == .converges
      && abs(document.network.varianceMapSlope) > 1 + 1e-6
  }

  private var convergenceWords: String {
    isUnstable
      ? "kept, but not stable: signals leave this second moment"
      : Self.words(document.network.convergence)
  }

  /// Whether the activation jumps: then χ₁ says what becomes of gradients, but not of inputs.
  private var isTorn: Bool { !document.activation.jumps.isEmpty }

  private func layers(_ depth: Double?) -> String { NumberText.short(depth, digits: 4) }

  private var phaseWords: String {
    switch document.network.phase {
    case .ordered: isTorn ? "χ₁ < 1: gradients die" : "χ₁ < 1: gradients die, inputs become alike"
    case .critical: "χ₁ = 1: the edge of chaos"
    case .chaotic: "χ₁ > 1: gradients grow, nearby inputs are driven apart"
    case .divergent: "the signal grows without end"
    }
  }

  private static func words(_ convergence: SignalLimit.Convergence) -> String {
    switch convergence {
    case .converges: "signals tend to this second moment"
    case .convergesToZero: "signals die exponentially"
    case .convergesToZeroSubexponentially: "signals die like a power of depth"
    case .marginal: "every q is kept; this is the one signals start from"
    case .diverges: "none: signals grow without end"
    case .divergesLinearly: "none: signals grow by σ_b² in every layer"
    case .oscillates: "none: signals alternate or wander"
    }
  }
}
