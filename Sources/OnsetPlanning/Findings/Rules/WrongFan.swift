import OnsetCore
import OnsetModels
import OnsetPropagation

/// `wrong-fan`: a weight scaled by a number of connections that is not its own.
struct WrongFan: Rule {
  static let page = RulePage(
    id: "wrong-fan", summary: "a grouped, transposed or packed weight is scaled by the wrong fan",
    meaning: """
      The usual rules divide by a fan that libraries read off the shape by position. For grouped and depthwise \
      convolutions, transposed convolutions and packed projections that is another number than the \
      connections that meet in an output, so the layer's signal is off by the ratio.
      """,
    theory: """
      fan_in is the number of terms in an output's sum: in/groups · taps for a convolution; in/groups · \
      taps/stride for a transposed one, stored (in, out/groups, …); fan_out of one part for a packed q, k, v. \
      Depthwise 3×3 with 96 channels has fan_out 9, not 864.
      """,
    threshold: RulePage.Threshold(
      1.5,
      """
      The true fan over the one that the weights were scaled by, or its inverse. Reported above the threshold, \
      a factor that a few layers in a row make a hundred of; a note where a normalization follows, which undoes it.
      """),
    remedy: "Let Onset count the connections: every scheme of init does.",
    reference:
      "PyTorch, torch.nn.init._calculate_fan_in_and_fan_out; He et al. 2015, arXiv:1502.01852")

  func findings(in context: CheckContext) -> [Finding] {
    let found = context.layers.compactMap { suspect($0, in: context) }
    guard let worst = found.max(by: { $0.isNormalized && !$1.isNormalized }) else { return [] }
    let names = found.map { context.name(of: $0.layer.parameter) }
    return [
      finding(
        worst.isNormalized ? .note : .warning, at: worst.layer.name,
        """
        the deviation is that of a \(worst.rule) with \(worst.side) \(worst.used.brief), but the layer's own \
        is \(worst.own.brief)
        """ + (found.count > 1 ? "; \(found.count) layers are affected" : ""),
        fix: context.command.initialize(names, rule: Self.id))
    ]
  }

  /// A weight whose deviation fits a wrong fan better than any right one.
  private struct Suspect {
    var layer: CheckedLayer
    var rule: String
    var side: String
    var used: Double
    var own: Double
    var isNormalized: Bool
  }

  /// A rule, a fan, and which of the two fans it is.
  private typealias Candidate = (
    rule: String, scale: Double, side: String, used: Double, own: Double
  )

  /// Measured deviations may miss by so many standard errors; a normal distribution's is the largest.
  private static let tolerance = 4.0

  private func suspect(_ layer: CheckedLayer, in context: CheckContext) -> Suspect? {
    guard layer.isLinearMap, let own = layer.fans, let profile = context.profile(of: layer),
      profile.plannedScheme == nil, !profile.isConstant, profile.orthogonalGain == nil
    else { return nil }
    let layout = PlanEntry(context.network.parameters[layer.parameter]).layout
    guard layout.groups > 1 || layout.isTransposedConvolution || !layout.parts.isEmpty,
      let naive = Self.naiveFans(layer.shape, layout)
    else { return nil }
    let error = (1 / Double(2 * profile.count)).squareRoot()
    func fits(_ variance: Double) -> Bool {
      abs(profile.standardDeviation / variance.squareRoot() - 1) <= Self.tolerance * error
    }
    let scales = [("Kaiming uniform (a = √5)", 1.0 / 3), ("LeCun rule", 1), ("He rule", 2)]
    // No library scales the uniform default by the fan-out.
    let isRight = scales.contains {
      fits($0.1 / own.fanIn) || ($0.1 >= 1 && fits($0.1 / own.fanOut))
    }
    guard !isRight, !fits(1 / own.average) else { return nil }
    let candidates: [Candidate] =
      scales.flatMap { rule, scale in
        [
          (rule, scale, "fan-in", naive.fanIn, own.fanIn),
          (rule, scale, "fan-out", naive.fanOut, own.fanOut),
        ]
      } + [("Glorot rule", 1, "average fan", naive.average, own.average)]
    let limit = context.threshold(Self.self)
    guard
      let match = candidates.first(where: { candidate in
        let ratio = candidate.own / candidate.used
        return fits(candidate.scale / candidate.used) && max(ratio, 1 / ratio) > limit
      })
    else { return nil }
    return Suspect(
      layer: layer, rule: match.rule, side: match.side, used: match.used, own: match.own,
      isNormalized: context.model.isNormalized(layer.output))
  }

  /// The fans as libraries read them off a shape: the second axis and the first, times the window.
  private static func naiveFans(_ shape: Shape, _ layout: WeightLayout) -> Fans? {
    guard shape.rank >= 2 else { return nil }
    let taps = shape.dimensions.dropFirst(2).reduce(1, *)
    return Fans(fanIn: Double(shape[1] * taps), fanOut: Double(shape[0] * taps))
  }
}
