/// An activation function: a scalar function with a name and what is known about it.
///
/// Every activation that ONNX, PyTorch, Keras and JAX define is a static member; any other function can
/// be made from a closure, a ``ScalarFunction`` or an expression.
///
/// ```swift
/// Activation.tanh.gain                              // 1.5925374197228315
/// Activation.gelu.moments(secondMoment: 1).mean     // E[gelu(z)]
/// ```
public struct Activation: Sendable {
  /// How a function behaves under x ↦ −x.
  public enum Parity: String, Hashable, Sendable, Codable {
    /// φ(−x) = −φ(x).
    case odd
    /// φ(−x) = φ(x).
    case even
    /// Neither, or not known.
    case none
  }

  /// The name, such as `gelu` or `leaky_relu_0.01`; ``named(_:)`` finds the activation by it.
  public let name: String
  /// The formula, as a user would write it.
  public let formula: String
  /// The value, the derivatives, the kinks and the jumps.
  public let function: ScalarFunction
  /// The behaviour under x ↦ −x.
  public let parity: Parity
  /// The degree k of a homogeneous function, φ(s x) = sᵏ φ(x) for s > 0; `nil` for any other function.
  ///
  /// Degree one (ReLU, leaky ReLU, |x|) makes every q a fixed point of the critical variance map; any
  /// other degree makes the only fixed point unstable.
  public let homogeneity: Double?
  /// The closed form of the pair moments, where there is one.
  let closedForm: ClosedForm?

  /// Makes an activation from a scalar function; parity and homogeneity are found by trying some values.
  ///
  /// - Parameters:
  ///   - name: The name for tables and messages.
  ///   - formula: The formula, as a user would write it; the name when left out.
  ///   - function: The function itself.
  public init(name: String, formula: String? = nil, function: ScalarFunction) {
    self.init(
      builtIn: name, formula: formula ?? name, parity: Symmetry.parity(of: function),
      homogeneity: Symmetry.homogeneity(of: function), function: function)
  }

  /// Makes an activation of which everything is known.
  init(
    builtIn name: String, formula: String, parity: Parity = .none, homogeneity: Double? = nil,
    closedForm: ClosedForm? = nil, function: ScalarFunction
  ) {
    self.name = name
    self.formula = formula
    self.function = function
    self.parity = parity
    self.homogeneity = homogeneity
    self.closedForm = closedForm
  }

  /// Where the function or one of its first two derivatives jumps, in increasing order.
  public var kinks: [Double] { function.kinks }
  /// Where the value jumps.
  public var jumps: [ScalarFunction.Jump] { function.jumps }

  /// The value at `x`.
  public func callAsFunction(_ x: Double) -> Double { function.value(x) }
  /// The value at `x`.
  public func value(_ x: Double) -> Double { function.value(x) }
  /// The first derivative at `x`, almost everywhere.
  public func derivative(_ x: Double) -> Double { function.jet(x).first }
  /// The second derivative at `x`, almost everywhere.
  public func secondDerivative(_ x: Double) -> Double { function.jet(x).second }
}
