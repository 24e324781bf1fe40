public import OnsetCore
public import OnsetModels
public import OnsetTensor

/// What the weights of a network do to signals and gradients, measured by running it forward and back.
///
/// The counterpart of ``Prediction``, by the same value numbers. Gradients are those of
/// Σ output · cotangent. With several draws of the weights every number is a mean with its standard error.
///
/// ```swift
/// let feed = try MeasurementFeed(for: network)
/// let measurement = try Measurement(of: network, store: model, feed: feed)
/// measurement[layer.output]?.secondMoment.mean
/// ```
public struct Measurement: Sendable {
  /// How many draws of the weights were run.
  public let draws: Int
  private let values: [Network.ValueID: MeasuredMoments]
  private let gradients: [Network.ValueID: MeasuredMoments]
  private let weightGradients: [Int: MeasuredMoments]

  /// New weights for one run, by the initializer's name in the file and in its orientation; what is left
  /// out is taken from the file.
  public typealias Draw = @Sendable () throws -> [String: Tensor]

  /// Runs a network once for each draw of its weights.
  ///
  /// - Parameters:
  ///   - network: The graph, with known input shapes.
  ///   - store: The file with its weights.
  ///   - feed: Inputs and cotangents.
  ///   - mode: Whether BatchNorm divides by the batch's statistics or by its own.
  ///   - watched: The values to measure; every floating-point one when left out.
  ///   - draws: The weights of each run; one run with those of the file by default.
  ///   - progress: Told after each run, with the number done.
  /// - Throws: `OnsetError` when an operator cannot be run, an input does not fit, or a tensor cannot be
  ///   read.
  /// - Complexity: About three times the cost of a forward pass for each draw; memory for what the pass
  ///   back needs.
  public init(
    of network: Network, store: some TensorStore, feed: MeasurementFeed,
    mode: ExecutionMode = .training, watching watched: Set<Network.ValueID>? = nil,
    draws: [Draw] = [{ [:] }], progress: (Int) -> Void = { _ in }
  ) throws {
    let interpreter = try Interpreter(network, store: store, mode: mode)
    let watched = watched ?? Set(network.values.indices)
    var runs: [MeasurementRun] = []
    for (index, draw) in draws.enumerated() {
      let weights = try Self.weights(of: network, store: store, drawn: try draw())
      runs.append(
        try MeasurementRun(interpreter, weights: weights, feed: feed, watching: watched))
      progress(index + 1)
    }
    self.draws = draws.count
    values = Self.joined(runs.map(\.values))
    gradients = Self.joined(runs.map(\.gradients))
    weightGradients = Self.joined(runs.map(\.weightGradients))
  }

  /// The moments of a value; `nil` where it was not watched or is no floating-point tensor.
  public subscript(value: Network.ValueID) -> MeasuredMoments? { values[value] }

  /// The moments of the gradient at a value; `nil` where none arrives.
  public func gradient(of value: Network.ValueID) -> MeasuredMoments? { gradients[value] }

  /// The moments of the gradient by a parameter, by its index in ``OnsetModels/Network/parameters``.
  public func gradient(ofParameter index: Int) -> MeasuredMoments? { weightGradients[index] }

  private static func weights(
    of network: Network, store: some TensorStore, drawn: [String: Tensor]
  ) throws -> [(parameter: Int, tensor: Tensor)] {
    var weights: [(parameter: Int, tensor: Tensor)] = []
    for (index, parameter) in network.parameters.enumerated()
    where parameter.dtype.isFloatingPoint {
      let name = parameter.initializerName
      weights.append((index, try drawn[name] ?? Tensor(store.tensor(named: name))))
    }
    return weights
  }

  private static func joined<Key>(_ runs: [[Key: TensorMoments]]) -> [Key: MeasuredMoments] {
    guard let first = runs.first else { return [:] }
    return Dictionary(
      uniqueKeysWithValues: first.keys.compactMap { key in
        let draws = runs.compactMap { $0[key] }
        return draws.count == runs.count ? (key, MeasuredMoments(draws)) : nil
      })
  }
}
