import Foundation
import OnsetCore
import OnsetModels
import OnsetPropagation

/// Prediction against truth for one model.
struct ModelAccuracy {
  var name: String
  var layers: [Layer] = []
  var unknown: [String] = []
  var milliseconds = 0.0

  /// One layer's comparison.
  struct Layer {
    var name: String
    var kind: String
    var forward: Comparison
    var gradient: Comparison
  }

  /// A predicted number beside its ensemble.
  struct Comparison {
    var predicted: Double?
    var truth: Truth.Estimate?
    var seeds: Int

    /// |predicted/mean − 1|.
    var error: Double? {
      guard let truth, truth.mean > 0 else { return nil }
      guard let predicted else { return .infinity }
      return abs(predicted / truth.mean - 1)
    }

    /// Distance from the mean in standard errors of the mean.
    var standardErrors: Double? {
      guard let predicted, let truth, truth.std > 0 else { return nil }
      return abs(predicted - truth.mean) / (truth.std / Double(seeds).squareRoot())
    }
  }

  init(folder: String, name: String) throws {
    self.name = name
    let truth = try Truth(contentsOf: "\(folder)/truth.json")
    let meta = try Meta(contentsOf: "\(folder)/meta.json")
    let model = try ONNXModel(contentsOf: "\(folder)/model.onnx")
    var inputs: [String: InputStatistics] = [:]
    var shapes: [String: [Int]] = [:]
    for port in meta.inputs {
      guard let file = port.file else { continue }
      inputs[port.name] = try Self.statistics("\(folder)/\(file)")
      shapes[port.name] = Array(try NPYFile(contentsOf: "\(folder)/\(file)").shape.dimensions)
    }
    let network = try model.network(inputShapes: shapes)
    let weights = try WeightStatistics(measuring: network, in: model)
    var cotangents: [String: InputStatistics] = [:]
    for port in meta.outputs {
      guard let file = port.cotangent else { continue }
      cotangents[port.name] = try Self.statistics("\(folder)/\(file)")
    }
    let start = ContinuousClock.now
    let prediction = try Prediction(
      of: network, weights: weights, inputs: inputs, cotangents: cotangents)
    let duration = ContinuousClock.now - start
    milliseconds =
      Double(duration.components.attoseconds) * 1e-15
      + Double(duration.components.seconds) * 1e3
    unknown = prediction.unknownOperators.map { network.operators[$0].name }
    let byName = Dictionary(
      network.values.indices.map { (network.values[$0].name, $0) }, uniquingKeysWith: { a, _ in a })
    let seeds = truth.ensemble.seeds.count
    layers = zip(truth.layers, truth.ensemble.layers).map { layer, measured in
      let value = layer.onnx?.tensor.flatMap { byName[$0] }
      return Layer(
        name: layer.name, kind: layer.kind,
        forward: Comparison(
          predicted: value.flatMap { prediction[$0]?.secondMoment }, truth: measured.output_m2,
          seeds: seeds),
        gradient: Comparison(
          predicted: value.flatMap { prediction.gradient(of: $0)?.secondMoment },
          truth: measured.grad_output_m2, seeds: seeds))
    }
  }

  private static func statistics(_ path: String) throws -> InputStatistics {
    let file = try NPYFile(contentsOf: path)
    return file.dtype.isFloatingPoint
      ? .values(try file.floats(), shape: Array(file.shape.dimensions))
      : .tokens(try file.integers(), shape: Array(file.shape.dimensions))
  }
}

extension ModelAccuracy {
  static let header = """
    | model | layers | forward: median | worst | gradient: median | worst | within the bounds | ms |
    |---|---|---|---|---|---|---|---|
    """

  /// One line of the table.
  var row: String {
    let forward = layers.compactMap(\.forward.error)
    let gradient = layers.compactMap(\.gradient.error)
    let note = unknown.isEmpty ? "" : " unknown: \(unknown.prefix(3).joined(separator: ", "))"
    return "| \(name) | \(layers.count) | \(percent(Self.median(forward))) | "
      + "\(percent(forward.max())) | \(percent(Self.median(gradient))) | "
      + "\(percent(gradient.max())) | \(verdict)\(note) | \(String(format: "%.0f", milliseconds)) |"
  }

  /// Whether each layer is inside its bound or inside three standard errors.
  private var verdict: String {
    func passes(_ comparison: Comparison, median: Double, worst: Double) -> (Bool, Bool) {
      guard let error = comparison.error else { return (true, true) }
      let isInside = (comparison.standardErrors ?? .infinity) <= 3
      return (error <= median || isInside, error <= worst || isInside)
    }
    let forward = layers.map { passes($0.forward, median: 0.03, worst: 0.25) }
    let gradient = layers.map { passes($0.gradient, median: 0.06, worst: 0.4) }
    func half(_ list: [(Bool, Bool)]) -> Bool { 2 * list.count { $0.0 } >= list.count }
    let misses = forward.count { !$0.1 } + gradient.count { !$0.1 }
    let medians = half(forward) && half(gradient)
    return medians && misses == 0 ? "yes" : "no (\(misses) outside\(medians ? "" : ", median"))"
  }

  /// Every layer with its ratio to the truth.
  var layerTable: String {
    layers.map { layer in
      func text(_ comparison: Comparison) -> String {
        guard let truth = comparison.truth else { return "-" }
        guard let predicted = comparison.predicted else { return "missing" }
        return String(
          format: "%.4g/%.4g=%.3f (%.1f se)", predicted, truth.mean, predicted / truth.mean,
          comparison.standardErrors ?? 0)
      }
      return
        "    \(layer.name) [\(layer.kind)] fwd \(text(layer.forward)) grad \(text(layer.gradient))"
    }.joined(separator: "\n")
  }

  private static func median(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.sorted()[values.count / 2]
  }

  private func percent(_ value: Double?) -> String {
    guard let value else { return "–" }
    return value.isFinite ? String(format: "%.1f %%", 100 * value) : "unknown"
  }
}
