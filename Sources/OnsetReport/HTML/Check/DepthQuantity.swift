/// A second moment that is shown over the depth of a model.
enum DepthQuantity: String, CaseIterable {
  case signal, gradient
  case weightGradient = "weight-gradient"

  /// The number of a layer.
  func value(in signals: CheckDocument.Signals) -> Estimate? {
    switch self {
    case .signal: signals.output?.secondMoment
    case .gradient: signals.outputGradient?.secondMoment
    case .weightGradient: signals.weightGradient?.secondMoment
    }
  }

  var title: String {
    switch self {
    case .signal: "Signal: second moment of what each layer returns"
    case .gradient: "Gradient: second moment at what each layer returns"
    case .weightGradient: "Weight gradient: second moment at each weight"
    }
  }

  var subtitle: String {
    switch self {
    case .signal: "E[x²] from the first layer to the last; a healthy network keeps its size"
    case .gradient: "E[g²] of Σ output · cotangent; it runs from the last layer back to the first"
    case .weightGradient: "E[g²] of Σ output · cotangent, for the elements of the weight"
    }
  }

  /// The symbol on the axis.
  var axis: String { self == .signal ? "E[x²]" : "E[g²]" }
}
