import OnsetCore

/// Restores the framework's names of parameters that an optimized export renamed or merged.
struct ParameterNames {
  /// A restored name.
  struct Restored {
    /// The framework's name, or the file's where nothing better is known.
    var name: String
    /// Whether the file stores the transpose of the framework's tensor.
    var isTransposed = false
    /// Other parameters of the framework that the exporter stored in the same tensor.
    var merged: [String] = []
  }

  private let finder: ParameterFinder
  private let hints: NamingHints
  private let origins: [FlatNode]
  private var taken: Set<String>

  /// Prepares to name the candidates that are parameters.
  init(_ finder: ParameterFinder, hints: NamingHints, origins: [FlatNode]) {
    self.finder = finder
    self.hints = hints
    self.origins = origins
    taken = Set(finder.candidates.filter { $0.origin == .parameter }.map(\.name))
  }

  /// The name of a candidate.
  mutating func name(of source: Int) -> Restored {
    let candidate = finder.candidates[source]
    let named = usedNames(of: source)
    if candidate.origin == .parameter || candidate.origin == .buffer {
      return Restored(name: candidate.name, merged: merged(named, besides: candidate.name))
    }
    var options: [String] = []
    if case .folded(let parameters, let others) = candidate.origin, parameters.count == 1,
      others == 0
    {
      options = parameters
    } else if case .anonymous = candidate.origin {
      options = named
    }
    guard let name = options.first(where: { taken.insert($0).inserted }) else {
      return Restored(name: candidate.name)
    }
    return Restored(
      name: name, isTransposed: isTransposed(source), merged: merged(named, besides: name))
  }

  private func merged(_ names: [String], besides name: String) -> [String] {
    names.filter { $0 != name && !taken.contains($0) }
  }

  /// The names under which the framework's program uses a tensor, in the order of use.
  private func usedNames(of source: Int) -> [String] {
    var names: [String] = []
    for draft in finder.drafts[source] {
      for name in self.names(of: draft) where !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// The framework's names of one use: the program's own, then the one that the module would have.
  private func names(of draft: UseDraft) -> [String] {
    // A copy made by `Identity` carries the name of the parameter that it replaces.
    let flat = origins[draft.consumer]
    let node = finder.graph.operators[draft.consumer]
    if let input = node.input(draft.position), let producer = finder.graph.producer(of: input),
      case .identity = finder.graph.operators[producer].operation,
      case .parameter = hints.origin(of: finder.graph.values[input].name)
    {
      return [finder.graph.values[input].name]
    }
    guard let leaf = draft.role.leafName else { return [] }
    var names: [String] = []
    let traced =
      ModulePath.isFusedNorm(flat)
      ? []
      : tracedTargets(flat).filter { target in
        let last = target.split(separator: ".").last.map(String.init) ?? target
        return last == leaf || last.hasSuffix("_\(leaf)")
      }
    if traced.count == 1 { names.append(traced[0]) }
    if let module = node.module, !module.isEmpty {
      let name = "\(module).\(leaf)"
      let isKnown = hints.parameterTargets.contains(name)
      // Without a list of the program's parameters the module's name is the best guess.
      if hints.parameterTargets.isEmpty || isKnown, !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// The parameters that the traced operation of a node reads: `%p_blocks_0_attn_qkv_weight`.
  private func tracedTargets(_ flat: FlatNode) -> [String] {
    guard let text = flat.metadata("pkg.torch.onnx.fx_node") else { return [] }
    return text.split(separator: "%").compactMap { part in
      let token = part.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      return hints.targets[String(token)]
    }
  }

  /// Whether a renamed kernel is stored input first where the framework stores it output first.
  ///
  /// Exporters rename a matrix because they fold the transposition of a linear layer into it; layers that
  /// store it input first, such as GPT-2's, need no folding and keep their name.
  private func isTransposed(_ source: Int) -> Bool {
    guard finder.candidates[source].constant.shape.rank == 2,
      let draft = finder.drafts[source].first(where: { $0.role == .kernel })
    else { return false }
    return draft.layout.axes == [.input, .output]
  }
}

extension ParameterRole {
  /// The last component of the name that frameworks give to such a parameter.
  fileprivate var leafName: String? {
    switch self {
    case .kernel, .normScale, .embedding, .slope: "weight"
    case .bias, .normShift: "bias"
    case .runningMean: "running_mean"
    case .runningVariance: "running_var"
    default: nil
    }
  }

}
