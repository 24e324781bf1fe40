import OnsetModels
import OnsetPropagation

/// `rank-collapse`: all positions of a sequence become the same.
struct RankCollapse: Rule {
  static let page = RulePage(
    id: "rank-collapse", summary: "the tokens of a sequence become equal",
    meaning: """
      Every position holds nearly the same vector, so attention has nothing to choose from and gradients \
      of queries and keys vanish.
      """,
    theory: """
      At the start attention is nearly uniform: it replaces the values by their mean, q′ = q Σp² + p (1 − \
      Σp²), and their covariance p between positions stays. Without shortcuts the rank falls doubly \
      exponentially with depth; shortcuts that are not scaled up keep it.
      """,
    threshold: RulePage.Threshold(
      1e-3,
      """
      1 − p/q, the share of the signal that differs between positions, over what it is at the input, where \
      a softmax attends. A warning below the threshold: then a logit differs between positions by a \
      thirtieth of its size.
      """),
    remedy: "Keep the shortcut, and let branches start small (auto).",
    reference: "Dong et al. 2021, arXiv:2103.03404; Noci et al. 2022, arXiv:2206.03126")

  func findings(in context: CheckContext) -> [Finding] {
    guard context.network.operators.contains(where: { $0.operation.attends }) else { return [] }
    let points = context.trunk.points.compactMap { point -> (place: String, spread: Double)? in
      guard let covariance = point.moments.positionCovariance, point.moments.secondMoment > 0 else {
        return nil
      }
      return (point.layer, max(0, 1 - covariance / point.moments.secondMoment))
    }
    guard let first = points.first, first.spread > 0,
      let worst = points.min(by: { $0.spread < $1.spread }),
      worst.spread / first.spread < context.threshold(Self.self)
    else { return [] }
    return [
      finding(
        .warning, at: worst.place,
        """
        positions share all but \(worst.spread.percent) of the signal, where at the start they differ in \
        \(first.spread.percent)
        """,
        fix: context.command.initialize(rule: Self.id))
    ]
  }
}

extension Operation {
  /// Whether positions look at each other through a softmax.
  fileprivate var attends: Bool {
    switch self {
    case .softmax(_, let isLogarithmic): !isLogarithmic
    case .attention: true
    default: false
    }
  }
}
