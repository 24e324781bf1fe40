public import OnsetCore

extension Activation {
  /// Makes an activation from a formula in x.
  ///
  /// ```swift
  /// let activation = try Activation(expression: "x*sigmoid(1.702*x)")
  /// activation.gain                      // 1.5394587622988316
  /// ```
  ///
  /// A formula has numbers, `x`, `pi`, `e`, + − * / ^, comparisons, `condition ? a : b`, parentheses, and
  /// functions: exp, log, sqrt, abs, sign, sin, cos, tan, the hyperbolic and inverse ones, erf, Phi,
  /// floor, ceil, round, min, max, clip, where, pow, and the activations by name with their parameter,
  /// as in `elu(x, 0.5)`. Derivatives are exact, and kinks are found where arguments cross them.
  ///
  /// - Parameter expression: The formula.
  /// - Throws: `OnsetError` (`invalidArgument`) with the place of the first mistake where it cannot be
  ///   read or is no function of x, (`invalidValue`) where it is not finite at places that matter or
  ///   E[φ²] or E[φ′²] is not under a standard normal, (`unsupported`) where it has more corners and
  ///   jumps than can be integrated in seconds.
  public init(expression: String) throws(OnsetError) {
    var parser = try ExpressionParser(expression)
    let function = try parser.parse()
    try Self.checkFiniteness(of: function, expression)
    self.init(name: expression, formula: expression, function: function)
  }

  /// The activation of a name, or else of a formula in x.
  ///
  /// - Throws: `OnsetError` as ``named(_:)`` for a single word, as ``init(expression:)`` for a formula.
  public static func reading(_ text: String) throws(OnsetError) -> Activation {
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw OnsetError(
        .invalidArgument, "the activation is empty",
        fix: "give a name such as gelu, or a formula such as \"x*sigmoid(1.702*x)\"")
    }
    do {
      return try named(text)
    } catch {
      // A word without any operator is a misspelt name, not a formula.
      let isWord = text.allSatisfy { $0.isLetter || $0.isNumber || "_- .".contains($0) }
      if isWord && text != "x" && Double(text) == nil { throw error }
    }
    return try Activation(expression: text)
  }

  /// The most kinks within eight deviations: integrals over pairs are split at each of them twice.
  private static let mostKinks = 32

  /// Refuses what is not finite within eight deviations, or not square integrable.
  private static func checkFiniteness(
    of function: ScalarFunction, _ expression: String
  ) throws(OnsetError) {
    let places = (0...640).map { -8 + 0.025 * Double($0) } + function.kinks.filter { abs($0) < 8 }
    for x in places where !isFinite(function, near: x) {
      throw OnsetError(
        .invalidValue, "the function is not finite at x = \(short((x * 1000).rounded() / 1000))",
        at: "\"\(expression)\"",
        fix: "write a function that is finite on the whole line, such as log(abs(x) + 1)")
    }
    let bends = function.kinks.filter { abs($0) < 8 }.count
    guard bends <= mostKinks else {
      throw OnsetError(
        .unsupported, "the function has \(bends) corners and jumps between -8 and 8",
        at: "\"\(expression)\"",
        fix: "write one with at most \(mostKinks), integrals are split at each of them")
    }
    let (moments, isValueKnown, isSlopeKnown) = function.integratedMoments(mean: 0, variance: 1)
    let isFinite = moments.secondMoment.isFinite && moments.derivativeSecondMoment.isFinite
    guard isFinite, isValueKnown, isSlopeKnown else {
      throw OnsetError(
        .invalidValue,
        "E[\(isSquareIntegrable(function) ? "φ′(z)²" : "φ(z)²")] is infinite or does not converge for "
          + "a standard normal z", at: "\"\(expression)\"",
        fix: "write a function without poles, corners of infinite slope or fast oscillations, that "
          + "grows more slowly than exp(x²/4)")
    }
  }

  /// Whether E[φ²] alone converges: what has no integral takes the panels of all that is integrated
  /// beside it.
  private static func isSquareIntegrable(_ function: ScalarFunction) -> Bool {
    let integral = GaussianIntegral<SIMD2<Double>>(
      splits: function.splits(mean: 0, deviation: 1), tolerance: SIMD2(repeating: 1e-9)
    ) { z in
      let value = function(z)
      return SIMD2(value * value, 0)
    }
    return !integral.unsettled[0] && integral.values[0].isFinite
  }

  /// Whether a function is finite at a place, or has a removable gap there.
  private static func isFinite(_ function: ScalarFunction, near x: Double) -> Bool {
    if function(x).isFinite { return true }
    let (below, above) = (function(x - 1e-7), function(x + 1e-7))
    return below.isFinite && above.isFinite && abs(below) < 1e6 && abs(above) < 1e6
  }
}
