import OnsetCore

extension ParameterFinder {
  /// A stored tensor of a recurrent layer: `W`, `R`, `B`, states and peepholes by position.
  mutating func consumeRecurrent(
    _ index: Network.OperatorID, _ attributes: RecurrentAttributes, position: Int, view: TensorView
  ) {
    let gates = attributes.cell.gates
    let hidden = attributes.hiddenSize
    guard hidden > 0, hidden <= TensorView.extentLimit else {
      return addOther(index, position, view)
    }
    switch position {
    case 1, 2:
      let role: ParameterRole = position == 1 ? .recurrentInputKernel : .recurrentHiddenKernel
      add(
        index, position, role, view, [.stack, .output, .input],
        segments: { Self.gateSegments(of: $0, axis: 1, gates: gates, hidden: hidden) })
    case 3: consumeBias(index, gates: gates, hidden: hidden, view: view)
    case 5, 6: addVector(index, position, .recurrentState, view)
    default: addOther(index, position, view)
    }
  }

  /// ONNX stores both biases of a layer in one tensor: the input side's gates, then the hidden side's.
  private mutating func consumeBias(
    _ index: Network.OperatorID, gates: [String], hidden: Int, view: TensorView
  ) {
    let half = gates.count * hidden
    guard view.dimensions.count == 2, view.dimensions[1] == 2 * half else {
      return addOther(index, 3, view)
    }
    for (side, role) in [ParameterRole.recurrentInputBias, .recurrentHiddenBias].enumerated() {
      guard let part = view.sliced(axis: 1, start: side * half, count: half) else { continue }
      add(
        index, 3, role, part, [.stack, .feature],
        segments: { Self.gateSegments(of: $0, axis: 1, gates: gates, hidden: hidden) })
    }
  }

  /// The stored blocks of a piece of packed gates, named by the gate that the operator takes them for.
  ///
  /// ONNX orders the gates in its own way, and exporters slice and join a framework's tensors to get there;
  /// the names say what each block of the *stored* tensor is.
  private static func gateSegments(
    of piece: TensorView.Piece, axis: Int, gates: [String], hidden: Int
  ) -> [UseDraft.Segment] {
    guard piece.axes[axis].count == 1, let factor = piece.axes[axis].first, factor.step == 1,
      let stored = factor.storedAxis
    else { return [] }
    let box = piece.box[axis]
    return gates.enumerated().compactMap { index, gate in
      let part = box.clamped(to: index * hidden..<(index + 1) * hidden)
      guard !part.isEmpty else { return nil }
      let start = piece.origin[stored] + part.lowerBound - box.lowerBound
      return UseDraft.Segment(name: gate, range: start..<start + part.count)
    }
  }

  // MARK: Unrolled layers

  /// A kernel whose result feeds, a step later, its own next use is the hidden kernel of an unrolled layer.
  mutating func recogniseUnrolledRecurrence() {
    for source in drafts.indices {
      let kernels = drafts[source].filter { $0.role == .kernel && $0.linear != nil }
      let users = Set(kernels.compactMap(\.linear))
      guard users.count > 1, let first = kernels.first?.linear, feedsItself(first, users: users)
      else {
        continue
      }
      for index in drafts[source].indices where users.contains(drafts[source][index].linear ?? -1) {
        drafts[source][index].role = .recurrentHiddenKernel
      }
      for user in users {
        rename(.bias, of: user, to: .recurrentHiddenBias)
        guard let inputSide = inputProjection(besides: user) else { continue }
        rename(.kernel, of: inputSide, to: .recurrentInputKernel)
        rename(.bias, of: inputSide, to: .recurrentInputBias)
      }
    }
  }

  private mutating func rename(
    _ role: ParameterRole, of linear: Network.OperatorID, to new: ParameterRole
  ) {
    for source in drafts.indices {
      for index in drafts[source].indices
      where drafts[source][index].linear == linear && drafts[source][index].role == role {
        drafts[source][index].role = new
      }
    }
  }

  /// Whether an operator's result reaches another user of the same kernel without another linear map.
  private func feedsItself(_ start: Network.OperatorID, users: Set<Network.OperatorID>) -> Bool {
    var seen: Set<Network.ValueID> = []
    var pending = graph.operators[start].outputs.compactMap { $0 }
    while let value = pending.popLast(), seen.count < 256 {
      guard seen.insert(value).inserted else { continue }
      for consumer in graph.consumers[value] {
        if users.contains(consumer) { return true }
        let node = graph.operators[consumer]
        if node.operation.isStepwise { pending += node.outputs.compactMap { $0 } }
      }
    }
    return false
  }

  /// The projection of the layer's input that is added to the hidden side's.
  private func inputProjection(besides user: Network.OperatorID) -> Network.OperatorID? {
    var value = graph.operators[user].output(0)
    for _ in 0..<8 {
      guard let current = value, let consumer = graph.consumers[current].first else { return nil }
      let node = graph.operators[consumer]
      guard case .binary(.add) = node.operation else {
        guard node.operation.movesElements else { return nil }
        value = node.output(0)
        continue
      }
      let other = node.inputs.first { $0 != current } ?? nil
      if graph.isActivation(other) { return linearOrigin(of: other) }
      value = node.output(0)
    }
    return nil
  }

  /// The linear operator that a value comes from by moving elements and adding biases.
  private func linearOrigin(of value: Network.ValueID?) -> Network.OperatorID? {
    var current = value
    for _ in 0..<32 {
      guard let index = graph.producer(of: current) else { return nil }
      let node = graph.operators[index]
      if node.operation.isLinear { return index }
      switch node.operation {
      case .slice, .split, .gather: current = node.input(0)
      case .binary(.add): current = node.inputs.first { graph.isActivation($0) } ?? nil
      default:
        guard node.operation.movesElements else { return nil }
        current = node.input(0)
      }
    }
    return nil
  }
}

extension Operation {
  /// Whether a recurrent cell may use the operator between two steps.
  fileprivate var isStepwise: Bool {
    switch self {
    case .split, .slice, .gather, .concatenate, .layerNormalization, .rmsNormalization: true
    default: movesElements || isElementwise
    }
  }
}
