import OnsetModels
public import OnsetPropagation

/// What running the network shows around one layer; `nil` where nothing passed or nothing came back.
public struct MeasuredSignals: Hashable, Sendable {
  /// What enters.
  public var input: MeasuredMoments?
  /// What the layer returns, after its bias.
  public var output: MeasuredMoments?
  /// The gradient of Σ output · cotangent at what the layer returns.
  public var outputGradient: MeasuredMoments?
  /// The gradient by the weight, over all of its uses.
  public var weightGradient: MeasuredMoments?

  /// Looks up a layer's signals.
  init(around layer: CheckedLayer, in measurement: Measurement) {
    input = layer.input.flatMap { measurement[$0] }
    output = measurement[layer.output]
    outputGradient = measurement.gradient(of: layer.output)
    weightGradient = measurement.gradient(ofParameter: layer.parameter)
  }
}
