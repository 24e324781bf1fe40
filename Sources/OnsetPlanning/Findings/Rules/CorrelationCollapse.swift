import OnsetPropagation

/// `correlation-collapse`: different inputs look the same behind the layers.
struct CorrelationCollapse: Rule {
  static let page = RulePage(
    id: "correlation-collapse", summary: "different inputs become indistinguishable",
    meaning: """
      The signals of two different inputs point in the same direction: what distinguishes them is a \
      rounding error of what they share, and the network cannot separate them until the weights have moved far.
      """,
    theory: """
      The correlation of two inputs follows c′ = (σ_w² E[φ(u)φ(v)] + σ_b²)/q′. In the ordered phase \
      (χ₁ < 1) its fixed point is c = 1, reached like χ₁ˡ; at the edge of chaos like a power of depth, for \
      ReLU as 1 − c ≈ 9π²/(2 l²).
      """,
    threshold: RulePage.Threshold(
      1e-6,
      """
      1 − c between samples, over what it is at the input. An error below the threshold, near the rounding of \
      float32; a warning below its square root, near that of float16.
      """),
    remedy: "Choose scales at the edge of chaos (auto), or normalize over the batch.",
    reference: "Poole et al. 2016, arXiv:1606.05340; Hayou et al. 2019, arXiv:1902.06853")

  func findings(in context: CheckContext) -> [Finding] {
    let limit = context.threshold(Self.self)
    let points = context.trunk.points.compactMap { point -> (place: String, spread: Double)? in
      guard point.moments.sampleCovariance != nil, point.moments.secondMoment > 0 else {
        return nil
      }
      return (point.layer, point.variation / point.moments.secondMoment)
    }
    guard let first = points.first, first.spread > 0,
      let worst = points.min(by: { $0.spread < $1.spread }),
      worst.spread / first.spread < limit.squareRoot()
    else { return [] }
    return [
      finding(
        worst.spread / first.spread < limit ? .error : .warning, at: worst.place,
        """
        two inputs of correlation \((1 - first.spread).brief) have signals whose correlation misses 1 by \
        \(worst.spread < 1e-16 ? "less than 1e-16" : worst.spread.brief)
        """,
        fix: context.command.initialize(rule: Self.id))
    ]
  }
}
