public import OnsetCore
public import OnsetModels
public import OnsetTheory

/// Decides about every parameter of a network.
///
/// ```swift
/// let network = try ONNXModel(contentsOf: "resnet.onnx").network()
/// let plan = try Planner(network).plan(family: "auto", seed: 0)
/// ```
public struct Planner: Sendable {
  private let network: Network
  private let model: ModelContext
  private let biases: CriticalitySolver.Biases

  /// Makes a planner for a network.
  ///
  /// - Parameters:
  ///   - network: The model's graph.
  ///   - biases: Whether `auto` may draw biases at random where that keeps the signal.
  /// - Complexity: O(operators × inputs).
  public init(_ network: Network, biases: CriticalitySolver.Biases = .random) {
    self.network = network
    self.biases = biases
    model = ModelContext(network)
  }

  /// Plans with a scheme family.
  ///
  /// - Parameters:
  ///   - family: A name of ``FamilyDescription/all``.
  ///   - seed: The seed of all random streams.
  ///   - selection: What the user wants initialized; the rest is kept.
  /// - Throws: `OnsetError` for an unknown family, a pattern that fits no tensor, or a scheme that
  ///   does not fit its tensor.
  public func plan(
    family: String, seed: UInt64, selection: TensorSelection = TensorSelection()
  ) throws(OnsetError) -> Plan {
    let chosen = try FamilyDescription.family(named: family, for: model, biases: biases)
    var plan = try plan(source: family, seed: seed, selection: selection) {
      (context) throws(OnsetError) in try chosen.choice(for: context)
    }
    plan.remarks += chosen.remarks
    return plan
  }

  /// Plans with a recipe: its rules in order, then its default.
  ///
  /// - Parameters:
  ///   - recipe: The recipe.
  ///   - seed: The seed of all random streams, or `nil` for the recipe's own.
  ///   - selection: What the user wants initialized; the rest is kept.
  /// - Throws: `OnsetError` for a tensor that no rule fits where the default is `error`, or a scheme
  ///   that does not fit its tensor.
  public func plan(
    recipe: Recipe, seed: UInt64?, selection: TensorSelection = TensorSelection()
  ) throws(OnsetError) -> Plan {
    let names = network.parameters.map(\.name)
    let fallback = try recipe.fallbackFamily(for: model, biases: biases)
    var plan = try plan(source: recipe.name, seed: seed ?? recipe.seed, selection: selection) {
      (context) throws(OnsetError) in
      if let rule = recipe.rule(for: context.entry) {
        return try rule.choice(for: context, among: names)
      }
      if let fallback { return try fallback.choice(for: context) }
      return Choice(decision: .refuse, reason: "no rule of the recipe matches it")
    }
    plan.remarks += recipe.remarks(on: network.parameters) + (fallback?.remarks ?? [])
    return plan
  }

  private func plan(
    source: String, seed: UInt64, selection: TensorSelection,
    choose: (ParameterContext) throws(OnsetError) -> Choice
  ) throws(OnsetError) -> Plan {
    var entries: [PlanEntry] = []
    for parameter in network.parameters {
      let contexts = model.contexts(of: parameter)
      var entry = PlanEntry(parameter)
      if let reason = selection.reasonToKeep(entry) {
        entry.decision = .keep
        entry.reason = reason
      } else {
        entry.apply(try Choice.mostFrequent(of: contexts, choose))
      }
      entries.append(entry)
    }
    try selection.check(against: entries)
    let plan = Plan(
      seed: seed, source: source, entries: entries, constants: network.constants,
      remarks: network.remarks)
    try plan.check()
    return plan
  }
}

extension PlanEntry {
  /// Takes over a choice.
  fileprivate mutating func apply(_ choice: Choice) {
    decision = choice.decision
    reason = choice.reason
    if choice.ignoresParts, !layout.parts.isEmpty {
      layout.parts = []
      ignoresParts = true
    }
    guard scheme != nil, !dtype.isInitializable else { return }
    decision = .keep
    reason = "stored as \(dtype.rawValue), which Onset does not draw"
  }
}

extension Plan {
  /// Checks that every scheme fits its tensor before anything is drawn.
  fileprivate func check() throws(OnsetError) {
    for entry in entries { _ = try entry.expectation() }
    guard let refused = refusals.first else { return }
    let others = refusals.count - 1
    throw OnsetError(
      .invalidPlan,
      refused.reason + (others == 0 ? "" : ", nor \(others) other tensors"),
      at: refused.name.text,
      fix: "add a rule for it, or set the recipe's default to auto or keep")
  }
}
