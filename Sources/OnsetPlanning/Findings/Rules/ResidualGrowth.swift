import OnsetModels
import OnsetPropagation

/// `residual-growth`: every branch adds to the shortcut, and the sum grows with depth.
struct ResidualGrowth: Rule {
  static let page = RulePage(
    id: "residual-growth", summary: "residual branches add up without scaling",
    meaning: """
      Each branch adds as much as the shortcut holds, so the sum doubles from block to block. The last \
      blocks drown the first ones, and the gradient grows the same way back.
      """,
    theory: """
      q_l+1 = (1 + g) q_l for a branch of gain g: e^(gL) over L blocks. Branches that end in weights scaled by \
      1/√L, or in zeros, keep it bounded: (1 + 1/L)ᴸ < e. A branch that normalizes its input adds a \
      constant instead, and the sum grows like L only.
      """,
    threshold: RulePage.Threshold(
      100,
      """
      E[z²] behind the last residual sum over that behind the first one, with no normalization of the sums \
      between. A warning above the threshold, ten times the signal's size.
      """),
    remedy: "Scale the end of each branch by 1/√L, or silence it by zero-gamma (auto does either).",
    reference: "Zhang et al. 2019 (Fixup), arXiv:1901.09321; Goyal et al. 2017, arXiv:1706.02677")

  func findings(in context: CheckContext) -> [Finding] {
    let sums = context.trunk.points.filter { point in
      guard let producer = context.network.values[point.value].producer else { return false }
      return context.model.isResidualAddition(producer)
    }
    guard let first = sums.first, let last = sums.last, sums.count > 1,
      first.moments.secondMoment > 0
    else { return [] }
    let growth = last.moments.secondMoment / first.moments.secondMoment
    guard growth > context.threshold(Self.self) else { return [] }
    return [
      finding(
        .warning, at: last.layer,
        """
        over \(sums.count) residual sums the signal's second moment grows \(growth.brief)-fold, \
        from \(first.moments.secondMoment.brief) to \(last.moments.secondMoment.brief)
        """,
        fix: context.command.initialize(rule: Self.id))
    ]
  }
}
