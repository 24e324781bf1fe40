import OnsetPropagation
import OnsetTheory

/// `dead-units`: units of a rectifier that no input switches on.
struct DeadUnits: Rule {
  static let page = RulePage(
    id: "dead-units", summary: "most units of a rectifier are off for every input",
    meaning: """
      A unit that is off for every input returns zero and gets no gradient: it never comes back. Large \
      negative biases do this, and signals that are nearly the same for all inputs.
      """,
    theory: """
      Over the weights, a unit's mean is N(m, c − m²) with c the covariance of two inputs; over the inputs it \
      varies by √(q − c). It is dead where its mean lies three such deviations below zero. A deep ReLU net \
      at its critical scale has up to 44 % (50 layers).
      """,
    threshold: RulePage.Threshold(
      0.6,
      """
      The share of units that are off for practically every input. A warning above the threshold, beyond what \
      depth alone brings about.
      """),
    remedy: "Start biases at zero, and choose scales at the edge of chaos (auto).",
    reference: "Lu et al. 2019, arXiv:1903.06733")

  func findings(in context: CheckContext) -> [Finding] {
    let limit = context.threshold(Self.self)
    var worst: (layer: CheckedLayer, share: Double, name: String)?
    var count = 0
    for (layer, activation, shares) in context.activatedLayers() where shares.dies {
      guard let share = shares.dead, share > limit else { continue }
      count += 1
      if share > worst?.share ?? 0 { worst = (layer, share, activation.name) }
    }
    guard let worst else { return [] }
    return [
      finding(
        .warning, at: worst.layer.name,
        "\(worst.share.percent) of the units before \(worst.name) are off for every input"
          + (count > 1 ? "; \(count) layers are affected" : ""),
        fix: context.command.initialize(rule: Self.id))
    ]
  }
}

extension CheckContext {
  /// The linear maps that an activation follows directly, with what is known of their units.
  func activatedLayers() -> [(CheckedLayer, Activation, UnitShares)] {
    layers.filter(\.isLinearMap).compactMap { layer in
      guard let path = model.surroundings(of: layer.node)?.path, path.normalization == nil,
        path.additions.isEmpty, let activation = path.activation,
        let moments = prediction[layer.output]
      else { return nil }
      return (layer, activation, UnitShares(activation, moments))
    }
  }
}
