#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The elementary functions, from which chains of graph operators and expressions are built.
extension ScalarFunction {
  /// eˣ.
  public static let exponential = ScalarFunction(jet: Elementary.exponential)
  /// log x, not a number below zero.
  public static let logarithm = ScalarFunction(jet: Elementary.logarithm)
  /// √x, not a number below zero.
  public static let squareRoot = ScalarFunction(jet: Elementary.squareRoot)
  /// 1/x.
  public static let reciprocal = ScalarFunction(jet: Elementary.reciprocal)
  /// x².
  public static let square = ScalarFunction { Jet($0 * $0, 2 * $0, 2) }
  /// |x|.
  public static let absolute = piecewiseLinear(
    PiecewiseLinear(breaks: [0], slopes: [-1, 1], intercepts: [0, 0]))
  /// −1 below zero, 1 above.
  public static let sign = piecewiseLinear(
    PiecewiseLinear(breaks: [0], slopes: [0, 0], intercepts: [-1, 1]))
  /// max(0, x).
  public static let positivePart = piecewiseLinear(
    PiecewiseLinear(breaks: [0], slopes: [0, 1], intercepts: [0, 0]))
  /// sin x.
  public static let sine = ScalarFunction(jet: Elementary.sine)
  /// cos x.
  public static let cosine = ScalarFunction(jet: Elementary.cosine)
  /// tan x.
  public static let tangent = ScalarFunction { x in
    let value = tan(x)
    let slope = 1 + value * value
    return Jet(value, slope, 2 * value * slope)
  }
  /// arcsin x, not a number beyond ±1.
  public static let arcSine = ScalarFunction { x in
    let slope = 1 / ((1 - x) * (1 + x)).squareRoot()
    return Jet(asin(x), slope, x * slope * slope * slope)
  }
  /// arccos x, not a number beyond ±1.
  public static let arcCosine = ScalarFunction { x in
    let slope = -1 / ((1 - x) * (1 + x)).squareRoot()
    return Jet(acos(x), slope, x * slope * slope * slope)
  }
  /// arctan x.
  public static let arcTangent = ScalarFunction(jet: Elementary.arcTangent)
  /// sinh x.
  public static let hyperbolicSine = ScalarFunction { x in
    let value = sinh(x)
    return Jet(value, cosh(x), value)
  }
  /// cosh x.
  public static let hyperbolicCosine = ScalarFunction { x in
    let value = cosh(x)
    return Jet(value, sinh(x), value)
  }
  /// tanh x.
  public static let hyperbolicTangent = ScalarFunction(jet: Elementary.hyperbolicTangent)
  /// arsinh x.
  public static let arcHyperbolicSine = ScalarFunction { x in
    let slope = 1 / (1 + x * x).squareRoot()
    return Jet(asinh(x), slope, -x * slope * slope * slope)
  }
  /// arcosh x, not a number below 1.
  public static let arcHyperbolicCosine = ScalarFunction { x in
    let slope = 1 / ((x - 1) * (x + 1)).squareRoot()
    return Jet(acosh(x), slope, -x * slope * slope * slope)
  }
  /// artanh x, not a number beyond ±1.
  public static let arcHyperbolicTangent = ScalarFunction { x in
    let slope = 1 / ((1 - x) * (1 + x))
    return Jet(atanh(x), slope, 2 * x * slope * slope)
  }
  /// 1/(1 + e⁻ˣ).
  public static let sigmoid = ScalarFunction(jet: Elementary.sigmoid)
  /// log(1 + eˣ).
  public static let softplus = ScalarFunction(jet: Elementary.softplus)
  /// erf x.
  public static let errorFunction = ScalarFunction(jet: Elementary.errorFunction)
  /// The standard normal distribution function Φ(x).
  public static let normalDistribution = ScalarFunction(jet: Elementary.normalDistribution)

  /// xᵖ; for an exponent that is not whole, not a number below zero.
  public static func power(_ exponent: Double) -> ScalarFunction {
    ScalarFunction { x in
      Jet(
        pow(x, exponent), exponent == 0 ? 0 : exponent * pow(x, exponent - 1),
        exponent == 0 || exponent == 1 ? 0 : exponent * (exponent - 1) * pow(x, exponent - 2))
    }
  }

  /// max(lower, min(upper, x)); either bound may be infinite.
  ///
  /// - Precondition: lower < upper.
  public static func clip(to lower: Double, _ upper: Double) -> ScalarFunction {
    precondition(lower < upper, "clipping needs lower < upper")
    return ScalarFunction(
      kinks: [lower, upper].filter(\.isFinite), features: [],
      value: { min(upper, max(lower, $0)) },
      jet: { $0 < lower ? .constant(lower) : $0 > upper ? .constant(upper) : .variable($0) })
  }

  /// A function that is constant between the places `offset` + n, n whole, such as `floor`.
  ///
  /// Jumps further than 64 from zero are not listed; quadrature finds them by halving.
  public static func steps(
    offset: Double, _ value: @escaping @Sendable (Double) -> Double
  ) -> ScalarFunction {
    let places = (-64...64).map { Double($0) + offset }
    return ScalarFunction(
      kinks: places, features: [0], derivativeAccuracy: 0x1p-52, findingJumpsOf: value,
      jet: { .constant(value($0)) })
  }
}
