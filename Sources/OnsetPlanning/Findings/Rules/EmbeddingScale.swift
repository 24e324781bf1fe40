import OnsetModels
import OnsetPropagation

/// `embedding-scale`: looked-up rows that are too small or too large for what reads them.
struct EmbeddingScale: Rule {
  static let page = RulePage(
    id: "embedding-scale", summary: "embedding rows do not fit the layer that reads them",
    meaning: """
      A table is the input of what follows. Its entries' size is the signal's size from the start, unless a \
      normalization reads it; and of two tables that are added, one that is ten times larger hides the other.
      """,
    theory: """
      Layers made for inputs of second moment 1 pass on E[e²] of the rows. For e = a + b with independent \
      tables the share of a is E[a²]/(E[a²] + E[b²]).
      """,
    threshold: RulePage.Threshold(
      100,
      """
      E[e²] or its inverse, where no normalization reads the rows; or the ratio of E[e²] of two tables that are \
      added. A warning above the threshold, a factor of ten in size.
      """),
    remedy:
      "Draw rows with unit entries, or position tables as large as the rows they are added to.",
    reference: "Vaswani et al. 2017, arXiv:1706.03762, section 3.4")

  func findings(in context: CheckContext) -> [Finding] {
    exposed(in: context) + unequal(in: context)
  }

  private func exposed(in context: CheckContext) -> [Finding] {
    let limit = context.threshold(Self.self)
    return context.layers.filter { $0.role == .embedding }.compactMap { layer in
      guard let q = context.profile(of: layer)?.secondMoment, q > 0, q > limit || q < 1 / limit,
        !context.model.isNormalized(layer.output), !isTied(layer.parameter, context)
      else { return nil }
      return finding(
        .warning, at: layer.name,
        "rows have E[e²] = \(q.brief), and no normalization brings them to size",
        fix: context.command.initialize([context.name(of: layer.parameter)], rule: Self.id))
    }
  }

  /// Whether a head shares the table: its outputs then ask for another size than its readers.
  private func isTied(_ parameter: Int, _ context: CheckContext) -> Bool {
    context.network.parameters[parameter].uses.contains { $0.role == .kernel }
  }

  private func unequal(in context: CheckContext) -> [Finding] {
    let limit = context.threshold(Self.self)
    let rows = context.layers.filter { $0.role == .embedding }
    let places = context.parameters([.positionalTable])
    guard let row = rows.max(by: { size($0.parameter, context) < size($1.parameter, context) })
    else { return [] }
    return places.compactMap { place in
      let ratio = size(place, context) / size(row.parameter, context)
      guard ratio.isFinite, ratio > limit else { return nil }
      return finding(
        .warning, at: context.name(of: place),
        "the table is \(ratio.brief) times as large (E[e²]) as '\(row.name)' that it is added to",
        fix: context.command.initialize([context.name(of: place)], rule: Self.id))
    }
  }

  private func size(_ parameter: Int, _ context: CheckContext) -> Double {
    context.profiles[parameter]?.secondMoment ?? 0
  }
}

extension ModelContext {
  /// Whether a normalization is met before the next linear map or nonlinearity.
  func isNormalized(_ value: Network.ValueID) -> Bool {
    path(from: value).normalization != nil
  }
}
