extension UnaryFunction {
  /// Whether the result is a truth value whatever the argument's type.
  var isPredicate: Bool {
    switch self {
    case .logicalNot, .isNaN, .isInfinite: true
    default: false
    }
  }
}

extension BinaryFunction {
  /// Whether the result is a truth value whatever the arguments' type.
  var isPredicate: Bool {
    switch self {
    case .equal, .less, .lessOrEqual, .greater, .greaterOrEqual, .and, .or, .xor: true
    default: false
    }
  }
}
