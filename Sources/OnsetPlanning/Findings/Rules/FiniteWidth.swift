import OnsetCore
import OnsetModels
import OnsetPropagation

/// `finite-width`: layers so narrow that one draw differs much from the next.
struct FiniteWidth: Rule {
  static let page = RulePage(
    id: "finite-width", summary: "the net is so deep for its width that seeds differ wildly",
    meaning: """
      Predictions are averages over weights. In a narrow deep net single draws scatter around them: some seeds \
      start dead, some explode, with the best of scales.
      """,
    theory: """
      To first order the relative variance of a layer's second moment is Σ 2/n over the layers before it (for \
      ReLU Σ 5/n); beyond 1 its distribution is close to log-normal, and most seeds are far below the mean.
      """,
    threshold: RulePage.Threshold(
      1,
      """
      √Σ 2/fan_in over the layers since the input or the last normalization, the relative deviation of the second moment between seeds. A warning above the threshold, \
      where the deviation exceeds the mean.
      """),
    remedy:
      "Make the layers wider, normalize, add shortcuts, or draw orthogonal weights, which scatter less.",
    reference: "Hanin & Nica 2020, arXiv:1812.05994; Hanin & Rolnick 2018, arXiv:1803.01719")

  func findings(in context: CheckContext) -> [Finding] {
    let layers = Dictionary(
      context.layers.map { ($0.output, $0) }, uniquingKeysWith: { first, _ in first })
    var variance = 0.0
    var worst = (variance: 0.0, place: "")
    for point in context.trunk.points {
      if point.startsStretch {
        variance = 0
      } else if let layer = layers[point.value], let fanIn = layer.fans?.fanIn, fanIn > 0,
        layer.input.map({ !context.network.inputs.contains($0) }) ?? false
      {
        // The first layer averages over its outputs, which the next layer counts.
        variance += 2 / fanIn
      }
      if variance > worst.variance { worst = (variance, point.layer) }
    }
    let spread = worst.variance.squareRoot()
    guard spread > context.threshold(Self.self) else { return [] }
    return [
      finding(
        .warning, at: worst.place,
        "the second moment scatters by \(spread.percent) of its mean between seeds",
        fix: context.command.initialize(options: ["--scheme orthogonal"]))
    ]
  }
}
