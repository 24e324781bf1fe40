#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

import OnsetCore

/// The functions that an expression can call.
enum ExpressionFunction {
  /// Functions of one argument that are not activations.
  private static let elementary: [String: ScalarFunction] = [
    "exp": .exponential, "log": .logarithm, "ln": .logarithm, "sqrt": .squareRoot,
    "abs": .absolute, "sign": .sign, "sin": .sine, "cos": .cosine, "tan": .tangent,
    "asin": .arcSine, "acos": .arcCosine, "atan": .arcTangent, "arctan": .arcTangent,
    "sinh": .hyperbolicSine, "cosh": .hyperbolicCosine, "tanh": .hyperbolicTangent,
    "asinh": .arcHyperbolicSine, "acosh": .arcHyperbolicCosine, "atanh": .arcHyperbolicTangent,
    "erf": .errorFunction, "Phi": .normalDistribution, "sigmoid": .sigmoid, "softplus": .softplus,
    "square": .square, "reciprocal": .reciprocal,
    "erfc": .affine(scale: -1, shift: 1).composed(smoothly: .errorFunction),
    "log1p": .logarithm.composed(with: .affine(scale: 1, shift: 1)),
    "expm1": .affine(scale: 1, shift: -1).composed(smoothly: .exponential),
    "floor": .steps(offset: 0) { $0.rounded(.down) },
    "ceil": .steps(offset: 0) { $0.rounded(.up) },
    "round": .steps(offset: 0.5) { $0.rounded(.toNearestOrEven) },
  ]

  /// Activations that may be given as name(x) or with their parameter as name(x, parameter).
  private static let activations = [
    "relu", "relu6", "leaky_relu", "prelu", "elu", "selu", "celu", "gelu", "gelu_tanh",
    "quick_gelu", "silu", "swish", "mish", "squareplus", "log_sigmoid", "hard_sigmoid",
    "hard_swish", "hard_tanh", "softsign", "gaussian", "heaviside", "step", "snake", "tanh_shrink",
    "hard_shrink", "soft_shrink", "thresholded_relu",
  ]

  /// The names of all functions, in order.
  static let names =
    (Array(elementary.keys) + activations + ["min", "max", "clip", "where", "pow"])
    .sorted()

  /// A function applied to its arguments.
  ///
  /// - Throws: `OnsetError` for a name that is not known, or the wrong number of arguments.
  static func applied(
    _ name: String, to arguments: [ExpressionTerm]
  ) throws(OnsetError) -> ExpressionTerm {
    switch name {
    case "min": return try extreme(arguments, isMaximum: false)
    case "max": return try extreme(arguments, isMaximum: true)
    case "clip", "clamp": return try clip(arguments)
    case "where": return try select(arguments)
    case "pow":
      try check(arguments, 2, name)
      return power(arguments[0], arguments[1])
    default: break
    }
    if let function = elementary[name] {
      try check(arguments, 1, name)
      return chained(function, arguments[0])
    }
    guard activations.contains(name) else {
      throw OnsetError(
        .invalidArgument, "there is no function '\(name)'",
        fix: NearestName.of(name, among: names).map { "did you mean \($0)?" })
    }
    let parameters = arguments.dropFirst().compactMap(\.constant)
    guard parameters.count == arguments.count - 1 else {
      throw OnsetError(.invalidArgument, "the parameters of \(name) are not numbers")
    }
    let suffix = parameters.map { " \($0)" }.joined()
    let activation = try Activation.named(name + suffix)
    return chained(activation.function, arguments[0])
  }

  /// One function after another; of a number, a number.
  private static func chained(
    _ function: ScalarFunction, _ argument: ExpressionTerm
  ) -> ExpressionTerm {
    if let number = argument.constant { return .constant(function(number)) }
    return .function(function.composed(with: argument.function))
  }

  private static func check(
    _ arguments: [ExpressionTerm], _ count: Int, _ name: String
  ) throws(OnsetError) {
    guard arguments.count == count else {
      throw OnsetError(
        .invalidArgument,
        "\(name) takes \(count) argument\(count == 1 ? "" : "s"), not \(arguments.count)")
    }
  }

  /// The largest or smallest of any number of arguments.
  private static func extreme(
    _ arguments: [ExpressionTerm], isMaximum: Bool
  ) throws(OnsetError) -> ExpressionTerm {
    let numbers = arguments.compactMap(\.constant)
    if numbers.count == arguments.count {
      return .constant(numbers.reduce(numbers[0]) { isMaximum ? max($0, $1) : min($0, $1) })
    }
    var function = arguments[0].function
    for argument in arguments.dropFirst() {
      function =
        isMaximum
        ? .maximum(function, argument.function) : .minimum(function, argument.function)
    }
    return .function(function)
  }

  /// clip(x, lower, upper).
  private static func clip(_ arguments: [ExpressionTerm]) throws(OnsetError) -> ExpressionTerm {
    try check(arguments, 3, "clip")
    return try extreme(
      [arguments[1], try extreme([arguments[0], arguments[2]], isMaximum: false)], isMaximum: true)
  }

  /// where(condition, positive, otherwise).
  static func select(_ arguments: [ExpressionTerm]) throws(OnsetError) -> ExpressionTerm {
    try check(arguments, 3, "where")
    guard case .condition(let condition) = arguments[0] else {
      throw OnsetError(
        .invalidArgument, "the condition of a choice is no comparison",
        fix: "write something like where(x > 0, x, 0)")
    }
    return .function(
      .select(condition, positive: arguments[1].function, otherwise: arguments[2].function))
  }

  /// A power: of a number, to a number, or e^{exponent · log base}.
  static func power(_ base: ExpressionTerm, _ exponent: ExpressionTerm) -> ExpressionTerm {
    switch (base.constant, exponent.constant) {
    case (let base?, let exponent?): return .constant(pow(base, exponent))
    case (nil, let exponent?):
      return .function(ScalarFunction.power(exponent).composed(with: base.function))
    case (let number?, nil):
      return .function(ScalarFunction.exponential.composed(with: log(number) * exponent.function))
    case (nil, nil):
      let logarithm = ScalarFunction.logarithm.composed(with: base.function)
      return .function(ScalarFunction.exponential.composed(with: logarithm * exponent.function))
    }
  }
}
