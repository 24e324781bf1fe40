import OnsetCore
import OnsetModels
import OnsetPropagation

/// `unnormalized-input`: what is fed is far from mean zero and size one.
struct UnnormalizedInput: Rule {
  static let page = RulePage(
    id: "unnormalized-input", summary: "the input is far from second moment one",
    meaning: """
      Starting scales are computed for inputs of mean 0 and second moment 1. Pixels from 0 to 255 are 128 \
      times too large: the first update overshoots, and one direction, the mean, dominates all others.
      """,
    theory: """
      The largest curvature of a linear layer with a squared loss is fan_in E[x²] or more, so gradient \
      descent diverges from the learning rate 2/(fan_in E[x²]) on: the first update is destructive.
      """,
    threshold: RulePage.Threshold(
      100,
      """
      E[x²] of an input that was given by --input, or its inverse. A warning above the threshold, ten times the \
      size that scales are made for.
      """),
    remedy: "Subtract the mean and divide by the deviation of the training data, per channel.",
    reference: "LeCun et al. 1998, doi:10.1007/3-540-49430-8_2")

  func findings(in context: CheckContext) -> [Finding] {
    let limit = context.threshold(Self.self)
    return context.inputs.sorted { $0.key < $1.key }.compactMap { name, statistics in
      guard case .values(let numbers, _) = statistics else { return nil }
      let size = TensorStatistics(measuring: numbers)
      let q = size.secondMoment
      guard q > limit || q < 1 / limit, q > 0,
        let value = context.network.inputs.first(where: { context.network.values[$0].name == name }
        ),
        !context.isNormalizedFirst(value)
      else { return nil }
      let fanIn = context.layers.first { $0.input == value }?.fans?.fanIn
      let rate = fanIn.map {
        "; the first update is destructive from a learning rate of \((2 / ($0 * q)).brief) on"
      }
      return finding(
        .warning, at: name,
        "E[x²] is \(q.brief) and E[x] is \(size.mean.brief), where scales expect 1 and 0"
          + (rate ?? ""),
        fix: "onset explain \(Self.id)")
    }
  }
}

extension CheckContext {
  /// Whether a normalization is the first to read a value.
  fileprivate func isNormalizedFirst(_ value: Network.ValueID) -> Bool {
    network.operators.contains { $0.input(0) == value && $0.operation.isNormalization }
  }
}
