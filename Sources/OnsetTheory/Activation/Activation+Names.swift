public import OnsetCore

extension Activation {
  /// The activations that are known by name, each with its usual parameters.
  public static let all: [Activation] = [
    .linear, .relu, .leakyReLU(), .leakyReLU(slope: 0.2), .prelu(), .elu(), .selu, .celu(),
    .celu(alpha: 2), .gelu, .geluTanh, .quickGELU, .silu, .mish, .softplus, .squareplus, .sigmoid,
    .logSigmoid, .hardSigmoidONNX, .hardSigmoidTorch, .hardSwish, .tanh, .leCunTanh, .hardTanh,
    .softsign, .erf, .sin, .sin(omega: 30), .cos, .snake(), .arctan, .gaussian, .relu6,
    .reluSquared,
    .abs, .square, .cube, .thresholdedReLU(), .hardShrink(), .softShrink(), .tanhShrink, .sign,
    .heaviside,
  ]

  /// The activation of a name.
  ///
  /// Case, spaces, hyphens and underscores do not count, so `LeakyRelu`, `leaky_relu` and `leaky-relu`
  /// are the same; a parameter follows the name, as in `elu_0.5`, `leaky_relu(0.2)` or `sin 30`.
  ///
  /// - Parameter name: The name, such as `gelu`.
  /// - Throws: `OnsetError` (`invalidArgument`) for a name that is not known, with the nearest name.
  public static func named(_ name: String) throws(OnsetError) -> Activation {
    let key = normalized(name)
    if let known = all.first(where: { normalized($0.name) == key }) { return known }
    if let preset = preset(key) { return preset }
    let (family, numbers) = split(name)
    if let made = family.isEmpty ? nil : member(of: normalized(family), numbers) { return made }
    throw OnsetError(
      .invalidArgument, "there is no activation '\(name)'",
      fix: NearestName.of(name.lowercased(), among: all.map(\.name)).map {
        "did you mean \($0)? A formula such as \"x*sigmoid(1.702*x)\" will do as well"
      })
  }

  /// Other names for the same functions.
  private static func preset(_ key: String) -> Activation? {
    switch key {
    case "identity", "none": .linear
    case "swish": .silu
    case "leakyrelu": .leakyReLU()
    case "prelu": .prelu()
    case "elu": .elu()
    case "celu": .celu()
    case "gelunew", "fastgelu", "geluapproximate": .geluTanh
    case "hardsigmoid": .hardSigmoidTorch
    case "hswish": .hardSwish
    case "snake": .snake()
    case "atan": .arctan
    case "sine": .sin
    case "cosine": .cos
    case "step": .heaviside
    case "thresholdedrelu": .thresholdedReLU()
    case "hardshrink": .hardShrink()
    case "softshrink": .softShrink()
    case "squaredrelu", "relu2": .reluSquared
    default: nil
    }
  }

  /// The member of a family that has parameters.
  private static func member(of family: String, _ numbers: [Double]) -> Activation? {
    guard numbers.allSatisfy(\.isFinite) else { return nil }
    switch (family, numbers.count) {
    case ("leakyrelu", 1): return .leakyReLU(slope: numbers[0])
    case ("prelu", 1): return .prelu(slope: numbers[0])
    case ("elu", 1): return .elu(alpha: numbers[0])
    case ("celu", 1) where numbers[0] > 0: return .celu(alpha: numbers[0])
    case ("selu", 2): return .selu(alpha: numbers[0], gamma: numbers[1])
    case ("swish", 1), ("silu", 1): return .swish(beta: numbers[0])
    case ("sin", 1): return .sin(omega: numbers[0])
    case ("snake", 1) where numbers[0] != 0: return .snake(frequency: numbers[0])
    case ("thresholdedrelu", 1): return .thresholdedReLU(alpha: numbers[0])
    case ("hardshrink", 1) where numbers[0] > 0: return .hardShrink(lambda: numbers[0])
    case ("softshrink", 1) where numbers[0] > 0: return .softShrink(lambda: numbers[0])
    case ("hardsigmoid", 2) where numbers[0] > 0:
      return .hardSigmoid(alpha: numbers[0], beta: numbers[1])
    default: return nil
    }
  }

  /// A name without what does not count: case, spaces, hyphens, underscores.
  private static func normalized(_ name: String) -> String {
    String(name.lowercased().filter { !" _-()".contains($0) })
  }

  /// A name split into its family and the numbers that follow it.
  private static func split(_ name: String) -> (family: String, numbers: [Double]) {
    let parts = name.split(whereSeparator: { " _(),".contains($0) }).map(String.init)
    let numbers = parts.reversed().prefix { Double($0) != nil }.reversed().compactMap { Double($0) }
    return (parts.dropLast(numbers.count).joined(), numbers)
  }
}
