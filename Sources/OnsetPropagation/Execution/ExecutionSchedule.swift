import OnsetModels

/// Which operators have to run for a network's outputs, and after which of them each value is done with.
struct ExecutionSchedule: Sendable {
  /// The operators that an output depends on, in execution order.
  let operators: [Network.OperatorID]
  /// By place in ``operators``: the values that no later operator and no output reads.
  let released: [[Network.ValueID]]

  init(_ network: Network) {
    var needed = Set(network.outputs)
    var chosen: [Network.OperatorID] = []
    for (index, node) in network.operators.enumerated().reversed() {
      guard node.outputs.contains(where: { $0.map(needed.contains) ?? false }) else { continue }
      chosen.append(index)
      needed.formUnion(node.inputs.compactMap { $0 })
    }
    operators = chosen.reversed()

    // Seen from the end, the first reader met is the last one; a result without readers goes at once.
    var kept = Set(network.outputs)
    var released = [[Network.ValueID]](repeating: [], count: operators.count)
    for place in operators.indices.reversed() {
      let node = network.operators[operators[place]]
      for value in (node.inputs + node.outputs).compactMap({ $0 })
      where kept.insert(value).inserted { released[place].append(value) }
    }
    self.released = released
  }
}
