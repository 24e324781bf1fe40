extension Activation {
  /// x for x > 0, α (eˣ − 1) below (Clevert et al. 2015, arXiv:1511.07289).
  public static func elu(alpha: Double = 1) -> Activation {
    exponentialLinear(
      name: "elu_\(short(alpha))",
      formula: "x > 0 ? x : \(alpha == 1 ? "" : "\(short(alpha)) ")(eˣ - 1)", alpha: alpha)
  }

  /// λ (x for x > 0, α (eˣ − 1) below), with the λ and α of self-normalizing networks (Klambauer et al.
  /// 2017, arXiv:1706.02515).
  public static let selu = selu(
    alpha: 1.6732632423543772848, gamma: 1.0507009873554804935, name: "selu")

  /// γ (x for x > 0, α (eˣ − 1) below).
  public static func selu(alpha: Double, gamma: Double) -> Activation {
    selu(alpha: alpha, gamma: gamma, name: "selu_\(short(alpha))_\(short(gamma))")
  }

  private static func selu(alpha: Double, gamma: Double, name: String) -> Activation {
    exponentialLinear(
      name: name, formula: "λ (x > 0 ? x : α (eˣ - 1)), λ = \(gamma), α = \(alpha)", alpha: alpha,
      gamma: gamma)
  }

  /// max(0, x) + min(0, α (e^{x/α} − 1)) (Barron 2017, arXiv:1704.07483).
  public static func celu(alpha: Double = 1) -> Activation {
    exponentialLinear(
      name: "celu_\(short(alpha))",
      formula: "max(0, x) + min(0, \(short(alpha)) (e^(x/\(short(alpha))) - 1))", alpha: alpha,
      scale: 1 / alpha)
  }

  /// γ (x for x > 0, α (e^{s x} − 1) below).
  private static func exponentialLinear(
    name: String, formula: String, alpha: Double, gamma: Double = 1, scale: Double = 1
  ) -> Activation {
    Activation(
      builtIn: name, formula: formula,
      function: ScalarFunction(kinks: [0]) { x in
        guard x < 0 else { return Jet(gamma * x, gamma, 0) }
        let inner = Jet(scale * x, scale, 0)
        return (gamma * alpha) * Elementary.exponentialMinusOne(inner.value).chained(to: inner)
      })
  }

  /// x · relu6(x + 3) / 6 (Howard et al. 2019, arXiv:1905.02244).
  public static let hardSwish = Activation(
    builtIn: "hard_swish", formula: "x relu6(x + 3) / 6",
    function: ScalarFunction(kinks: [-3, 3]) { x in
      if x < -3 { return .constant(0) }
      if x >= 3 { return .variable(x) }
      return Jet(x * (x + 3) / 6, (2 * x + 3) / 6, 1.0 / 3)
    })

  /// max(0, x)² (So et al. 2021, arXiv:2109.08668).
  public static let reluSquared = Activation(
    builtIn: "relu_squared", formula: "max(0, x)²", homogeneity: 2,
    function: ScalarFunction(kinks: [0]) { x in x < 0 ? .constant(0) : Jet(x * x, 2 * x, 2) })

  /// x².
  public static let square = Activation(
    builtIn: "square", formula: "x²", parity: .even, homogeneity: 2,
    function: ScalarFunction { x in Jet(x * x, 2 * x, 2) })

  /// x³.
  public static let cube = Activation(
    builtIn: "cube", formula: "x³", parity: .odd, homogeneity: 3,
    function: ScalarFunction { x in Jet(x * x * x, 3 * x * x, 6 * x) })
}
