import OnsetCore
import OnsetModels
import OnsetPropagation
import OnsetTheory

/// Everything that rules read, computed once.
struct CheckContext {
  /// The graph.
  let network: Network
  /// The graph with what is known of paths and residual branches.
  let model: ModelContext
  /// The layers, in execution order.
  let layers: [CheckedLayer]
  /// What the elements of each parameter look like; `nil` for what is no floating-point number.
  let profiles: [WeightProfile?]
  /// What is predicted.
  let prediction: Prediction
  /// The values through which all signal passes.
  let trunk: SignalTrunk
  /// What is fed, where it is given.
  let inputs: [String: InputStatistics]
  /// The plan that is being judged; `nil` for the weights as found.
  let plan: Plan?
  /// When rules speak.
  let thresholds: Thresholds
  /// Command lines.
  let command: FixCommand

  /// The profile of a layer's weight.
  func profile(of layer: CheckedLayer) -> WeightProfile? { profiles[layer.parameter] }

  /// The framework's name of a parameter.
  func name(of parameter: Int) -> String { network.parameters[parameter].name.text }

  /// The parameters of a role, by index.
  func parameters(_ roles: Set<ParameterRole>) -> [Int] {
    network.parameters.indices.filter { index in
      network.parameters[index].primaryUse.map { roles.contains($0.role) } ?? false
    }
  }

  /// The biases of a layer, of its own operator or added by the one that makes its output.
  func biases(of layer: CheckedLayer) -> [Int] {
    let adder = network.values[layer.output].producer
    return network.parameters.indices.filter { index in
      network.parameters[index].uses.contains {
        $0.role == .bias && ($0.consumer == layer.node || $0.consumer == adder)
      }
    }
  }

  /// A threshold.
  func threshold(_ rule: any Rule.Type) -> Double { thresholds.value(of: rule) }

  /// A list of names for messages: the first few, and how many more.
  static func list(_ names: [String], limit: Int = 3) -> String {
    let more = names.count > limit ? " and \(names.count - limit) more" : ""
    return names.prefix(limit).joined(separator: ", ") + more
  }
}
