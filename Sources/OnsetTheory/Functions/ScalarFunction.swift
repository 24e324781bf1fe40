/// A function of one real variable with its derivatives, and the places where it is not smooth.
///
/// It is what Gaussian integrals are taken of. A function that an ``Activation`` names, a chain of
/// elementwise operators found in a graph, an expression typed by a user and a Swift closure all become
/// a scalar function, and so are integrated exactly in the same way.
///
/// ```swift
/// let sigmoid = Activation.sigmoid.function
/// let silu = ScalarFunction.identity * sigmoid
/// silu.moments(secondMoment: 1).secondMoment        // 0.355775519…, the same as Activation.silu's
/// ```
public struct ScalarFunction: Sendable {
  /// The value at a point.
  public let value: @Sendable (Double) -> Double
  /// The value and the first two derivatives at a point (almost everywhere).
  public let jet: @Sendable (Double) -> Jet
  /// Where the function or one of its first two derivatives jumps, in increasing order. Integrals are
  /// split there.
  public let kinks: [Double]
  /// Where the value itself jumps.
  public let jumps: [Jump]
  /// Where the function bends, in increasing order, smooth or not: where to look closely when the
  /// Gaussian is much wider than the function's own scale. Contains every kink.
  public let features: [Double]
  /// The relative accuracy of the derivatives: about 1e-16 where they come from a formula, less where
  /// they had to be found by differences.
  public let derivativeAccuracy: Double

  /// A discontinuity.
  public struct Jump: Hashable, Sendable {
    /// Where the value jumps.
    public let place: Double
    /// The value just above the place minus the value just below it.
    public let height: Double

    /// Makes a jump.
    public init(at place: Double, height: Double) {
      self.place = place
      self.height = height
    }
  }

  /// Makes a function from formulas for its value and its derivatives.
  ///
  /// - Parameters:
  ///   - kinks: Where the function or one of its first two derivatives jumps, in any order.
  ///   - jumps: Where the value itself jumps; each place counts as a kink too.
  ///   - features: Further places where the function bends.
  ///   - derivativeAccuracy: The relative accuracy of the derivatives.
  ///   - value: The value at a point.
  ///   - jet: The value and the first two derivatives at a point.
  public init(
    kinks: [Double] = [], jumps: [Jump] = [], features: [Double] = [0],
    derivativeAccuracy: Double = 0x1p-52, value: @escaping @Sendable (Double) -> Double,
    jet: @escaping @Sendable (Double) -> Jet
  ) {
    let kinks = Set(kinks + jumps.map(\.place))
    self.value = value
    self.jet = jet
    self.kinks = kinks.sorted()
    self.jumps = jumps.sorted { $0.place < $1.place }
    self.features = kinks.union(features).sorted()
    self.derivativeAccuracy = derivativeAccuracy
  }

  /// Makes a function from its jet alone.
  public init(
    kinks: [Double] = [], jumps: [Jump] = [], features: [Double] = [0],
    jet: @escaping @Sendable (Double) -> Jet
  ) {
    self.init(kinks: kinks, jumps: jumps, features: features, value: { jet($0).value }, jet: jet)
  }

  /// The value at `x`.
  public func callAsFunction(_ x: Double) -> Double { value(x) }

  /// The first derivative at `x`, almost everywhere.
  public func derivative(_ x: Double) -> Double { jet(x).first }

  /// The function x ↦ x.
  public static let identity = ScalarFunction(value: { $0 }, jet: { .variable($0) })

  /// The function that is `value` everywhere.
  public static func constant(_ value: Double) -> ScalarFunction {
    ScalarFunction(features: [], value: { _ in value }, jet: { _ in .constant(value) })
  }

  /// The function x ↦ scale · x + shift.
  public static func affine(scale: Double, shift: Double) -> ScalarFunction {
    ScalarFunction(
      value: { scale * $0 + shift }, jet: { Jet(scale * $0 + shift, scale, 0) })
  }
}
