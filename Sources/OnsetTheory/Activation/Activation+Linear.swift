extension Activation {
  /// The identity, x.
  public static let linear = Activation(
    builtIn: "linear", formula: "x", parity: .odd, homogeneity: 1,
    closedForm: .rectifier(linear: 1, absolute: 0), function: .identity)

  /// max(0, x).
  public static let relu = leakyReLU(slope: 0, name: "relu", formula: "max(0, x)")

  /// x for x ≥ 0, slope · x below (Maas et al. 2013).
  public static func leakyReLU(slope: Double = 0.01) -> Activation {
    leakyReLU(slope: slope, name: "leaky_relu_\(slope)", formula: "x ≥ 0 ? x : \(slope) x")
  }

  /// x for x ≥ 0, slope · x below, with the slope that is learned (He et al. 2015, arXiv:1502.01852).
  public static func prelu(slope: Double = 0.25) -> Activation {
    leakyReLU(slope: slope, name: "prelu_\(slope)", formula: "x ≥ 0 ? x : \(slope) x")
  }

  private static func leakyReLU(slope: Double, name: String, formula: String) -> Activation {
    Activation(
      builtIn: name, formula: formula, homogeneity: 1,
      closedForm: .rectifier(linear: 0.5 * (1 + slope), absolute: 0.5 * (1 - slope)),
      function: .piecewiseLinear(
        PiecewiseLinear(breaks: [0], slopes: [slope, 1], intercepts: [0, 0])))
  }

  /// |x|.
  public static let abs = Activation(
    builtIn: "abs", formula: "|x|", parity: .even, homogeneity: 1,
    closedForm: .rectifier(linear: 0, absolute: 1),
    function: .piecewiseLinear(
      PiecewiseLinear(breaks: [0], slopes: [-1, 1], intercepts: [0, 0])))

  /// min(6, max(0, x)).
  public static let relu6 = Activation(
    builtIn: "relu6", formula: "min(6, max(0, x))",
    function: .piecewiseLinear(.clip(slope: 1, intercept: 0, to: 0, 6)))

  /// max(−1, min(1, x)).
  public static let hardTanh = Activation(
    builtIn: "hard_tanh", formula: "max(-1, min(1, x))", parity: .odd,
    function: .piecewiseLinear(.clip(slope: 1, intercept: 0, to: -1, 1)))

  /// max(0, min(1, 0.2 x + 0.5)): HardSigmoid with ONNX's defaults.
  public static let hardSigmoidONNX = hardSigmoid(
    alpha: 0.2, beta: 0.5, name: "hard_sigmoid_onnx")

  /// max(0, min(1, x/6 + 1/2)): PyTorch's and Keras 3's hard sigmoid.
  public static let hardSigmoidTorch = hardSigmoid(
    alpha: 1.0 / 6, beta: 0.5, name: "hard_sigmoid_torch")

  /// max(0, min(1, α x + β)), α > 0.
  public static func hardSigmoid(alpha: Double, beta: Double) -> Activation {
    hardSigmoid(alpha: alpha, beta: beta, name: "hard_sigmoid_\(alpha)_\(beta)")
  }

  private static func hardSigmoid(alpha: Double, beta: Double, name: String) -> Activation {
    Activation(
      builtIn: name, formula: "max(0, min(1, \(alpha) x + \(beta)))",
      function: .piecewiseLinear(.clip(slope: alpha, intercept: beta, to: 0, 1)))
  }

  /// x for x > α, else 0; jumps unless α is zero.
  public static func thresholdedReLU(alpha: Double = 1) -> Activation {
    Activation(
      builtIn: "thresholded_relu_\(short(alpha))", formula: "x > \(short(alpha)) ? x : 0",
      function: .piecewiseLinear(
        PiecewiseLinear(breaks: [alpha], slopes: [0, 1], intercepts: [0, 0])))
  }

  /// x for |x| > λ, else 0; jumps at ±λ.
  public static func hardShrink(lambda: Double = 0.5) -> Activation {
    Activation(
      builtIn: "hard_shrink_\(short(lambda))", formula: "|x| > \(short(lambda)) ? x : 0",
      parity: .odd,
      function: .piecewiseLinear(
        PiecewiseLinear(breaks: [-lambda, lambda], slopes: [1, 0, 1], intercepts: [0, 0, 0])))
  }

  /// sign(x) · max(|x| − λ, 0).
  public static func softShrink(lambda: Double = 0.5) -> Activation {
    Activation(
      builtIn: "soft_shrink_\(short(lambda))", formula: "sign(x) max(|x| - \(short(lambda)), 0)",
      parity: .odd,
      function: .piecewiseLinear(
        PiecewiseLinear(
          breaks: [-lambda, lambda], slopes: [1, 0, 1], intercepts: [lambda, 0, -lambda])))
  }

  /// The sign of x: −1 or 1.
  public static let sign = Activation(
    builtIn: "sign", formula: "sign(x)", parity: .odd, homogeneity: 0,
    function: .piecewiseLinear(
      PiecewiseLinear(breaks: [0], slopes: [0, 0], intercepts: [-1, 1])))

  /// 1 for x > 0, else 0.
  public static let heaviside = Activation(
    builtIn: "heaviside", formula: "x > 0 ? 1 : 0", homogeneity: 0,
    function: .piecewiseLinear(
      PiecewiseLinear(breaks: [0], slopes: [0, 0], intercepts: [0, 1])))

  /// A number without a trailing `.0`, for names.
  static func short(_ number: Double) -> String {
    number == number.rounded() && Swift.abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
  }
}
