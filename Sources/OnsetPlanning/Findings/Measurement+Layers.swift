public import OnsetCore
public import OnsetModels
public import OnsetPropagation
import OnsetTensor

extension Measurement {
  /// Measures what ``ModelCheck`` shows: the signals around every layer, for the weights as found or for
  /// draws of a plan.
  ///
  /// - Parameters:
  ///   - network: The graph, with known input shapes.
  ///   - store: The file with its weights.
  ///   - plan: A plan to draw from instead; its seed and those that follow it.
  ///   - seeds: How many draws of the plan, at least 1.
  ///   - feed: Inputs and cotangents.
  ///   - mode: Whether BatchNorm divides by the batch's statistics or by its own.
  ///   - progress: Told after each draw, with the number done.
  /// - Throws: `OnsetError` when several draws are asked for without a plan, an operator cannot be run, or
  ///   a tensor does not fit.
  public init(
    of network: Network, store: some TensorStore, plan: Plan?, seeds: Int = 1,
    feed: MeasurementFeed, mode: ExecutionMode = .training, progress: (Int) -> Void = { _ in }
  ) throws {
    guard seeds == 1 || plan != nil else {
      throw OnsetError(
        .invalidArgument, "the weights as found are one draw, there are no \(seeds)",
        fix: "say with --scheme or --recipe what to draw")
    }
    let layers = LayerFinder(network, consumers: network.consumers()).layers()
    let watched = Set(layers.flatMap { [$0.input, $0.output].compactMap { $0 } })
    let shapes = Dictionary(
      network.parameters.map { ($0.initializerName, $0.shape) }, uniquingKeysWith: { a, _ in a })
    let draws = (0..<max(1, seeds)).map { index -> Draw in
      guard let plan else { return { [:] } }
      return {
        // Vectors may be stored with further axes of extent 1.
        try plan.tensors(seed: plan.seed &+ UInt64(index)).reduce(into: [:]) { tensors, drawn in
          tensors[drawn.key] = try drawn.value.reshaped(to: shapes[drawn.key] ?? drawn.value.shape)
        }
      }
    }
    try self.init(
      of: network, store: store, feed: feed, mode: mode, watching: watched, draws: draws,
      progress: progress)
  }
}
