import OnsetTheory

/// `saturation`: a bounded activation starts where it is flat.
struct Saturation: Rule {
  static let page = RulePage(
    id: "saturation", summary: "a bounded activation starts in its flat parts",
    meaning: """
      Most units of the layer sit where their activation hardly changes: they say the same for every input \
      and let hardly any gradient through.
      """,
    theory: """
      For tanh φ′(z) = 1 − tanh² z is below 0.05 beyond |z| = 2.2, for a sigmoid beyond |z| = 4.4. With \
      z ~ N(m, q − m²) the share of such z is an integral that needs no simulation.
      """,
    threshold: RulePage.Threshold(
      0.5,
      """
      The share of pre-activations at which the slope is below 5 % of the steepest one. A warning above the \
      threshold, where half of the units are lost.
      """),
    remedy: "Draw smaller weights for the layer (auto), or scale its input.",
    reference: "Glorot & Bengio 2010, AISTATS 9")

  func findings(in context: CheckContext) -> [Finding] {
    let limit = context.threshold(Self.self)
    var worst: (layer: CheckedLayer, share: Double, name: String)?
    var names: [String] = []
    for (layer, activation, shares) in context.activatedLayers() where shares.saturates {
      let share = shares.saturated
      guard share > limit else { continue }
      names.append(context.name(of: layer.parameter))
      if share > worst?.share ?? 0 { worst = (layer, share, activation.name) }
    }
    guard let worst else { return [] }
    return [
      finding(
        .warning, at: worst.layer.name,
        "\(worst.share.percent) of the units start in the flat parts of \(worst.name)"
          + (names.count > 1 ? "; \(names.count) layers are affected" : ""),
        fix: context.command.initialize(names, rule: Self.id))
    ]
  }
}
