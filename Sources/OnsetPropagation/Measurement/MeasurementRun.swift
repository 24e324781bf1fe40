import OnsetCore
import OnsetModels
import OnsetTensor
import Synchronization

/// One pass forward and back with one draw of the weights, and the moments seen on the way.
struct MeasurementRun {
  /// The moments of every watched value.
  private(set) var values: [Network.ValueID: TensorMoments] = [:]
  /// Those of the gradients at the watched values.
  private(set) var gradients: [Network.ValueID: TensorMoments] = [:]
  /// Those of the gradients by parameter, by index.
  private(set) var weightGradients: [Int: TensorMoments] = [:]

  /// Runs the network and pulls the cotangents back.
  ///
  /// Moments are taken as values appear; a value itself lives as long as something needs it.
  ///
  /// - Parameters:
  ///   - interpreter: The network.
  ///   - weights: The floating-point parameters by index.
  ///   - feed: Inputs and cotangents.
  ///   - watched: The values to take moments of.
  init(
    _ interpreter: Interpreter, weights: [(parameter: Int, tensor: Tensor)],
    feed: MeasurementFeed, watching watched: Set<Network.ValueID>
  ) throws {
    let network = interpreter.network
    let tape = try Tape(variables: weights.map(\.tensor))
    var named: [String: Tensor] = [:]
    for (weight, variable) in zip(weights, tape.variables) {
      let parameter = network.parameters[weight.parameter]
      named[parameter.initializerName] = variable
      // A copy that an exporter stored beside its source is the same variable.
      for copy in parameter.copies {
        named[copy.initializerName] = copy.isTransposed ? try variable.transposed() : variable
      }
    }
    let recorder = GradientRecorder()
    var seen: [Network.ValueID: TensorMoments] = [:]
    var outputs = try interpreter.run(feed.inputs, weights: named) { id, tensor in
      guard watched.contains(id), tensor.dtype.isFloatingPoint else { return tensor }
      seen[id] = try tensor.moments()
      return tensor.observingGradient { recorder.record($0, at: id) }
    }
    values = seen
    named = [:]
    let names = outputs.keys.filter { feed.cotangents[$0] != nil }.sorted()
    let results = names.compactMap { outputs[$0] }
    outputs = [:]
    let cotangents = try zip(names, results).map { name, result in
      try feed.cotangents[name]?.cast(to: result.dtype)
    }
    let found = try tape.gradients(of: results, cotangents: cotangents)
    for (weight, gradient) in zip(weights, found) {
      weightGradients[weight.parameter] = try gradient.moments()
    }
    gradients = try recorder.moments()
  }
}

/// Collects the moments of gradients from wherever the pass back runs.
private final class GradientRecorder: Sendable {
  private let found = Mutex<[Network.ValueID: Result<TensorMoments, any Error>]>([:])

  func record(_ gradient: Tensor, at value: Network.ValueID) {
    let moments = Result { try gradient.moments() }
    found.withLock { $0[value] = moments }
  }

  func moments() throws -> [Network.ValueID: TensorMoments] {
    try found.withLock { try $0.mapValues { try $0.get() } }
  }
}
