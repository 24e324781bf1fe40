/// `vanishing-gradient`: the gradient dies on its way back.
struct VanishingGradient: Rule {
  static let page = RulePage(
    id: "vanishing-gradient", summary: "the gradient dies on its way back to the first layers",
    meaning: """
      The first layers get no gradient to speak of and stay what they are, however long the training. \
      Adaptive optimizers rescale it until its square underflows or falls below their ε.
      """,
    theory: """
      A layer multiplies E[g²] by χ₁ = σ_w² E[φ′(√q z)²] (times fan_out/fan_in), so over L layers by \
      χ₁ᴸ: sigmoid with Glorot's weights has χ₁ = 0.056, tanh and ReLU with PyTorch's default 1/3 and 1/6. \
      Only χ₁ = 1, the edge of chaos, keeps gradients over any depth.
      """,
    threshold: RulePage.Threshold(
      1e-8,
      """
      The squared gradient of a sample at an early layer over the largest at a later one, over the values \
      through which all signal passes. An error below the threshold, where the gradient is a \
      ten-thousandth of what it was; a warning below its square root.
      """),
    remedy: "Choose scales at the edge of chaos (auto), or add shortcuts or normalization.",
    reference: "Glorot & Bengio 2010, AISTATS 9; Schoenholz et al. 2017, arXiv:1611.01232")

  func findings(in context: CheckContext) -> [Finding] {
    let limit = context.threshold(Self.self)
    guard let worst = SignalDrift(context.trunk).smallestGradient, worst.ratio < limit.squareRoot()
    else { return [] }
    return [
      finding(
        worst.ratio < limit ? .error : .warning, at: worst.place,
        """
        the squared gradient falls to \(worst.ratio.brief) of what '\(worst.origin)' gets \
        (from \(worst.before.brief) to \(worst.value.brief) a sample)
        """,
        fix: context.command.initialize(rule: Self.id))
    ]
  }
}
