public import OnsetCore
public import OnsetModels
public import OnsetPropagation

/// What the starting weights of a model do, by theory, and what is wrong with them.
///
/// ```swift
/// let model = try ONNXModel(contentsOf: "model.onnx")
/// let check = try ModelCheck(model.network(), store: model)
/// for finding in check.findings { print(finding.message) }
/// ```
public struct ModelCheck: Sendable {
  /// The layers, in execution order.
  public let layers: [CheckedLayer]
  /// What is predicted.
  public let prediction: Prediction
  /// What was measured; `nil` where nothing was run.
  public let measurement: Measurement?
  /// What was found, worst first.
  public let findings: [Finding]
  /// Operators that prediction has no rule for; what lies behind them is unknown.
  public let unknownOperators: [String]
  private let profiles: [WeightProfile?]

  /// Checks a model; itself it runs nothing.
  ///
  /// - Parameters:
  ///   - network: The graph.
  ///   - store: The file with its weights.
  ///   - plan: A plan to judge instead of the weights as found.
  ///   - inputs: What is fed, by input name; standard normal numbers or uniform tokens where left out.
  ///   - cotangents: What the outputs are multiplied by, by output name; standard normal where left out.
  ///   - measurement: What running the same weights has shown.
  ///   - thresholds: When rules speak.
  ///   - command: The model as the user named it, for the command lines of fixes.
  /// - Throws: `OnsetError` when a tensor cannot be read, an input's shape is not known, or the plan
  ///   does not fit the model.
  /// - Complexity: Reads every weight once; prediction is O(operators · sites²).
  public init(
    _ network: Network, store: some TensorStore, plan: Plan? = nil,
    inputs: [String: InputStatistics] = [:], cotangents: [String: InputStatistics] = [:],
    measurement: Measurement? = nil, thresholds: Thresholds = Thresholds(),
    command: FixCommand? = nil
  ) throws(OnsetError) {
    let consumers = network.consumers()
    let weights = try CheckedWeights(network, store: store, plan: plan)
    layers = LayerFinder(network, consumers: consumers).layers()
    prediction = try Prediction(
      of: network, weights: weights.statistics, inputs: inputs, cotangents: cotangents)
    profiles = weights.profiles
    self.measurement = measurement
    unknownOperators = prediction.unknownOperators.map { index in
      let node = network.operators[index]
      return "\(node.operation.onnxName) (\(node.name))"
    }
    let context = CheckContext(
      network: network, model: ModelContext(network), layers: layers, profiles: profiles,
      prediction: prediction,
      trunk: SignalTrunk(network, consumers: consumers, layers: layers, prediction: prediction),
      inputs: inputs, plan: plan, thresholds: thresholds,
      command: command ?? FixCommand(model: store.path, source: plan?.source))
    let found = Rules.all.flatMap { $0.findings(in: context) }
    findings = Severity.allCases.reversed().flatMap { severity in
      found.filter { $0.severity == severity }
    }
  }

  /// Whether nothing was found that is as bad as `severity` or worse.
  public func isHealthy(below severity: Severity = .error) -> Bool {
    findings.allSatisfy { $0.severity < severity }
  }

  /// The mean and standard deviation of a layer's weight; `nil` where they are not numbers.
  public func weight(of layer: CheckedLayer) -> (mean: Double, standardDeviation: Double)? {
    profiles[layer.parameter].map { ($0.mean, $0.standardDeviation) }
  }

  /// The scheme that a layer's weight is recognised as, or will be drawn from; `nil` where none fits.
  public func scheme(of layer: CheckedLayer) -> String? {
    profiles[layer.parameter].flatMap { SchemeRecognizer($0, fans: layer.fans).scheme }
  }

  /// What was measured around a layer; `nil` where nothing was run.
  public func measured(of layer: CheckedLayer) -> MeasuredSignals? {
    measurement.map { MeasuredSignals(around: layer, in: $0) }
  }

  /// What is predicted around a layer.
  public func signals(of layer: CheckedLayer) -> LayerSignals {
    LayerSignals(around: layer, in: prediction)
  }
}
