import OnsetModels
import OnsetPropagation
import OnsetTheory

/// `chaotic`: small differences between inputs grow from layer to layer.
struct Chaotic: Rule {
  static let page = RulePage(
    id: "chaotic", summary: "the network is in the chaotic phase, or has no stable scale",
    meaning: """
      Neighbouring inputs end up as far apart as any two: what is learned of one example says nothing of the \
      next, and the gradient grows as fast as differences do. An activation that is homogeneous of a \
      degree other than one, such as squared ReLU, has no scale at which a deep plain chain is stable at all.
      """,
    theory: """
      A difference of two inputs is multiplied by χ₁ = σ_w² E[φ′(√q z)²] in each layer. Over a chain the \
      product of all χ₁ counts: below one ordered, near one the edge of chaos, above one chaotic.
      """,
    threshold: RulePage.Threshold(
      1e3,
      """
      The product of χ₁ over the linear maps that read an activation with no normalization between. A warning \
      above the threshold: a difference of 3 % then fills the whole range.
      """),
    remedy: "Choose scales at the edge of chaos (auto), normalize, or build a shallower net.",
    reference: "Poole et al. 2016, arXiv:1606.05340; Schoenholz et al. 2017, arXiv:1611.01232")

  func findings(in context: CheckContext) -> [Finding] {
    growth(in: context) + unstable(in: context)
  }

  /// Chains that repeat an activation for which no scale is stable.
  private func unstable(in context: CheckContext) -> [Finding] {
    context.chainActivations().compactMap { activation, layers in
      guard layers.count >= Self.shortestChain,
        let point = try? CriticalitySolver(activation: activation).solve(),
        point.kind == .chaotic || point.kind == .noGradient
      else { return nil }
      return finding(
        .warning, at: layers[0].name,
        "\(layers.count) layers repeat \(activation.name): \(point.cost ?? point.reason)",
        fix: "onset explain \(Self.id)")
    }
  }

  /// A chain of two maps is over before it can leave its scale.
  private static let shortestChain = 3

  private func growth(in context: CheckContext) -> [Finding] {
    let chain = context.layers.filter { $0.isLinearMap }.compactMap { layer in
      ChainGain(of: layer, in: context).map { (layer, $0.chi1) }
    }
    var product = 1.0
    var largest = (layer: chain.first?.0, chi1: 0.0)
    for (layer, chi1) in chain {
      product *= chi1
      if chi1 > largest.chi1 { largest = (layer, chi1) }
    }
    guard product > context.threshold(Self.self), let layer = largest.layer else { return [] }
    return [
      finding(
        .warning, at: layer.name,
        """
        the factors χ₁ of \(chain.count) layers multiply to \(product.brief), \(largest.chi1.brief) here \
        alone: small differences of the input grow \(product.squareRoot().brief)-fold
        """,
        fix: context.command.initialize(rule: Self.id))
    ]
  }
}
