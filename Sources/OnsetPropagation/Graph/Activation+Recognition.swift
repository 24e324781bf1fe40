import OnsetTheory

extension Activation {
  /// The known activation that a function agrees with, or an unnamed one.
  ///
  /// Exporters write activations out in float32 constants, so agreement is asked for to a few float32
  /// roundings, on a grid wide enough to tell the usual functions apart.
  init(recognizing function: ScalarFunction) {
    let known = Activation.all.first { activation in
      Self.grid.allSatisfy { Self.agree(activation.value($0), function.value($0)) }
    }
    self = known ?? Activation(name: "a nonlinearity", function: function)
  }

  private static let grid = stride(from: -8.0, through: 8.0, by: 0.37).map { $0 }

  private static func agree(_ left: Double, _ right: Double) -> Bool {
    abs(left - right) <= 1e-5 * max(1, abs(left))
  }
}

extension ScalarFunction {
  /// Whether the function only scales and shifts, as far as a grid of points can tell.
  var isAffine: Bool {
    let slope = value(1) - value(0)
    return stride(from: -8.0, through: 8.0, by: 0.37).allSatisfy {
      abs(value($0) - value(0) - slope * $0) <= 1e-9 * max(1, abs(slope * $0), abs(value(0)))
    }
  }
}
