extension ScalarFunction {
  /// Makes a function from any Swift closure; its derivatives are found by differences.
  ///
  /// ```swift
  /// let function = ScalarFunction { x in x > 0 ? x : 0.3 * x }
  /// function.kinks                                    // [0.0]
  /// ```
  ///
  /// - Parameters:
  ///   - kinks: Where the function or its derivative jumps, or `nil` to have the places looked for
  ///     within ±40.
  ///   - value: The function. It is called from any thread and has to be pure.
  /// - Complexity: Looking for kinks takes about 10⁴ evaluations; a derivative 20 to 60.
  public static func numerical(
    kinks: [Double]? = nil, value: @escaping @Sendable (Double) -> Double
  ) -> ScalarFunction {
    let kinks = merged(kinks ?? KinkFinder(value: value).kinks())
    let derivative = NumericalDerivative(value: value, kinks: kinks)
    return ScalarFunction(
      kinks: kinks, features: kinks + [0], derivativeAccuracy: NumericalDerivative.accuracy,
      findingJumpsOf: value, jet: { derivative.jet(at: $0) })
  }
}

extension Activation {
  /// Makes an activation from any Swift closure; kinks and derivatives are found by differences.
  ///
  /// ```swift
  /// let activation = Activation(name: "mine") { x in x > 0 ? x : x / (1 - x) }
  /// activation.gain
  /// ```
  ///
  /// - Parameters:
  ///   - name: The name for tables and messages.
  ///   - kinks: Where the function or its derivative jumps, or `nil` to have the places looked for.
  ///   - value: The function. It is called from any thread and has to be pure.
  public init(
    name: String, kinks: [Double]? = nil, value: @escaping @Sendable (Double) -> Double
  ) {
    self.init(name: name, function: .numerical(kinks: kinks, value: value))
  }
}
