/// The framework's names for a tensor at one place of use.
struct UseNames {
  private let graph: GraphIndex
  private let hints: NamingHints
  private let origins: [FlatNode]

  /// Prepares to name uses.
  init(_ graph: GraphIndex, hints: NamingHints, origins: [FlatNode]) {
    self.graph = graph
    self.hints = hints
    self.origins = origins
  }

  /// The names that the file records for a use, surest first.
  func recorded(_ draft: UseDraft) -> [String] {
    let node = graph.operators[draft.consumer]
    // A copy made by `Identity` carries the name of the parameter that it replaces.
    if let input = node.input(draft.position), let producer = graph.producer(of: input),
      case .identity = graph.operators[producer].operation,
      case .parameter = hints.origin(of: graph.values[input].name)
    {
      return [graph.values[input].name]
    }
    guard let leaf = draft.role.leafName, !hints.parameterTargets.isEmpty else { return [] }
    var names: [String] = []
    let flat = origins[draft.consumer]
    if !ModulePath.isFusedNorm(flat) {
      let traced = tracedTargets(flat).filter { target in
        let last = target.split(separator: ".").last.map(String.init) ?? target
        return last == leaf || last.hasSuffix("_\(leaf)")
      }
      if traced.count == 1 { names.append(traced[0]) }
    }
    if let name = guess(draft)?.name, hints.parameterTargets.contains(name), !names.contains(name) {
      names.append(name)
    }
    return names
  }

  /// The name that the module of the operator would give to such a parameter.
  func guess(_ draft: UseDraft) -> (module: String, name: String)? {
    let node = graph.operators[draft.consumer]
    guard let leaf = draft.role.leafName, let module = node.module, !module.isEmpty,
      !isSwallowedNorm(draft, node)
    else { return nil }
    return (module, "\(module).\(leaf)")
  }

  /// Whether a bias came into a convolution with a batch norm: the framework has no parameter of that name.
  private func isSwallowedNorm(_ draft: UseDraft, _ node: Operator) -> Bool {
    guard case .convolution = node.operation, draft.role == .bias, let kernel = node.input(1) else {
      return false
    }
    return hints.origin(of: graph.values[kernel].name) == .anonymous
  }

  /// The parameters that the traced operation of a node reads: `%p_blocks_0_attn_qkv_weight`.
  private func tracedTargets(_ flat: FlatNode) -> [String] {
    guard let text = flat.metadata("pkg.torch.onnx.fx_node") else { return [] }
    return text.split(separator: "%").compactMap { part in
      let token = part.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      return hints.targets[String(token)]
    }
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
