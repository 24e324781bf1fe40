import OnsetCore
import OnsetModels
import OnsetPropagation

/// Finds the layers of a network: every operator that reads a weight, in execution order.
struct LayerFinder {
  private let network: Network
  private let consumers: [[Network.OperatorID]]

  init(_ network: Network, consumers: [[Network.OperatorID]]) {
    self.network = network
    self.consumers = consumers
  }

  /// One layer per operator that reads a weight; a tied weight has one per use.
  func layers() -> [CheckedLayer] {
    var weights: [Network.OperatorID: (parameter: Int, use: ParameterUse)] = [:]
    for (index, parameter) in network.parameters.enumerated() {
      for use in parameter.uses {
        guard let rank = rank(use) else { continue }
        if let known = weights[use.consumer], (self.rank(known.use) ?? .max) <= rank { continue }
        weights[use.consumer] = (index, use)
      }
    }
    let names = LayerNames(network)
    return weights.sorted { $0.key < $1.key }.compactMap { node, weight in
      layer(node, weight.parameter, weight.use, names)
    }
  }

  /// Which of an operator's parameters stands for the layer: smaller comes first; `nil` for those that
  /// make no layer of their own.
  private func rank(_ use: ParameterUse) -> Int? {
    switch use.role {
    case .kernel, .recurrentInputKernel, .normScale, .embedding: 0
    case .recurrentHiddenKernel:
      // An unrolled layer has an operator for each step.
      if case .recurrent = network.operators[use.consumer].operation { nil } else { 1 }
    case .positionalTable:
      if case .gather = network.operators[use.consumer].operation { 1 } else { nil }
    default: nil
    }
  }

  private func layer(
    _ node: Network.OperatorID, _ index: Int, _ use: ParameterUse, _ names: LayerNames
  ) -> CheckedLayer? {
    let entry = PlanEntry(network.parameters[index])
    guard let output = network.operators[node].output(0) else { return nil }
    let isNorm = use.role == .normScale
    return CheckedLayer(
      name: names.name(of: index, use: use), parameter: index,
      initializerName: entry.initializerName, role: use.role, node: node,
      operatorName: network.operators[node].operation.onnxName, shape: entry.shape,
      fans: try? entry.layout.fans(of: entry.shape),
      input: isNorm ? normInput(node) : signalInput(node), output: shifted(output))
  }

  /// The first input that depends on what the model is fed, unless it holds indices.
  private func signalInput(_ node: Network.OperatorID) -> Network.ValueID? {
    if case .gather = network.operators[node].operation { return nil }
    return network.operators[node].inputs.compactMap { $0 }.first { !network.isFixed($0) }
  }

  /// What a norm reads, also where an exporter wrote it as several operators of which the last
  /// multiplies with the scale.
  private func normInput(_ node: Network.OperatorID) -> Network.ValueID? {
    guard let value = signalInput(node) else { return nil }
    guard !network.operators[node].operation.isNormalization else { return value }
    var current = value
    for _ in 0..<8 {
      guard let producer = network.values[current].producer else { break }
      let operation = network.operators[producer].operation
      guard let before = signalInput(producer) else { break }
      if operation.isNormalization { return before }
      if case .binary(.divide) = operation, let difference = network.values[before].producer {
        return signalInput(difference) ?? value
      }
      guard operation.isTransparent else { break }
      current = before
    }
    return value
  }

  /// The value after a bias or shift that is an operator of its own.
  private func shifted(_ output: Network.ValueID) -> Network.ValueID {
    var current = output
    for _ in 0..<4 {
      guard consumers[current].count == 1, let next = consumers[current].first,
        let result = network.operators[next].output(0)
      else { return output }
      let node = network.operators[next]
      if case .binary(.add) = node.operation, addsBias(next) { return result }
      switch node.operation {
      case .reshape, .squeeze, .unsqueeze, .identity, .cast, .transpose, .flatten: current = result
      default: return output
      }
    }
    return output
  }

  private func addsBias(_ node: Network.OperatorID) -> Bool {
    network.operators[node].inputs.compactMap { $0 }.contains { value in
      guard let parameter = network.values[value].parameter else { return false }
      return network.parameters[parameter].uses.contains {
        $0.consumer == node && ($0.role == .bias || $0.role == .normShift)
      }
    }
  }
}
