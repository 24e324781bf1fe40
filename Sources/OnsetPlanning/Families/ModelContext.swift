import OnsetCore
import OnsetModels
import OnsetPropagation

/// A network with what is computed once for all of its parameters.
struct ModelContext {
  let network: Network
  private let consumers: [[Network.OperatorID]]
  private let provenance: Provenance
  private let residuals: ResidualStructure
  private let kernels: [Network.OperatorID: PlanEntry]
  private let biased: Set<Network.OperatorID>

  init(_ network: Network) {
    self.network = network
    consumers = network.consumers()
    provenance = Provenance(network, consumers: consumers)
    residuals = ResidualStructure(network, consumers: consumers)
    let kernels = Self.kernels(of: network)
    self.kernels = kernels
    biased = Set(
      network.parameters.flatMap(\.uses).filter { $0.role == .bias }
        .compactMap { Self.layer(of: $0, in: network, kernels) })
  }

  /// What the graph says about one parameter.
  func context(of parameter: Parameter) -> ParameterContext {
    context(of: parameter, use: parameter.primaryUse)
  }

  /// What the graph says about each of the parameters that share a stored tensor only because the
  /// exporter found them equal; of any other parameter, what its deciding use says.
  func contexts(of parameter: Parameter) -> [ParameterContext] {
    guard let role = parameter.primaryUse?.role, !parameter.mergedNames.isEmpty, !parameter.isTied
    else { return [context(of: parameter)] }
    return parameter.uses.filter { $0.role == role }.map { context(of: parameter, use: $0) }
  }

  private func context(of parameter: Parameter, use: ParameterUse?) -> ParameterContext {
    let consumer = use.map { network.operators[$0.consumer] }
    let layer = use.flatMap { Self.layer(of: $0, in: network, kernels) }
    let path = output(of: use).map {
      SignalPath(from: $0, in: network, consumers: consumers, provenance: provenance)
    }
    return ParameterContext(
      parameter: parameter, entry: PlanEntry(parameter), use: use, consumer: consumer, path: path,
      residual: path.flatMap(residuals.place), layer: layer, kernel: layer.flatMap { kernels[$0] })
  }

  /// What the graph says about a linear map: where its input was made and what happens to its output.
  func surroundings(of layer: Network.OperatorID) -> (origin: SignalOrigin, path: SignalPath)? {
    guard let output = network.operators[layer].output(0),
      let input = network.operators[layer].inputs.compactMap({ $0 })
        .first(where: { !network.isFixed($0) })
    else { return nil }
    return (
      SignalOrigin(of: input, in: network, provenance: provenance),
      SignalPath(from: output, in: network, consumers: consumers, provenance: provenance)
    )
  }

  /// The linear map whose units a linear map reads, through elementwise functions and what keeps the
  /// halves of the units apart (flattening behind the channels, averages over places); `nil` where
  /// something else stands between.
  func feeder(of layer: Network.OperatorID) -> Network.OperatorID? {
    var current = network.operators[layer].inputs.compactMap { $0 }
      .first { !network.isFixed($0) }
    while let value = current {
      let source = provenance.sources[value]
      guard let producer = network.values[source].producer else { return nil }
      let node = network.operators[producer]
      if kernels[producer] != nil { return producer }
      switch node.operation {
      case .binary(.add), .flatten(axis: 1), .globalPool(.average), .pool, .identity, .dropout,
        .reshape:
        guard keepsHalves(node) else { return nil }
      default: return nil
      }
      let signals = node.inputs.compactMap { $0 }.filter { !network.isFixed($0) }
      current = signals.count == 1 ? signals[0] : nil
    }
    return nil
  }

  private func keepsHalves(_ node: Operator) -> Bool {
    switch node.operation {
    case .pool(let attributes): return attributes.kind == .average
    case .reshape:
      // From N×C×… to N×(C·…): the channels stay outermost.
      guard let value = node.input(0), let input = network.values[value].dimensions,
        let output = node.output(0).flatMap({ network.values[$0].dimensions })
      else { return false }
      return output.count == 2 && input.count >= 2 && input.first == output.first
    default: return true
    }
  }

  /// Whether a layer has an even number of units along an axis, in one matrix.
  func hasPairs(_ layer: Network.OperatorID, of axis: WeightLayout.Axis) -> Bool {
    guard let kernel = kernels[layer], kernel.layout.groups == 1, kernel.layout.parts.isEmpty,
      !kernel.layout.axes.contains(.stack), !kernel.layout.isTransposedConvolution,
      let index = kernel.layout.axes.firstIndex(of: axis), index < kernel.shape.rank
    else { return false }
    return kernel.shape[index] % 2 == 0
  }

  /// The linear maps that hold a kernel.
  var layers: [Network.OperatorID] {
    kernels.keys.sorted().filter { network.operators[$0].operation.isLinearMap }
  }

  /// The value that another one is an elementwise function of; itself where it is none.
  func elementwiseSource(of value: Network.ValueID) -> Network.ValueID { provenance.sources[value] }

  /// What happens to a value on its way to the next linear map, nonlinearity or output.
  func path(from value: Network.ValueID) -> SignalPath {
    SignalPath(from: value, in: network, consumers: consumers, provenance: provenance)
  }

  /// Whether an operator adds a residual branch to its shortcut.
  func isResidualAddition(_ node: Network.OperatorID) -> Bool { residuals.contains(node) }

  /// Whether a linear map has biases, of its own or added by the operator after it.
  func hasBias(_ layer: Network.OperatorID) -> Bool { biased.contains(layer) }

  /// The value that the layer returns in which the use takes part.
  private func output(of use: ParameterUse?) -> Network.ValueID? {
    guard let use else { return nil }
    switch use.role {
    case .kernel, .bias, .normScale, .normShift: return network.operators[use.consumer].output(0)
    default: return nil
    }
  }

  /// The operator with the kernel of the layer that a use belongs to: for a bias that is added on its
  /// own, the operator before.
  private static func layer(
    of use: ParameterUse, in network: Network, _ kernels: [Network.OperatorID: PlanEntry]
  ) -> Network.OperatorID? {
    if kernels[use.consumer] != nil { return use.consumer }
    guard use.role == .bias else { return nil }
    return network.operators[use.consumer].inputs.compactMap { $0 }
      .compactMap { network.values[$0].producer }
      .first { kernels[$0] != nil }
  }

  /// For each operator that holds a kernel: that kernel; for recurrent layers the hidden one.
  private static func kernels(of network: Network) -> [Network.OperatorID: PlanEntry] {
    var kernels: [Network.OperatorID: PlanEntry] = [:]
    for parameter in network.parameters {
      for use in parameter.uses
      where use.role == .kernel || use.role == .recurrentHiddenKernel {
        kernels[use.consumer] = PlanEntry(parameter)
      }
    }
    return kernels
  }
}
