public import OnsetModels

/// What prediction says about one layer: an operator with a weight of its own.
public struct LayerPrediction: Sendable {
  /// The operator.
  public var node: Network.OperatorID
  /// The weight's index in ``Network/parameters``: a kernel, an embedding or a normalization's scale.
  public var parameter: Int
  /// The value that the layer reads; `nil` for a lookup of indices that the graph stores.
  public var input: Network.ValueID?
  /// What the framework's layer returns: the value behind the bias, also where that is an operator of
  /// its own.
  public var output: Network.ValueID
  /// The moments of the input.
  public var inputMoments: Moments?
  /// The moments of the output.
  public var outputMoments: Moments?
  /// The moments of the gradient of Σ output · cotangent at the output.
  public var outputGradient: Moments?
}

extension Prediction {
  /// Every layer in execution order; a tied weight has one entry a use.
  ///
  /// - Parameter network: The network that was predicted.
  /// - Complexity: O(operators + parameters).
  public func layers(of network: Network) -> [LayerPrediction] {
    let consumers = network.consumers()
    var found: [Network.OperatorID: (parameter: Int, rank: Int)] = [:]
    var biases: Set<Network.OperatorID> = []
    for (index, parameter) in network.parameters.enumerated() {
      for use in parameter.uses {
        if use.role == .bias { biases.insert(use.consumer) }
        guard let rank = Self.rank(use.role) else { continue }
        if let known = found[use.consumer], known.rank <= rank { continue }
        found[use.consumer] = (index, rank)
      }
    }
    return found.keys.sorted().compactMap { node in
      guard let entry = found[node], var output = network.operators[node].output(0) else {
        return nil
      }
      if let next = consumers[output].first, consumers[output].count == 1,
        case .binary(.add) = network.operators[next].operation, biases.contains(next),
        let sum = network.operators[next].output(0)
      {
        output = sum
      }
      let input = network.operators[node].inputs.compactMap { $0 }.first {
        !network.isFixed($0)
      }
      return LayerPrediction(
        node: node, parameter: entry.parameter, input: input, output: output,
        inputMoments: input.flatMap { self[$0] }, outputMoments: self[output],
        outputGradient: gradient(of: output))
    }
  }

  /// Which role names a layer, the first one first; `nil` for those that make no layer.
  private static func rank(_ role: ParameterRole) -> Int? {
    switch role {
    case .kernel, .recurrentInputKernel, .embedding: 0
    case .normScale: 1
    case .recurrentHiddenKernel: 2
    default: nil
    }
  }
}
