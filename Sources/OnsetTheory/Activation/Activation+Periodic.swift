extension Activation {
  /// sin x.
  public static let sin = sine(frequency: 1, name: "sin", formula: "sin(x)")

  /// sin(ω x); ω = 30 in the first layer of a SIREN (Sitzmann et al. 2020, arXiv:2006.09661).
  public static func sin(omega: Double) -> Activation {
    sine(frequency: omega, name: "sin_\(short(omega))", formula: "sin(\(short(omega)) x)")
  }

  private static func sine(frequency: Double, name: String, formula: String) -> Activation {
    Activation(
      builtIn: name, formula: formula, parity: .odd, closedForm: .sine(frequency: frequency),
      function: ScalarFunction { x in
        Elementary.sine(frequency * x).chained(to: Jet(frequency * x, frequency, 0))
      })
  }

  /// cos x.
  public static let cos = Activation(
    builtIn: "cos", formula: "cos(x)", parity: .even, closedForm: .cosine(frequency: 1),
    function: ScalarFunction(jet: Elementary.cosine))

  /// x + sin²(a x)/a (Ziyin et al. 2020, arXiv:2006.08195).
  public static func snake(frequency: Double = 1) -> Activation {
    Activation(
      builtIn: "snake_\(short(frequency))",
      formula: frequency == 1
        ? "x + sin²(x)" : "x + sin²(\(short(frequency)) x)/\(short(frequency))",
      function: ScalarFunction { x in
        let sine = Elementary.sine(frequency * x)
        return Jet(
          x + sine.value * sine.value / frequency, 1 + 2 * sine.value * sine.first,
          2 * frequency * (sine.first * sine.first - sine.value * sine.value))
      })
  }
}
