#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

import OnsetPropagation
import OnsetTheory

/// How many units of a layer have no use of their activation at the start.
struct UnitShares {
  private let activation: Activation
  private let moments: Moments

  /// Prepares for one layer.
  ///
  /// - Parameters:
  ///   - activation: The activation that follows the layer.
  ///   - moments: What is predicted of the layer's output.
  init(_ activation: Activation, _ moments: Moments) {
    self.activation = activation
    self.moments = moments
  }

  /// A slope below this share of the steepest one counts as none.
  private static let flatShare = 0.05
  /// Where an activation is told to be flat: far out on either side.
  private static let farOut = 30.0
  private static let grid = stride(from: -6.0, through: 6.0, by: 0.01)

  /// Whether the activation levels off on both sides, as tanh and sigmoid do.
  var saturates: Bool {
    isFlat(at: Self.farOut) && isFlat(at: -Self.farOut) && !isFlat(at: 0)
      && abs(activation.value(Self.farOut) - activation.value(-Self.farOut)) > 0
  }

  /// The share of pre-activations at which the slope is below a twentieth of the steepest one.
  var saturated: Double {
    let deviation = max(0, moments.secondMoment - moments.mean * moments.mean).squareRoot()
    var (flat, total) = (0.0, 0.0)
    for z in Self.grid {
      let weight = exp(-z * z / 2)
      total += weight
      if isFlat(at: moments.mean + deviation * z) { flat += weight }
    }
    return flat / total
  }

  /// Whether the activation is flat for negative numbers only, as ReLU is.
  var dies: Bool {
    activation.derivative(-1) == 0 && activation.derivative(-Self.farOut) == 0
      && activation.derivative(0.5) != 0
  }

  /// The share of units that are below zero for practically every input: those whose own mean lies three
  /// deviations of what varies with the input below zero. Unit means are Gaussian over the weights.
  var dead: Double? {
    guard let shared = moments.sampleCovariance else { return nil }
    let varying = max(0, moments.secondMoment - shared).squareRoot()
    let spread = max(0, shared - moments.mean * moments.mean).squareRoot()
    let distance = -3 * varying - moments.mean
    guard spread > 0 else { return distance > 0 ? 1 : 0 }
    return 0.5 * erfc(-distance / spread / 2.0.squareRoot())
  }

  private func isFlat(at x: Double) -> Bool {
    abs(activation.derivative(x)) < Self.flatShare * steepest
  }

  private var steepest: Double {
    stride(from: -3.0, through: 3.0, by: 0.125).reduce(0) {
      max($0, abs(activation.derivative($1)))
    }
  }
}
