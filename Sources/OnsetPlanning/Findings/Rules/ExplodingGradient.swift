/// `exploding-gradient`: the gradient grows on its way back.
struct ExplodingGradient: Rule {
  static let page = RulePage(
    id: "exploding-gradient", summary: "the gradient grows on its way back to the first layers",
    meaning: """
      A step that suits the last layers throws the first ones away: training diverges, or needs a learning \
      rate so small that the last layers stand still.
      """,
    theory: """
      A layer multiplies E[g²] by χ₁ = σ_w² E[φ′(√q z)²]. In the chaotic phase χ₁ > 1. BatchNorm divides \
      by the deviation over the batch, which ReLU's mean makes small: without shortcuts \
      χ₁ = 1/(1 − 1/π) = 1.467 a layer whatever the weights, 2e8 over 50 layers.
      """,
    threshold: RulePage.Threshold(
      1e8,
      """
      The squared gradient of a sample at an early layer over the smallest at a later one, over the values \
      through which all signal passes. An error above the threshold, ten thousand times the gradient's \
      size; a warning above its square root.
      """),
    remedy: "Choose scales at the edge of chaos (auto), or add shortcuts.",
    reference: "Yang et al. 2019, arXiv:1902.08129; Schoenholz et al. 2017, arXiv:1611.01232")

  func findings(in context: CheckContext) -> [Finding] {
    let limit = context.threshold(Self.self)
    guard let worst = SignalDrift(context.trunk).largestGradient, worst.ratio > limit.squareRoot()
    else { return [] }
    return [
      finding(
        worst.ratio > limit ? .error : .warning, at: worst.place,
        """
        the squared gradient grows \(worst.ratio.brief)-fold from '\(worst.origin)' back to here \
        (from \(worst.before.brief) to \(worst.value.brief) a sample)
        """,
        fix: context.command.initialize(rule: Self.id))
    ]
  }
}
