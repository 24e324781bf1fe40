/// What a part of an expression stands for while it is read.
enum ExpressionTerm: Sendable {
  /// A number.
  case constant(Double)
  /// A function of x.
  case function(ScalarFunction)
  /// A comparison: it holds where the function is above zero.
  case condition(ScalarFunction)

  /// The term as a function; a comparison is one where it holds and zero elsewhere.
  var function: ScalarFunction {
    switch self {
    case .constant(let value): .constant(value)
    case .function(let function): function
    case .condition(let function):
      .select(function, positive: .constant(1), otherwise: .constant(0))
    }
  }

  /// The number, where the term is one.
  var constant: Double? {
    if case .constant(let value) = self { value } else { nil }
  }

  /// A sum, difference, product or quotient.
  static func combined(
    _ left: ExpressionTerm, _ right: ExpressionTerm, _ symbol: String
  ) -> ExpressionTerm {
    if let first = left.constant, let second = right.constant {
      return .constant(value(first, second, symbol))
    }
    // A constant factor or summand needs no search for kinks.
    switch (symbol, left.constant, right.constant) {
    case ("+", let shift?, nil):
      return .function(affine(1, shift).composed(smoothly: right.function))
    case ("+", nil, let shift?):
      return .function(affine(1, shift).composed(smoothly: left.function))
    case ("-", nil, let shift?):
      return .function(affine(1, -shift).composed(smoothly: left.function))
    case ("-", let shift?, nil):
      return .function(affine(-1, shift).composed(smoothly: right.function))
    case ("*", let scale?, nil): return .function(scale * right.function)
    case ("*", nil, let scale?): return .function(scale * left.function)
    case ("/", nil, let divisor?): return .function((1 / divisor) * left.function)
    default: break
    }
    let (first, second) = (left.function, right.function)
    switch symbol {
    case "+": return .function(first + second)
    case "-": return .function(first - second)
    case "*": return .function(first * second)
    default: return .function(first / second)
    }
  }

  private static func affine(_ scale: Double, _ shift: Double) -> ScalarFunction {
    .affine(scale: scale, shift: shift)
  }

  private static func value(_ left: Double, _ right: Double, _ symbol: String) -> Double {
    switch symbol {
    case "+": left + right
    case "-": left - right
    case "*": left * right
    default: left / right
    }
  }
}
