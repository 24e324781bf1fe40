import OnsetCore
import OnsetModels
import OnsetPropagation

/// `duplicate-tensor`: two tensors that ought to be independent hold the same numbers.
struct DuplicateTensor: Rule {
  static let page = RulePage(
    id: "duplicate-tensor", summary: "tensors that are not tied hold the same numbers",
    meaning: """
      Layers that were made by copying one layer, or with the same seed each, start as the same function. \
      Their features are then redundant, and theory for independent layers does not hold.
      """,
    theory: """
      Products of one matrix with itself have other moments than products of independent ones: Wᵏ grows \
      with the spectral radius of W, W_k … W_1 with its mean squared singular value.
      """,
    threshold: nil,
    remedy: "Draw each tensor from a stream of its own; Onset's streams are keyed by the name.",
    reference: "PyTorch, nn.TransformerEncoder, whose layers are deep copies of one (issue 72253)")

  /// Smaller tensors may agree by accident or by design.
  private static let smallest = 16

  func findings(in context: CheckContext) -> [Finding] {
    var groups: [UInt64: [String]] = [:]
    for (index, parameter) in context.network.parameters.enumerated() {
      guard let profile = context.profiles[index], profile.plannedScheme == nil,
        !profile.isConstant, profile.count >= Self.smallest, profile.firstNonFinite == nil
      else { continue }
      // A head that shares its embedding is tied on purpose.
      let isTied = parameter.uses.contains { $0.role == .embedding }
      let names = isTied ? [parameter.name] : [parameter.name] + parameter.mergedNames
      groups[profile.digest, default: []] += names.map(\.text)
    }
    let doubled = groups.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
    guard let first = doubled.first else { return [] }
    let copies = doubled.reduce(0) { $0 + $1.count - 1 }
    return [
      finding(
        .warning, at: first[0],
        "\(CheckContext.list(first)) hold the same numbers"
          + (doubled.count > 1 ? "; in all, \(copies) tensors are copies of others" : ""),
        fix: context.command.initialize(Array(first), rule: Self.id))
    ]
  }
}
