extension Activation {
  /// tanh x.
  public static let tanh = Activation(
    builtIn: "tanh", formula: "tanh(x)", parity: .odd,
    function: ScalarFunction(jet: Elementary.hyperbolicTangent))

  /// 1.7159 tanh(2x/3) (LeCun et al. 1998, "Efficient BackProp", doi:10.1007/3-540-49430-8_2).
  public static let leCunTanh = Activation(
    builtIn: "lecun_tanh", formula: "1.7159 tanh(2x/3)", parity: .odd,
    function: ScalarFunction { x in
      let inner = Jet(2 * x / 3, 2.0 / 3, 0)
      return 1.7159 * Elementary.hyperbolicTangent(inner.value).chained(to: inner)
    })

  /// erf x.
  public static let erf = Activation(
    builtIn: "erf", formula: "erf(x)", parity: .odd, closedForm: .errorFunction,
    function: ScalarFunction(jet: Elementary.errorFunction))

  /// x − tanh x.
  public static let tanhShrink = Activation(
    builtIn: "tanh_shrink", formula: "x - tanh(x)", parity: .odd,
    function: ScalarFunction { x in
      let tanh = Elementary.hyperbolicTangent(x)
      return Jet(x - tanh.value, tanh.value * tanh.value, 2 * tanh.value * tanh.first)
    })
}
