import OnsetTheory

/// `vanishing-forward`: the signal that tells inputs apart dies on the way.
struct VanishingForward: Rule {
  static let page = RulePage(
    id: "vanishing-forward", summary: "the signal dies on its way through the layers",
    meaning: """
      What the last layers see no longer depends on the input: the signal has shrunk below what biases and \
      rounding make. The loss stays where a guess puts it. Counted is the part of E[z²] that differs \
      between samples; random biases may keep the rest alive and carry no information.
      """,
    theory: """
      With weights of variance σ_w²/fan_in a layer maps q = E[z²] to σ_w² E[φ(√q z)²] + σ_b², and the \
      part that differs between similar inputs by the factor σ_w² E[φ′²]. ReLU with PyTorch's default \
      (σ_w² = 1/3) multiplies by 1/6 a layer: 1e-39 after 50 layers.
      """,
    threshold: RulePage.Threshold(
      1e-8,
      """
      The part of E[z²] that differs between samples, over the largest before it since the input or the \
      last normalization. An error below the threshold, a ten-thousandth of the signal's size; a \
      warning below its square root.
      """),
    remedy: "Scale the weights to the activation that follows (auto), or normalize.",
    reference: "He et al. 2015, arXiv:1502.01852; Schoenholz et al. 2017, arXiv:1611.01232")

  func findings(in context: CheckContext) -> [Finding] {
    let limit = context.threshold(Self.self)
    guard let worst = SignalDrift(context.trunk).smallestVariation, worst.ratio < limit.squareRoot()
    else { return [] }
    return [
      finding(
        worst.ratio < limit ? .error : .warning, at: worst.place,
        """
        the part of the signal that tells inputs apart falls to \(Self.words(worst.ratio)) of what \
        '\(worst.origin)' has (second moments)
        """,
        fix: context.command.initialize(rule: Self.id))
    ]
  }

  /// A difference of two numbers of size one cannot be told to be smaller than their rounding.
  private static func words(_ ratio: Double) -> String {
    ratio < 1e-16 ? "less than 1e-16" : ratio.brief
  }
}
