public import OnsetModels
public import OnsetTheory

/// What happens to a signal between the layer that makes it and the next layer, nonlinearity or output.
///
/// The path is followed through everything that leaves the kind of signal as it is (reshapes, pooling,
/// dropout, added biases), through normalizations and through residual additions, both of which are
/// noted on the way.
public struct SignalPath: Sendable {
  /// The first nonlinearity on the way, recognised also where it is written out in several operators.
  public var activation: Activation?
  /// The first normalization that comes before any nonlinearity, such as `BatchNorm`.
  public var normalization: String?
  /// The additions of another branch that come before any nonlinearity or normalization.
  public var additions: [Addition]
  /// Whether the signal is multiplied with another branch, as in a gated linear unit.
  public var isGated: Bool
  /// Whether the signal reaches the next linear map as it is.
  public var reachesLinearMap: Bool
  /// Whether the signal becomes attention logits.
  public var reachesSoftmax: Bool
  /// Whether the signal reaches the network's output without a nonlinearity.
  public var reachesOutput: Bool

  /// The addition of two branches that both depend on the input.
  public struct Addition: Hashable, Sendable {
    /// The adding operator.
    public var node: Network.OperatorID
    /// The value that comes from the path.
    public var own: Network.ValueID
    /// The value that is added to it.
    public var other: Network.ValueID
  }
}

extension SignalPath {
  /// Follows a value through a network.
  ///
  /// - Parameters:
  ///   - value: Where the path starts: usually the output of a linear map or normalization.
  ///   - network: The graph.
  ///   - consumers: ``Network/consumers()``, computed once by the caller.
  ///   - provenance: The network's elementwise functions, computed once by the caller.
  /// - Complexity: O(operators on the path).
  package init(
    from value: Network.ValueID, in network: Network, consumers: [[Network.OperatorID]],
    provenance: Provenance
  ) {
    self.init(
      additions: [], isGated: false, reachesLinearMap: false, reachesSoftmax: false,
      reachesOutput: false)
    var visited: Set<Network.ValueID> = [value]
    var pending = [Step(value: value, crossesAddition: false)]
    while let step = pending.popLast() {
      let current = step.value
      if network.outputs.contains(current), normalization == nil { reachesOutput = true }
      if let found = provenance.nonlinearity(after: current) {
        activation = activation ?? found
        continue
      }
      for consumer in consumers[current] {
        pending += follow(step, through: consumer, in: network)
          .filter { visited.insert($0.value).inserted }
      }
    }
  }

  private init(
    additions: [Addition], isGated: Bool, reachesLinearMap: Bool, reachesSoftmax: Bool,
    reachesOutput: Bool
  ) {
    self.activation = nil
    self.normalization = nil
    self.additions = additions
    self.isGated = isGated
    self.reachesLinearMap = reachesLinearMap
    self.reachesSoftmax = reachesSoftmax
    self.reachesOutput = reachesOutput
  }

  /// A place on the path.
  private struct Step {
    var value: Network.ValueID
    /// Whether another branch has been added on the way: only the first addition belongs to the path's
    /// own branch.
    var crossesAddition: Bool
  }

  /// Notes what one consumer does with the signal and returns where the path goes on.
  private mutating func follow(
    _ step: Step, through consumer: Network.OperatorID, in network: Network
  ) -> [Step] {
    let value = step.value
    let node = network.operators[consumer]
    let results = node.outputs.compactMap { $0 }
      .map { Step(value: $0, crossesAddition: step.crossesAddition) }
    if node.operation.isTransparent {
      return node.input(0) == value || isJoin(node.operation) ? results : []
    }
    if let name = node.operation.normalizationName {
      guard node.input(0) == value else { return [] }
      if activation == nil { normalization = normalization ?? name }
      return Array(results.prefix(1))
    }
    switch node.operation {
    case .binary(.add), .binary(.subtract), .variadic(.sum):
      return added(step, by: consumer, in: network)
    case .binary(.multiply), .binary(.divide):
      guard let other = node.inputs.compactMap({ $0 }).first(where: { $0 != value }) else {
        return []
      }
      if network.isFixed(other) { return results }
      isGated = true
    case .softmax, .attention: reachesSoftmax = true
    case let operation where operation.isLinearMap: reachesLinearMap = true
    case .recurrent: reachesLinearMap = true
    default: break
    }
    return []
  }

  private func isJoin(_ operation: Operation) -> Bool {
    if case .concatenate = operation { true } else { false }
  }

  private mutating func added(
    _ step: Step, by consumer: Network.OperatorID, in network: Network
  ) -> [Step] {
    let node = network.operators[consumer]
    let others = node.inputs.compactMap { $0 }
      .filter { $0 != step.value && !network.isFixed($0) }
    if normalization == nil, !step.crossesAddition {
      additions += others.map { Addition(node: consumer, own: step.value, other: $0) }
    }
    return node.outputs.compactMap { $0 }
      .map { Step(value: $0, crossesAddition: step.crossesAddition || !others.isEmpty) }
  }
}

extension Network {
  /// Whether a value does not depend on the network's inputs: a parameter, a constant, or a view of one.
  package func isFixed(_ value: ValueID) -> Bool {
    let entry = values[value]
    return entry.constant != nil || entry.parameter != nil
  }
}
