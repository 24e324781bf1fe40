public import OnsetCore
import OnsetModels
public import OnsetPlanning

/// What `onset check` found as JSON, schema `onset.check/1`; a page in HTML shows the same.
public struct CheckDocument: Codable, Sendable {
  /// The schema's name and version.
  public var schema = "onset.check/1"
  /// The model that was checked.
  public var model: PlanDocument.Model
  /// One entry per operator that reads a weight, in execution order.
  public var layers: [Layer]
  /// What is wrong, worst first.
  public var findings: [Finding]
  /// Operators that prediction has no rule for; numbers behind them are left out.
  public var unknownOperators: [String]
  /// Whether nothing was found at or above the severity that fails.
  public var healthy: Bool

  /// One layer.
  public struct Layer: Codable, Sendable {
    /// The framework's module path.
    public var name: String
    /// The weight's name in the file.
    public var parameter: String
    /// ONNX's name of the operator.
    public var `operator`: String
    /// The weight's shape as the framework has it.
    public var shape: Shape
    /// Connections into one output; left out for norms and tables.
    public var fanIn: Double?
    /// Connections out of one input; left out for norms and tables.
    public var fanOut: Double?
    /// The weight's elements.
    public var weight: Weight?
    /// What theory says; left out where nothing is known.
    public var predicted: Signals?
    /// What was seen when the model ran; left out where it did not.
    public var measured: Signals?
  }

  /// A weight's elements.
  public struct Weight: Codable, Sendable {
    /// The mean.
    public var mean: Double
    /// The standard deviation.
    public var standardDeviation: Double
    /// The scheme that they agree with; left out where none does.
    public var scheme: String?
  }

  /// The signals around a layer.
  public struct Signals: Codable, Sendable {
    /// What enters.
    public var input: Signal?
    /// What the layer returns, after its bias.
    public var output: Signal?
    /// The gradient of Σ output · cotangent at what the layer returns.
    public var outputGradient: Gradient?
    /// The gradient of Σ output · cotangent at the weight; only measured.
    public var weightGradient: Gradient?
  }

  /// The moments of a signal; the second moment is not the variance.
  public struct Signal: Codable, Sendable {
    /// E[x].
    public var mean: Estimate
    /// E[x²].
    public var secondMoment: Estimate
    /// The relative standard deviation of ``secondMoment`` between seeds that theory expects of layers
    /// that are not infinitely wide; only predicted.
    public var relativeSpread: Double?
  }

  /// The size of a gradient.
  public struct Gradient: Codable, Sendable {
    /// E[g²].
    public var secondMoment: Estimate
  }
}

extension CheckDocument {
  /// Describes a check.
  ///
  /// - Parameters:
  ///   - check: The check.
  ///   - model: What was read.
  ///   - failing: The mildest severity that makes a model unhealthy; `nil` for none.
  public init(_ check: ModelCheck, model: PlanDocument.Model, failing: Severity? = .error) {
    self.init(
      model: model, layers: check.layers.map { Layer($0, in: check) }, findings: check.findings,
      unknownOperators: check.unknownOperators,
      healthy: failing.map { check.isHealthy(below: $0) } ?? true)
  }
}

extension CheckDocument.Layer {
  fileprivate init(_ layer: CheckedLayer, in check: ModelCheck) {
    self.init(
      name: layer.name, parameter: layer.initializerName, operator: layer.operatorName,
      shape: layer.shape, fanIn: layer.fans?.fanIn, fanOut: layer.fans?.fanOut,
      weight: check.weight(of: layer).map {
        CheckDocument.Weight(
          mean: $0.mean, standardDeviation: $0.standardDeviation, scheme: check.scheme(of: layer))
      }, predicted: CheckDocument.Signals(check.signals(of: layer)))
  }
}

extension CheckDocument.Signals {
  /// What is predicted around a layer; `nil` where nothing is.
  fileprivate init?(_ signals: LayerSignals) {
    guard !signals.isEmpty else { return nil }
    self.init(
      input: signals.input.map(CheckDocument.Signal.init),
      output: signals.output.map(CheckDocument.Signal.init),
      outputGradient: signals.outputGradient.map {
        CheckDocument.Gradient(secondMoment: Estimate($0))
      })
  }
}

extension CheckDocument.Signal {
  fileprivate init(_ signal: LayerSignals.Signal) {
    self.init(
      mean: Estimate(signal.mean), secondMoment: Estimate(signal.secondMoment),
      relativeSpread: signal.relativeSpread)
  }
}
