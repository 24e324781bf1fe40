import OnsetCore
import OnsetModels
import OnsetPropagation

/// The values through which all of a model's signal has to pass, in order.
///
/// A branch may be small by design: a silent residual branch, an attention logit. What all signal passes
/// must keep its size, and the gradient there must too. Where a normalization reads a value directly, its
/// size means nothing, and the value behind the normalization stands for it.
struct SignalTrunk {
  /// One value of the trunk.
  struct Point {
    /// The value.
    var value: Network.ValueID
    /// The layer that made it, or the one before.
    var layer: String
    /// What is predicted of it.
    var moments: Moments
    /// E[g²] of the gradient, summed over all elements of one sample; `nil` where it is not known, and at
    /// inputs and looked-up rows, whose size is not made by a layer.
    var gradient: Double?
    /// Whether the value begins a stretch: an input, a looked-up row, or the output of a normalization.
    var startsStretch: Bool
    /// Whether it is one of the model's outputs.
    var isOutput: Bool

    /// E[x²] less what is the same for all samples: the part of the signal that tells inputs apart.
    var variation: Double {
      max(0, moments.secondMoment - (moments.sampleCovariance ?? 0))
    }
  }

  /// The points, in execution order.
  let points: [Point]

  /// Finds the trunk of a network.
  ///
  /// - Complexity: O(operators × inputs).
  init(
    _ network: Network, consumers: [[Network.OperatorID]], layers: [CheckedLayer],
    prediction: Prediction
  ) {
    let carriers = Self.carriers(network, consumers)
    var lastUse = [Int](repeating: -1, count: network.values.count)
    for (index, node) in network.operators.enumerated() {
      for input in node.inputs.compactMap({ $0 }) { lastUse[input] = index }
    }
    for output in network.outputs { lastUse[output] = .max }
    let byOutput = Dictionary(layers.map { ($0.output, $0.name) }, uniquingKeysWith: { $1 })
    var live = Set(network.inputs.filter { carriers.contains($0) })
    var points: [Point] = []
    var layer = live.first.map { network.values[$0].name } ?? "input"
    func add(_ value: Network.ValueID, startsStretch: Bool, isLearned: Bool) {
      guard let moments = prediction[value] else { return }
      points.append(
        Point(
          value: value, layer: layer, moments: moments,
          gradient: isLearned ? Self.gradient(at: value, network, prediction) : nil,
          startsStretch: startsStretch,
          isOutput: network.outputs.contains(value)))
    }
    if live.count == 1, let only = live.first { add(only, startsStretch: true, isLearned: false) }
    for (index, node) in network.operators.enumerated() {
      live = live.filter { lastUse[$0] > index }
      let results = node.outputs.compactMap { $0 }.filter { carriers.contains($0) }
      live.formUnion(results.filter { lastUse[$0] > index })
      for result in results { layer = byOutput[result] ?? layer }
      guard live.count == 1, let only = live.first, results.contains(only),
        Self.isPoint(only, node, byOutput, network),
        !Self.isNormalizedNext(only, network, consumers)
      else { continue }
      let isTable = if case .gather = node.operation { true } else { false }
      add(
        only, startsStretch: isTable || node.operation.isNormalization, isLearned: !isTable)
    }
    self.points = points
  }

  /// Values that lie between what is fed and what is returned, masks and indices left out.
  private static func carriers(
    _ network: Network, _ consumers: [[Network.OperatorID]]
  ) -> Set<Network.ValueID> {
    var reached = Set(
      network.inputs.filter { network.values[$0].dtype?.isFloatingPoint ?? true })
    for node in network.operators {
      let inputs = node.inputs.compactMap { $0 }
      var isLookup = false
      if case .gather = node.operation, let table = inputs.first {
        isLookup = network.values[table].parameter != nil
      }
      guard isLookup || inputs.contains(where: reached.contains) else { continue }
      reached.formUnion(node.outputs.compactMap { $0 }.filter { !network.isFixed($0) })
    }
    var needed = Set(network.outputs)
    for node in network.operators.reversed()
    where node.outputs.compactMap({ $0 }).contains(where: needed.contains) {
      if case .shape = node.operation { continue }
      needed.formUnion(node.inputs.compactMap { $0 })
    }
    return reached.intersection(needed)
  }

  /// Whether a value is comparable with others of the trunk: made by a layer, a sum or a norm.
  private static func isPoint(
    _ value: Network.ValueID, _ node: Operator, _ byOutput: [Network.ValueID: String],
    _ network: Network
  ) -> Bool {
    if byOutput[value] != nil || node.operation.isNormalization { return true }
    switch node.operation {
    case .binary(.add):
      return node.inputs.compactMap { $0 }.allSatisfy { !network.isFixed($0) }
    case .gather, .recurrent, .variadic(.sum): return true
    default: return false
    }
  }

  /// Whether a normalization reads the value directly.
  private static func isNormalizedNext(
    _ value: Network.ValueID, _ network: Network, _ consumers: [[Network.OperatorID]]
  ) -> Bool {
    consumers[value].contains { consumer in
      let node = network.operators[consumer]
      if node.operation.isNormalization { return true }
      switch node.operation {
      case .reshape, .flatten, .transpose, .squeeze, .unsqueeze, .identity, .cast, .dropout:
        return node.output(0).map { isNormalizedNext($0, network, consumers) } ?? false
      // A norm that an exporter wrote out starts with the mean, or with the square.
      case .reduce(let kind, _, _, _): return kind == .mean && consumers[value].count > 1
      default: return false
      }
    }
  }

  private static func gradient(
    at value: Network.ValueID, _ network: Network, _ prediction: Prediction
  ) -> Double? {
    guard let moments = prediction.gradient(of: value), let shape = network.values[value].shape
    else { return nil }
    let elements = Double(shape.count) / Double(max(1, shape.dimensions.first ?? 1))
    return moments.secondMoment * elements
  }
}
