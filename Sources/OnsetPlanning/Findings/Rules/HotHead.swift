import OnsetCore
import OnsetModels
import OnsetPropagation

/// `hot-head`: the first loss is far from that of a guess.
struct HotHead: Rule {
  static let page = RulePage(
    id: "hot-head", summary: "the outputs start so large that the first loss is far from ln K",
    meaning: """
      The model starts sure of wrong answers. The first updates do nothing but shrink the head, and with \
      softmax the gradient of most classes is gone meanwhile.
      """,
    theory: """
      For logits with second moment q around a common mean the expected cross-entropy is about ln K + q/2 \
      where q is small: ln K is the loss of a uniform guess among K classes. Embeddings with unit entries \
      that are tied to the head give q = their width.
      """,
    threshold: RulePage.Threshold(
      4,
      """
      E[y²] of an output that a layer with 3 outputs or more makes. A warning above the threshold, where the \
      first loss exceeds ln K by about 2 nats.
      """),
    remedy: "Draw smaller weights for the head: zeros are in order, auto takes a tenth.",
    reference: "Bishop 2006, Pattern Recognition and Machine Learning, section 4.3.4")

  /// With fewer outputs it is no classifier over classes.
  private static let fewestClasses = 3.0

  func findings(in context: CheckContext) -> [Finding] {
    let limit = context.threshold(Self.self)
    return context.layers.filter(\.isLinearMap).compactMap { layer in
      guard context.network.outputs.contains(layer.output),
        let q = context.prediction[layer.output]?.secondMoment, q > limit,
        let classes = classes(layer), classes >= Self.fewestClasses
      else { return nil }
      return finding(
        .warning, at: layer.name,
        """
        the outputs have E[y²] = \(q.brief): the first cross-entropy over \(Int(classes)) classes exceeds that \
        of a guess by up to \((q / 2).brief) nats
        """,
        fix: context.command.initialize([context.name(of: layer.parameter)], rule: Self.id))
    }
  }

  private func classes(_ layer: CheckedLayer) -> Double? {
    guard let fans = layer.fans, fans.fanIn > 0 else { return nil }
    return Double(layer.shape.count) / fans.fanIn
  }
}
