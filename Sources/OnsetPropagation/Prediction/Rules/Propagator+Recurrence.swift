import OnsetCore
import OnsetModels

/// Recurrent layers: the whole sequence, the last hidden state and, for an LSTM, the last cell state.
extension Propagator {
  func recurrent(_ node: Operator, _ attributes: RecurrentAttributes) -> [Signal] {
    var attributes = attributes
    let unknown = node.outputs.map { _ in Signal.unknown }
    guard let field = field(node, 0), field.factors.axes.count == 3 else { return unknown }
    let time = attributes.isBatchFirst ? 1 : 0
    guard field.factors.axes[2].allSatisfy(\.isFeature),
      field.factors.axes[time].allSatisfy({ $0.positionAxis != nil }),
      let sequence = listed(field), sequence.sites.extents.count <= 1,
      let hidden = shape(node.input(2))?.last, attributes.clip == nil,
      startsFromZero(node, steps: max(1, sequence.sites.positions))
    else { return unknown }
    attributes.hiddenSize = hidden
    let directions = attributes.direction == .bidirectional ? 2 : 1
    let gates = attributes.cell.gates.map { gateStatistics($0, in: currentOperator) }
    var parts: [(output: Part, last: Part)] = []
    for direction in 0..<directions {
      let isReversed = attributes.direction == .reverse || direction == 1
      parts.append(run(sequence, attributes, gates, isReversed: isReversed))
    }
    return node.outputs.indices.map { index in
      switch index {
      case 0: .field(output(parts.map(\.output), field, attributes, time: time))
      case 1: .field(last(parts.map(\.last), field, attributes))
      default: .unknown
      }
    }
  }

  /// Whether the layer runs over whole sequences from states of zero and without peepholes: the case
  /// that is predicted.
  private func startsFromZero(_ node: Operator, steps: Int) -> Bool {
    if node.input(4) != nil {
      guard let lengths = integers(node, 4), lengths.allSatisfy({ $0 == steps }) else {
        return false
      }
    }
    return (5...7).allSatisfy { position in
      node.input(position) == nil || scalar(node, position) == 0
        || statistics(node, position)?.secondMoment == 0 || isStoredZero(node, position)
    }
  }

  private func isStoredZero(_ node: Operator, _ position: Int) -> Bool {
    guard case .parameter(let state) = signal(node, position) else { return false }
    return state.statistics.secondMoment == 0
  }

  /// One direction: the sequence of hidden states, and the last of them.
  private func run(
    _ field: Field, _ attributes: RecurrentAttributes, _ gates: [GateStatistics], isReversed: Bool
  ) -> (Part, Part) {
    let sites = field.sites
    let steps = max(1, sites.positions)
    let order = Array(0..<steps)
    let extents = sites.extents
    func turned(_ kernel: Kernel) -> Kernel {
      isReversed ? kernel.selecting(positions: order.reversed(), extents: extents) : kernel
    }
    let layer = RecurrentKernel(
      turned(field.kernel), features: field.featureCount, attributes: attributes, gates: gates)
    let source = derive(turned(layer.output)) { gradient in
      field.receive(turned(RecurrentPullback(layer, gradient: turned(gradient)).inputGradient))
    }
    source.spread = field.spread + 2 / Double(max(1, attributes.hiddenSize))
    let part = Part(source, count: attributes.hiddenSize)
    let end = isReversed ? 0 : steps - 1
    let last = derive(source.kernel.selecting(positions: [end], extents: [])) { gradient in
      part.receive(gradient.scattered(to: source.kernel.sites, positions: [end]))
    }
    return (part, Part(last, count: attributes.hiddenSize))
  }

  /// Y: [steps, directions, samples, hidden], or [samples, steps, directions, hidden].
  private func output(
    _ parts: [Part], _ field: Field, _ attributes: RecurrentAttributes, time: Int
  ) -> Field {
    let direction: [AxisFactor] = parts.count > 1 ? [.feature(parts.count)] : []
    let hidden: [AxisFactor] = [.feature(attributes.hiddenSize)]
    let axes = field.factors.axes
    let factors =
      time == 0 ? [axes[0], direction, axes[1], hidden] : [axes[0], axes[1], direction, hidden]
    return Field(factors: AxisFactors(axes: factors), parts: parts)
  }

  /// Y_h: [directions, samples, hidden], or [samples, directions, hidden].
  private func last(_ parts: [Part], _ field: Field, _ attributes: RecurrentAttributes) -> Field {
    let direction: [AxisFactor] = parts.count > 1 ? [.feature(parts.count)] : []
    let hidden: [AxisFactor] = [.feature(attributes.hiddenSize)]
    let sample = field.factors.axes[attributes.isBatchFirst ? 0 : 1]
    let factors =
      attributes.isBatchFirst ? [sample, direction, hidden] : [direction, sample, hidden]
    return Field(factors: AxisFactors(axes: factors), parts: parts)
  }

  /// The statistics of one gate's block of every parameter that the operator reads.
  private func gateStatistics(
    _ gate: String, in consumer: Network.OperatorID
  ) -> GateStatistics {
    var result = GateStatistics()
    for (index, parameter) in network.parameters.enumerated() {
      for use in parameter.uses where use.consumer == consumer {
        guard
          let statistics = weights.statistics(
            of: index, region: Self.region(of: gate, use, Array(parameter.shape.dimensions)))
        else { continue }
        switch use.role {
        case .recurrentInputKernel: result.input = statistics.secondMoment
        case .recurrentHiddenKernel: result.hidden = statistics.secondMoment
        case .recurrentInputBias: result.inputBias = statistics
        case .recurrentHiddenBias: result.hiddenBias = statistics
        default: break
        }
      }
    }
    return result
  }

  /// The gate's part of the packed axis; `nil` for the whole tensor.
  private static func region(
    of gate: String, _ use: ParameterUse, _ shape: [Int]
  ) -> [Range<Int>]? {
    let layout = use.layout
    guard layout.axes.count == shape.count, layout.parts.contains(where: { $0.name == gate }),
      let axis = layout.axes.firstIndex(where: { $0 == .output || $0 == .feature })
    else { return nil }
    var region = shape.map { 0..<$0 }
    var start = use.region.indices.contains(axis) ? use.region[axis].lowerBound : 0
    for part in layout.parts {
      if part.name == gate { region[axis] = start..<(start + part.extent) }
      start += part.extent
    }
    return region[axis].upperBound <= shape[axis] ? region : nil
  }
}
