extension Activation {
  /// x Φ(x), with Φ the standard normal distribution function (Hendrycks & Gimpel 2016,
  /// arXiv:1606.08415).
  public static let gelu = Activation(
    builtIn: "gelu", formula: "x Φ(x)", closedForm: .gelu,
    function: ScalarFunction { .variable($0) * Elementary.normalDistribution($0) })

  /// 0.5 x (1 + tanh(√(2/π) (x + 0.044715 x³))): the approximation that GPT-2 uses.
  public static let geluTanh = Activation(
    builtIn: "gelu_tanh", formula: "0.5 x (1 + tanh(√(2/π) (x + 0.044715 x³)))",
    function: ScalarFunction { x in
      // 0.5 (1 + tanh y) is sigmoid(2y), which keeps its digits for large negative y.
      let scale = 1.5957691216057307118
      let inner = Jet(
        scale * (x + 0.044715 * x * x * x), scale * (1 + 0.134145 * x * x), scale * 0.26829 * x)
      return .variable(x) * Elementary.sigmoid(inner.value).chained(to: inner)
    })

  /// x sigmoid(1.702 x).
  public static let quickGELU = swish(
    beta: 1.702, name: "quick_gelu", formula: "x sigmoid(1.702 x)")

  /// x sigmoid(x), also called Swish (Ramachandran et al. 2017, arXiv:1710.05941).
  public static let silu = swish(beta: 1, name: "silu", formula: "x sigmoid(x)")

  /// x sigmoid(β x).
  public static func swish(beta: Double) -> Activation {
    swish(beta: beta, name: "swish_\(short(beta))", formula: "x sigmoid(\(short(beta)) x)")
  }

  private static func swish(beta: Double, name: String, formula: String) -> Activation {
    Activation(
      builtIn: name, formula: formula,
      function: ScalarFunction { x in
        .variable(x) * Elementary.sigmoid(beta * x).chained(to: Jet(beta * x, beta, 0))
      })
  }

  /// x tanh(softplus(x)) (Misra 2019, arXiv:1908.08681).
  public static let mish = Activation(
    builtIn: "mish", formula: "x tanh(log(1 + eˣ))",
    function: ScalarFunction { x in
      let inner = Elementary.softplus(x)
      return .variable(x) * Elementary.hyperbolicTangent(inner.value).chained(to: inner)
    })

  /// log(1 + eˣ).
  public static let softplus = Activation(
    builtIn: "softplus", formula: "log(1 + eˣ)", function: ScalarFunction(jet: Elementary.softplus))

  /// (x + √(x² + 4)) / 2 (Barron 2021, arXiv:2112.11687).
  public static let squareplus = Activation(
    builtIn: "squareplus", formula: "(x + √(x² + 4)) / 2",
    function: ScalarFunction { x in
      let root = (x * x + 4).squareRoot()
      let value = x >= 0 ? 0.5 * (x + root) : 2 / (root - x)
      return Jet(value, value / root, 2 / (root * root * root))
    })

  /// 1 / (1 + e⁻ˣ).
  public static let sigmoid = Activation(
    builtIn: "sigmoid", formula: "1 / (1 + e⁻ˣ)", function: ScalarFunction(jet: Elementary.sigmoid))

  /// −log(1 + e⁻ˣ).
  public static let logSigmoid = Activation(
    builtIn: "log_sigmoid", formula: "-log(1 + e⁻ˣ)",
    function: ScalarFunction { x in
      -Elementary.softplus(-x).chained(to: Jet(-x, -1, 0))
    })

  /// x/(1 + |x|).
  public static let softsign = Activation(
    builtIn: "softsign", formula: "x / (1 + |x|)", parity: .odd,
    function: ScalarFunction(kinks: [0]) { x in
      let slope = 1 / (1 + Swift.abs(x))
      let curvature = -2 * slope * slope * slope
      return Jet(x * slope, slope * slope, x < 0 ? -curvature : curvature)
    })

  /// exp(−x²).
  public static let gaussian = Activation(
    builtIn: "gaussian", formula: "exp(-x²)", parity: .even,
    function: ScalarFunction { x in
      let value = Elementary.exponential(-x * x).value
      return Jet(value, -2 * x * value, (4 * x * x - 2) * value)
    })

  /// arctan x.
  public static let arctan = Activation(
    builtIn: "arctan", formula: "arctan(x)", parity: .odd,
    function: ScalarFunction(jet: Elementary.arcTangent))
}
