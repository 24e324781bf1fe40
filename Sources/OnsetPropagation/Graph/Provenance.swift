package import OnsetModels
package import OnsetTheory

/// For every value of a network, the value of which it is a function element by element: the operators
/// in which an exporter writes `x * sigmoid(x)` or a GELU become one scalar function again.
///
/// A value that joins two different sources, as a residual sum does, starts anew: it is its own source.
package struct Provenance: Sendable {
  /// The value that each value is a function of; itself where it is none.
  package let sources: [Network.ValueID]
  private let functions: [Network.ValueID: ScalarFunction]
  private let members: [Network.ValueID: [Network.ValueID]]
  private let consumers: [[Network.OperatorID]]
  private let outputs: Set<Network.ValueID>
  private let results: [Network.ValueID?]

  /// Traces every value of a network.
  ///
  /// - Parameters:
  ///   - network: The graph.
  ///   - consumers: ``Network/consumers()``, computed once by the caller.
  /// - Complexity: O(operators × inputs), and a search for kinks for each elementwise operator.
  package init(_ network: Network, consumers: [[Network.OperatorID]]) {
    var sources = Array(network.values.indices)
    var functions: [Network.ValueID: ScalarFunction] = [:]
    var members: [Network.ValueID: [Network.ValueID]] = [:]
    for node in network.operators {
      guard node.outputs.compactMap({ $0 }).count == 1, let result = node.output(0),
        !network.isFixed(result)
      else { continue }
      let origins = Set(
        node.inputs.compactMap { $0 }.filter { !network.isFixed($0) }.map { sources[$0] })
      guard origins.count == 1, let source = origins.first,
        let function = Self.function(of: node, of: source, functions, sources, in: network)
      else { continue }
      sources[result] = source
      functions[result] = function
      members[source, default: []].append(result)
    }
    self.sources = sources
    self.functions = functions
    self.members = members
    self.consumers = consumers
    outputs = Set(network.outputs)
    results = network.operators.map { $0.output(0) }
  }

  /// The function by which a value comes from its source; the identity where it is its own.
  package func function(of value: Network.ValueID) -> ScalarFunction {
    functions[value] ?? .identity
  }

  /// The nonlinear function through which a value goes on, named if it is a known one; `nil` where it is
  /// only scaled and shifted.
  package func nonlinearity(after value: Network.ValueID) -> Activation? {
    (members[value] ?? []).lazy
      .filter { isExit($0, of: value) }
      .map { function(of: $0) }
      .first { !$0.isAffine }
      .map { Activation(recognizing: $0) }
  }

  /// The nonlinear function that made a value, named if it is a known one.
  package func nonlinearity(before value: Network.ValueID) -> Activation? {
    guard let function = functions[value], !function.isAffine else { return nil }
    return Activation(recognizing: function)
  }

  /// Whether something uses the value that is no longer a function of the same source.
  private func isExit(_ value: Network.ValueID, of source: Network.ValueID) -> Bool {
    outputs.contains(value)
      || consumers[value].contains { consumer in
        results[consumer].map { sources[$0] != source } ?? true
      }
  }

  /// The function of the source that a node computes, or `nil` where it is none.
  private static func function(
    of node: Operator, of source: Network.ValueID, _ functions: [Network.ValueID: ScalarFunction],
    _ sources: [Network.ValueID], in network: Network
  ) -> ScalarFunction? {
    func constant(_ position: Int) -> Double? {
      node.input(position).flatMap { network.values[$0].constant?.scalar }
    }
    func operand(_ position: Int) -> ScalarFunction? {
      guard let value = node.input(position) else { return nil }
      if network.isFixed(value) { return constant(position).map { .constant($0) } }
      return sources[value] == source ? functions[value] ?? .identity : nil
    }
    switch node.operation {
    case .identity, .cast, .castLike, .dropout: return operand(0)
    case .unary(let function):
      guard let inner = operand(0) else { return nil }
      return function.scalarFunction?.composed(with: inner)
    case .binary(let function):
      guard let left = operand(0), let right = operand(1) else { return nil }
      return function.scalarFunction(left, right, exponent: constant(1))
    case .variadic(let function):
      let operands = node.inputs.indices.compactMap(operand)
      guard operands.count == node.inputs.count else { return nil }
      return function.scalarFunction(operands)
    case .select:
      guard let condition = operand(0), let accepted = operand(1), let otherwise = operand(2)
      else { return nil }
      // The condition is 0 or 1, a half tells them apart.
      return .select(
        condition - .constant(0.5), positive: accepted, otherwise: otherwise)
    case .clip:
      guard let inner = operand(0) else { return nil }
      let isGiven = (1...2).map { node.input($0) != nil }
      let bounds = (1...2).map(constant)
      let (lower, upper) = (bounds[0] ?? -.infinity, bounds[1] ?? .infinity)
      guard zip(isGiven, bounds).allSatisfy({ !$0 || $1 != nil }), lower < upper else { return nil }
      return ScalarFunction.clip(to: lower, upper).composed(with: inner)
    default: return nil
    }
  }
}
