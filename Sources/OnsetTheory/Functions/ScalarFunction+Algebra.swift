extension ScalarFunction {
  /// x ↦ self(inner(x)), with derivatives by the chain rule.
  ///
  /// Kinks of the result are those of `inner` and the places where `inner` crosses a kink of `self`.
  public func composed(with inner: ScalarFunction) -> ScalarFunction {
    let finder = PreimageFinder(function: inner.value, features: inner.features)
    return ScalarFunction(
      kinks: inner.kinks + kinks.flatMap(finder.crossings),
      features: inner.features + features.flatMap(finder.crossings),
      derivativeAccuracy: max(derivativeAccuracy, inner.derivativeAccuracy),
      findingJumpsOf: { value(inner.value($0)) },
      jet: { x in
        let argument = inner.jet(x)
        return jet(argument.value).chained(to: argument)
      })
  }

  /// The sum of two functions of the same variable.
  public static func + (left: ScalarFunction, right: ScalarFunction) -> ScalarFunction {
    left.combined(with: right, value: { $0 + $1 }, jet: { $0 + $1 })
  }

  /// The difference of two functions of the same variable.
  public static func - (left: ScalarFunction, right: ScalarFunction) -> ScalarFunction {
    left.combined(with: right, value: { $0 - $1 }, jet: { $0 - $1 })
  }

  /// The product of two functions of the same variable.
  public static func * (left: ScalarFunction, right: ScalarFunction) -> ScalarFunction {
    left.combined(with: right, value: { $0 * $1 }, jet: { $0 * $1 })
  }

  /// The quotient of two functions of the same variable.
  public static func / (left: ScalarFunction, right: ScalarFunction) -> ScalarFunction {
    left.combined(with: right, value: { $0 / $1 }, jet: { $0 / $1 })
  }

  /// x ↦ scale · self(x).
  public static func * (scale: Double, function: ScalarFunction) -> ScalarFunction {
    ScalarFunction.affine(scale: scale, shift: 0).composed(smoothly: function)
  }

  /// x ↦ −self(x).
  public static prefix func - (function: ScalarFunction) -> ScalarFunction { -1 * function }

  /// The larger of two functions at every point; it has a kink where they cross.
  public static func maximum(_ left: ScalarFunction, _ right: ScalarFunction) -> ScalarFunction {
    select(left - right, positive: left, otherwise: right)
  }

  /// The smaller of two functions at every point; it has a kink where they cross.
  public static func minimum(_ left: ScalarFunction, _ right: ScalarFunction) -> ScalarFunction {
    select(left - right, positive: right, otherwise: left)
  }

  /// `positive` where `condition` is above zero, else `otherwise`.
  public static func select(
    _ condition: ScalarFunction, positive: ScalarFunction, otherwise: ScalarFunction
  ) -> ScalarFunction {
    let finder = PreimageFinder(function: condition.value, features: condition.features)
    let inherited = condition.kinks + positive.kinks + otherwise.kinks
    return ScalarFunction(
      kinks: inherited + finder.crossings(of: 0),
      features: condition.features + positive.features + otherwise.features,
      derivativeAccuracy: max(positive.derivativeAccuracy, otherwise.derivativeAccuracy),
      findingJumpsOf: { condition.value($0) > 0 ? positive.value($0) : otherwise.value($0) },
      jet: { condition.value($0) > 0 ? positive.jet($0) : otherwise.jet($0) })
  }

  /// 1 where `condition` is above zero, else 0: what a comparison in a graph becomes.
  public static func indicator(ofPositive condition: ScalarFunction) -> ScalarFunction {
    select(condition, positive: .constant(1), otherwise: .constant(0))
  }

  /// The function of two functions of the same variable.
  private func combined(
    with other: ScalarFunction, value: @escaping @Sendable (Double, Double) -> Double,
    jet: @escaping @Sendable (Jet, Jet) -> Jet
  ) -> ScalarFunction {
    ScalarFunction(
      kinks: kinks + other.kinks, features: features + other.features,
      derivativeAccuracy: max(derivativeAccuracy, other.derivativeAccuracy),
      findingJumpsOf: { value(self.value($0), other.value($0)) },
      jet: { jet(self.jet($0), other.jet($0)) })
  }

  /// x ↦ self(inner(x)) for a smooth `self` whose own features need no care.
  func composed(smoothly inner: ScalarFunction) -> ScalarFunction {
    ScalarFunction(
      kinks: inner.kinks, features: inner.features, derivativeAccuracy: inner.derivativeAccuracy,
      findingJumpsOf: { value(inner.value($0)) },
      jet: { x in
        let argument = inner.jet(x)
        return jet(argument.value).chained(to: argument)
      })
  }
}
