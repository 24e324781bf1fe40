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

  init(_ network: Network) {
    self.network = network
    consumers = network.consumers()
    provenance = Provenance(network, consumers: consumers)
    residuals = ResidualStructure(network, consumers: consumers)
    kernels = Self.kernels(of: network)
  }

  /// What the graph says about one parameter.
  func context(of parameter: Parameter) -> ParameterContext {
    let use = parameter.primaryUse
    let consumer = use.map { network.operators[$0.consumer] }
    let path = output(of: use).map {
      SignalPath(from: $0, in: network, consumers: consumers, provenance: provenance)
    }
    return ParameterContext(
      parameter: parameter, entry: PlanEntry(parameter), use: use, consumer: consumer, path: path,
      residual: path.flatMap(residuals.place), kernel: use.flatMap(kernel))
  }

  /// The value that the layer returns in which the use takes part.
  private func output(of use: ParameterUse?) -> Network.ValueID? {
    guard let use else { return nil }
    switch use.role {
    case .kernel, .bias, .normScale, .normShift: return network.operators[use.consumer].output(0)
    default: return nil
    }
  }

  /// The kernel that feeds the bias's consumer, or that the consumer itself holds.
  private func kernel(for use: ParameterUse) -> PlanEntry? {
    switch use.role {
    case .bias:
      if let own = kernels[use.consumer] { return own }
      let inputs = network.operators[use.consumer].inputs.compactMap { $0 }
      return inputs.lazy.compactMap { value in
        network.values[value].producer.flatMap { kernels[$0] }
      }.first
    case .recurrentInputBias, .recurrentHiddenBias: return kernels[use.consumer]
    default: return nil
    }
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
