package import OnsetModels
package import OnsetTheory

/// Where the signal that a layer reads was made, seen through everything that only moves, copies or
/// averages it.
package enum SignalOrigin: Sendable {
  /// The network's input, a table that was looked up, or a parameter.
  case input
  /// A normalization, after which the second moment is one, possibly through an activation.
  case normalization(Activation?)
  /// An activation of what a linear map or a sum made.
  case activation(Activation)
  /// A linear map with no nonlinearity after it.
  case linearMap
  /// A sum of branches.
  case sum
  /// Anything else: a product of branches, a softmax, a recurrent layer.
  case other

  /// Follows a value back to where it was made.
  ///
  /// - Parameters:
  ///   - value: The value that a layer reads.
  ///   - network: The graph.
  ///   - provenance: The network's elementwise functions.
  /// - Complexity: O(operators on the way).
  package init(of value: Network.ValueID, in network: Network, provenance: Provenance) {
    var current = value
    var activation: Activation?
    while true {
      if activation == nil { activation = provenance.nonlinearity(before: current) }
      current = provenance.sources[current]
      guard let index = network.values[current].producer, !network.isFixed(current) else {
        self = activation.map(SignalOrigin.activation) ?? .input
        return
      }
      let node = network.operators[index]
      if let passed = Self.passed(by: node, in: network) {
        current = passed
        continue
      }
      self = Self.end(at: node, activation: activation)
      return
    }
  }

  /// The value that goes through an operator unchanged in kind; `nil` where the signal starts there.
  private static func passed(by node: Operator, in network: Network) -> Network.ValueID? {
    if case .gather = node.operation, let table = node.input(0), network.isFixed(table) {
      return nil
    }
    if node.operation.isTransparent {
      return node.inputs.compactMap { $0 }.first { !network.isFixed($0) }
    }
    switch node.operation {
    case .binary(.add), .binary(.subtract), .binary(.multiply), .binary(.divide):
      let signals = node.inputs.compactMap { $0 }.filter { !network.isFixed($0) }
      return signals.count == 1 ? signals[0] : nil
    default: return nil
    }
  }

  private static func end(at node: Operator, activation: Activation?) -> SignalOrigin {
    if node.operation.isNormalization { return .normalization(activation) }
    switch node.operation {
    case .gather: return activation.map(SignalOrigin.activation) ?? .input
    case .binary(.add), .binary(.subtract), .variadic(.sum):
      return activation.map(SignalOrigin.activation) ?? .sum
    case let operation where operation.isLinearMap:
      return activation.map(SignalOrigin.activation) ?? .linearMap
    default: return .other
    }
  }
}
