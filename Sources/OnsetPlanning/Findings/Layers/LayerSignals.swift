import OnsetModels
import OnsetPropagation

/// What theory says about the signals around one layer; `nil` where it does not know.
public struct LayerSignals: Hashable, Sendable {
  /// The moments of a signal over features, positions and samples.
  public struct Signal: Hashable, Sendable {
    /// E[x].
    public var mean: Double
    /// E[x²], which is not the variance.
    public var secondMoment: Double
    /// The relative standard deviation of ``secondMoment`` between seeds that a finite width gives.
    public var relativeSpread: Double
  }

  /// What enters.
  public var input: Signal?
  /// What the layer returns, after its bias.
  public var output: Signal?
  /// E[g²] of the gradient of Σ output · cotangent at what the layer returns.
  public var outputGradient: Double?

  /// Whether nothing is known.
  public var isEmpty: Bool { input == nil && output == nil && outputGradient == nil }

  /// Looks up a layer's signals.
  init(around layer: CheckedLayer, in prediction: Prediction) {
    input = layer.input.flatMap { prediction[$0] }.flatMap(Signal.init)
    output = prediction[layer.output].flatMap(Signal.init)
    outputGradient = prediction.gradient(of: layer.output)?.secondMoment
    if let gradient = outputGradient, !gradient.isFinite { outputGradient = nil }
  }
}

extension LayerSignals.Signal {
  /// The moments, where they are finite numbers.
  init?(_ moments: Moments) {
    guard moments.mean.isFinite, moments.secondMoment.isFinite else { return nil }
    self.init(
      mean: moments.mean, secondMoment: moments.secondMoment,
      relativeSpread: moments.relativeSpread.isFinite ? moments.relativeSpread : 0)
  }
}
