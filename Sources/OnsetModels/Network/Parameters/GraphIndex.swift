import OnsetCore

/// A built graph with the answers that recognising parameters needs: who reads a value, where it comes from.
struct GraphIndex {
  /// The operators in execution order.
  let operators: [Operator]
  /// The values.
  let values: [Value]
  /// What inference found, by value.
  let facts: [ValueFacts]
  /// The operators that read each value.
  let consumers: [[Network.OperatorID]]

  /// Indexes a built graph.
  init(_ builder: NetworkBuilder) {
    operators = builder.operators
    values = builder.values
    facts = builder.facts
    var consumers = [[Network.OperatorID]](repeating: [], count: builder.values.count)
    for (index, node) in builder.operators.enumerated() {
      for input in node.inputs.compactMap({ $0 }) where consumers[input].last != index {
        consumers[input].append(index)
      }
    }
    self.consumers = consumers
  }

  /// The operator that computes a value.
  func producer(of value: Network.ValueID?) -> Network.OperatorID? {
    value.flatMap { values[$0].producer }
  }

  /// Whether a value depends on what is fed to the model.
  func isActivation(_ value: Network.ValueID?) -> Bool {
    value.map { facts[$0].dependsOnInput } ?? false
  }

  /// The value before every operator that only moves or converts elements.
  func origin(of value: Network.ValueID?) -> Network.ValueID? {
    var current = value
    for _ in 0..<64 {
      guard let index = producer(of: current), operators[index].operation.movesElements else {
        break
      }
      current = operators[index].input(0)
    }
    return current
  }

  /// The only other input of an operator with two inputs.
  func partner(of position: Int, in node: Operator) -> Network.ValueID? {
    node.inputs.count == 2 ? node.inputs[1 - position] : nil
  }

  // MARK: Attention

  /// Whether a value becomes the argument of a softmax by elementwise operators alone.
  func reachesSoftmax(_ value: Network.ValueID) -> Bool {
    var seen: Set<Network.ValueID> = [value]
    var pending = [value]
    while let current = pending.popLast(), seen.count < 64 {
      for consumer in consumers[current] {
        let node = operators[consumer]
        if case .softmax = node.operation { return true }
        guard node.operation.movesElements || node.operation.isElementwise else { continue }
        for output in node.outputs.compactMap({ $0 }) where seen.insert(output).inserted {
          pending.append(output)
        }
      }
    }
    return false
  }

  /// Whether a value is a softmax, or one changed by elementwise operators alone.
  func comesFromSoftmax(_ value: Network.ValueID?) -> Bool {
    var seen: Set<Network.ValueID> = []
    var pending = value.map { [$0] } ?? []
    while let current = pending.popLast(), seen.count < 64 {
      guard seen.insert(current).inserted, let index = producer(of: current) else { continue }
      let node = operators[index]
      if case .softmax = node.operation { return true }
      if node.operation.movesElements || node.operation.isElementwise {
        pending += node.inputs.compactMap { $0 }
      }
    }
    return false
  }

  // MARK: Normalization

  /// Whether a value is normalized and not yet scaled: the result of a norm, or of a norm spelled out as a
  /// division by a root mean square.
  func isNormalized(_ value: Network.ValueID?) -> Bool {
    guard let value = origin(of: value), let index = producer(of: value) else { return false }
    let node = operators[index]
    switch node.operation {
    case .batchNormalization, .layerNormalization, .rmsNormalization, .instanceNormalization,
      .groupNormalization, .lpNormalization, .meanVarianceNormalization:
      return true
    case .binary(.divide): return isSpread(node.input(1))
    case .binary(.multiply):
      return node.inputs.contains { input in
        guard let root = producer(of: origin(of: input)) else { return false }
        switch operators[root].operation {
        case .unary(.reciprocal): return isSpread(operators[root].input(0))
        case .binary(.divide): return isSpread(operators[root].input(1))
        case .binary(.power): return isMoment(operators[root].input(0))
        default: return false
        }
      }
    default: return false
    }
  }

  /// Whether a value is the root of a mean, or a length.
  private func isSpread(_ value: Network.ValueID?) -> Bool {
    guard let index = producer(of: origin(of: value)) else { return false }
    let node = operators[index]
    switch node.operation {
    case .unary(.squareRoot), .binary(.power): return isMoment(node.input(0))
    case .reduce(.l2, _, _, _): return isActivation(node.input(0))
    case .clip, .variadic(.maximum), .binary(.add): return isSpread(node.input(0))
    default: return false
    }
  }

  /// Whether a value is a mean or sum over an activation's features, perhaps with a small number added.
  private func isMoment(_ value: Network.ValueID?) -> Bool {
    guard let index = producer(of: origin(of: value)) else { return false }
    let node = operators[index]
    switch node.operation {
    case .reduce(.mean, _, _, _), .reduce(.sum, _, _, _), .reduce(.sumOfSquares, _, _, _):
      return isActivation(node.input(0))
    case .binary(.add): return node.inputs.contains { isActivation($0) && isMoment($0) }
    case .variadic(.maximum), .clip: return isMoment(node.input(0))
    default: return false
    }
  }
}
