public import OnsetCore
import OnsetModels
import OnsetTheory
public import OnsetSchemes

/// Rules that say, by the names of tensors, how each is initialized; the first rule that matches wins.
///
/// Recipes are read from YAML and written by `onset plan`:
///
/// ```yaml
/// version: 1
/// seed: 0
/// default: auto
/// rules:
///   - match: "h.*.attn.c_proj.weight"
///     init: {scheme: normal, standardDeviation: 0.02, depthScale: 1/sqrt(2L)}
///   - match: "*.bn2.weight"
///     init: zeros
/// ```
public struct Recipe: Hashable, Sendable {
  /// What the recipe is called: its file's name.
  public var name: String
  /// The seed of all random streams.
  public var seed: UInt64
  /// What happens to a tensor that no rule matches: a scheme family's name, `keep` or `error`.
  public var fallback: String
  /// The rules in order.
  public var rules: [RecipeRule]

  /// Makes a recipe.
  public init(name: String, seed: UInt64 = 0, fallback: String = "auto", rules: [RecipeRule] = []) {
    self.name = name
    self.seed = seed
    self.fallback = fallback
    self.rules = rules
  }
}

/// One rule of a recipe.
public struct RecipeRule: Hashable, Sendable {
  /// Which tensors it is for, by their framework's name or their name in the file.
  public var match: GlobPattern
  /// How they are initialized, or `nil` to keep them as they are.
  public var scheme: Scheme?
  /// A factor on the scheme that depends on the number of blocks.
  public var depthScale: DepthScale?
  /// Whether a packed tensor is treated as one matrix instead of part by part.
  public var ignoresParts: Bool
  /// The line of the file, for messages.
  public var line: Int?

  /// Makes a rule.
  public init(
    match: GlobPattern, scheme: Scheme?, depthScale: DepthScale? = nil, ignoresParts: Bool = false,
    line: Int? = nil
  ) {
    self.match = match
    self.scheme = scheme
    self.depthScale = depthScale
    self.ignoresParts = ignoresParts
    self.line = line
  }
}

extension Recipe {
  static let errorFallback = "error"

  /// The first rule for a tensor.
  func rule(for entry: PlanEntry) -> RecipeRule? {
    rules.first { $0.match.matches(entry) }
  }

  /// The family for tensors that no rule matches; `nil` where they are an error.
  func fallbackFamily(
    for model: ModelContext, biases: CriticalitySolver.Biases
  ) throws(OnsetError) -> (any SchemeFamily)? {
    guard fallback != Self.errorFallback else { return nil }
    do {
      return try FamilyDescription.family(named: fallback, for: model, biases: biases)
    } catch {
      throw error.within("\(name): default")
    }
  }

  /// What to tell the user about rules that match no tensor: a misspelt name is not passed over.
  func remarks(on parameters: [Parameter]) -> [String] {
    let entries = parameters.map { PlanEntry($0) }
    return rules.filter { rule in !entries.contains { rule.match.matches($0) } }.map { rule in
      let place = rule.line.map { "\(name), line \($0)" } ?? name
      let nearest = NearestName.of(rule.match.text, among: entries.map(\.name.text))
      let hint = nearest.map { "; the nearest name is '\($0)'" } ?? ""
      return "\(place): the rule '\(rule.match.text)' matches no tensor of this model\(hint)"
    }
  }
}

extension RecipeRule {
  /// The decision of this rule about one parameter.
  func choice(
    for context: ParameterContext, among names: [ParameterName]
  ) throws(OnsetError) -> Choice {
    let reason = "rule '\(match.text)'"
    guard let scheme else { return .keep(reason) }
    guard let depthScale else { return .draw(scheme, reason, ignoresParts: ignoresParts) }
    let blocks = try depthScale.blockCount(of: context.entry.name, among: names)
    return .draw(
      scheme.scaled(by: depthScale.factor(blocks: blocks)),
      "\(reason): \(depthScale.rawValue) with L = \(blocks)", ignoresParts: ignoresParts)
  }
}
