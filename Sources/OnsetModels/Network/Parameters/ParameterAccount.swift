import OnsetCore

/// Decides for every stored tensor whether it is a parameter or a constant, and says why.
struct ParameterAccount {
  /// The found parameters, by candidate.
  private(set) var isParameter: [Bool]
  /// Why a candidate is no parameter, by candidate.
  private(set) var reasons: [String]

  private let finder: ParameterFinder

  /// Decides for every candidate.
  init(_ finder: ParameterFinder) {
    self.finder = finder
    isParameter = []
    reasons = []
    for source in finder.candidates.indices {
      let reason = Self.reasonToKeep(source, finder)
      isParameter.append(reason == nil)
      reasons.append(reason ?? "")
    }
  }

  /// Why a stored tensor is no parameter, or `nil` when it is one.
  private static func reasonToKeep(_ source: Int, _ finder: ParameterFinder) -> String? {
    let candidate = finder.candidates[source]
    let roles = finder.drafts[source].map(\.role)
    if let reason = reasonInGraph(source, finder) { return reason }
    switch candidate.origin {
    case .parameter:
      // Read as a part of a formula, and used as one.
      let isFormula = candidate.constant.reals != nil && !roles.contains(where: \.tellsItself)
      return isFormula && !roles.isEmpty ? "a number of a formula" : nil
    case .buffer:
      return roles.contains { $0.tellsItself } ? nil : "a buffer, which training does not change"
    case .folded(let parameters, _):
      if roles.isEmpty { return nil }
      if parameters.count > 1, !roles.contains(where: \.tellsItself) {
        return "computed by the exporter from \(parameters.prefix(3).joined(separator: ", "))"
      }
      if isRepeated(candidate, finder) {
        return "copies of one learned tensor, which must stay equal; the exporter expanded it"
      }
      return candidate.constant.shape.count > 1 ? nil : "a number that the exporter computed"
    case .anonymous:
      if roles.contains(where: \.tellsItself) { return nil }
      if roles.isEmpty { return "read by no operator" }
      if candidate.constant.shape.count == 1 { return "a number of a formula" }
      return "its name and use do not say that it is learned"
    }
  }

  /// What the graph alone says against a parameter.
  private static func reasonInGraph(_ source: Int, _ finder: ParameterFinder) -> String? {
    let candidate = finder.candidates[source]
    let drafts = finder.drafts[source]
    guard !drafts.isEmpty else { return nil }
    if drafts.allSatisfy({ isLogitTerm($0, finder) }), isMask(candidate) {
      return "an attention mask"
    }
    let values = candidate.constant.reals
    if drafts.allSatisfy({ $0.role == .recurrentState }), candidate.origin != .parameter {
      return "the initial state of a recurrent layer"
    }
    // Exporters spell a group norm as an instance norm with a scale of ones and a shift of zeros.
    let isExporterNorm = drafts.allSatisfy {
      guard case .instanceNormalization = finder.graph.operators[$0.consumer].operation else {
        return false
      }
      return $0.role == .normScale || $0.role == .normShift
    }
    if isExporterNorm, candidate.origin == .anonymous, let first = values?.first,
      first == 0 || first == 1, values?.allSatisfy({ $0 == first }) == true
    {
      return "ones or zeros that the exporter put in to spell a group norm"
    }
    return nil
  }

  /// Whether a use adds the tensor to the logits of a softmax.
  private static func isLogitTerm(_ draft: UseDraft, _ finder: ParameterFinder) -> Bool {
    let node = finder.graph.operators[draft.consumer]
    switch node.operation {
    case .binary(.add), .variadic, .select:
      return node.output(0).map { finder.graph.reachesSoftmax($0) } ?? false
    case .attention: return draft.position == 3
    default: return false
    }
  }

  /// Whether all known elements are zero or so negative that a softmax ignores them.
  private static func isMask(_ candidate: ParameterFinder.Candidate) -> Bool {
    guard let values = candidate.constant.reals else {
      // Not read because it is large or learned.
      return candidate.origin == .anonymous && candidate.constant.shape.rank >= 2
    }
    return values.allSatisfy { $0 == 0 || $0 <= -1e4 || $0 == 1 } && values.contains { $0 <= -1e4 }
  }

  /// Whether a tensor that the exporter computed repeats one row along its first axis.
  private static func isRepeated(_ candidate: ParameterFinder.Candidate, _ finder: ParameterFinder)
    -> Bool
  {
    candidate.name.hasPrefix("expand")
  }
}

extension ParameterRole {
  /// Whether the way in which a tensor is used shows that it is learned, whatever its name.
  fileprivate var tellsItself: Bool {
    switch self {
    case .kernel, .bias, .normScale, .normShift, .runningMean, .runningVariance, .embedding,
      .recurrentInputKernel, .recurrentHiddenKernel, .recurrentInputBias, .recurrentHiddenBias,
      .slope:
      true
    case .positionalTable, .recurrentState, .branchScale, .scalar, .unrecognized, .unused: false
    }
  }
}
