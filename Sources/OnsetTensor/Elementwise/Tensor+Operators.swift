import OnsetCore

extension Tensor {
  /// The sum; traps with the error's sentence where ``adding(_:)`` throws.
  public static func + (a: Tensor, b: Tensor) -> Tensor { orTrap { try a.adding(b) } }
  /// The difference; traps where ``subtracting(_:)`` throws.
  public static func - (a: Tensor, b: Tensor) -> Tensor { orTrap { try a.subtracting(b) } }
  /// The product of elements; traps where ``multiplying(_:)`` throws.
  public static func * (a: Tensor, b: Tensor) -> Tensor { orTrap { try a.multiplying(b) } }
  /// The quotient of elements; traps where ``dividing(by:)`` throws.
  public static func / (a: Tensor, b: Tensor) -> Tensor { orTrap { try a.dividing(by: b) } }
  /// Each element with the other sign; traps where ``negated()`` throws.
  public static prefix func - (a: Tensor) -> Tensor { orTrap { try a.negated() } }

  /// The sum with a number.
  public static func + (a: Tensor, b: Double) -> Tensor { orTrap { try a.adding(a.constant(b)) } }
  /// The difference from a number.
  public static func - (a: Tensor, b: Double) -> Tensor {
    orTrap { try a.subtracting(a.constant(b)) }
  }
  /// The product with a number.
  public static func * (a: Tensor, b: Double) -> Tensor {
    orTrap { try a.multiplying(a.constant(b)) }
  }
  /// The quotient by a number.
  public static func / (a: Tensor, b: Double) -> Tensor {
    orTrap { try a.dividing(by: a.constant(b)) }
  }
  /// The sum with a number.
  public static func + (a: Double, b: Tensor) -> Tensor { orTrap { try b.constant(a).adding(b) } }
  /// The difference from a number.
  public static func - (a: Double, b: Tensor) -> Tensor {
    orTrap { try b.constant(a).subtracting(b) }
  }
  /// The product with a number.
  public static func * (a: Double, b: Tensor) -> Tensor {
    orTrap { try b.constant(a).multiplying(b) }
  }
  /// The quotient of a number.
  public static func / (a: Double, b: Tensor) -> Tensor {
    orTrap { try b.constant(a).dividing(by: b) }
  }

  /// A number without axes, of this tensor's type.
  package func constant(_ value: Double) throws -> Tensor {
    try Tensor(repeating: value, shape: [], dtype: dtype)
  }

  private static func orTrap(_ body: () throws -> Tensor) -> Tensor {
    do { return try body() } catch { preconditionFailure("\(error)") }
  }
}
