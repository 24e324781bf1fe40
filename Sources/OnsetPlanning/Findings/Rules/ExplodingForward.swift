import OnsetTheory

/// `exploding-forward`: the signal grows from layer to layer.
struct ExplodingForward: Rule {
  static let page = RulePage(
    id: "exploding-forward", summary: "the signal grows on its way through the layers",
    meaning: """
      Outputs are huge at the start, so the first loss and its gradient are too; bounded activations \
      saturate, and float16 overflows at 65504.
      """,
    theory: """
      With weights of variance σ_w²/fan_in a layer maps q = E[z²] to σ_w² E[φ(√q z)²] + σ_b². For ReLU \
      that is σ_w²/2 · q: with N(0, 1) weights and 512 inputs, 256 times as much each layer.
      """,
    threshold: RulePage.Threshold(
      1e4,
      """
      E[z²] over what it was at the input or behind the last normalization. An error above the threshold, \
      a hundred times the signal's size; a warning above its square root.
      """),
    remedy: "Scale the weights to the activation that follows (auto), or normalize.",
    reference: "He et al. 2015, arXiv:1502.01852; Poole et al. 2016, arXiv:1606.05340")

  func findings(in context: CheckContext) -> [Finding] {
    let limit = context.threshold(Self.self)
    guard let worst = SignalDrift(context.trunk).largestSignal, worst.ratio > limit.squareRoot()
    else { return [] }
    return [
      finding(
        worst.ratio > limit ? .error : .warning, at: worst.place,
        """
        the signal's second moment grows \(worst.ratio.brief)-fold from '\(worst.origin)' \
        (from \(worst.before.brief) to \(worst.value.brief))
        """,
        fix: context.command.initialize(rule: Self.id))
    ]
  }
}
