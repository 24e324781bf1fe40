/// A value with its first two derivatives at one point: the second-order Taylor polynomial of a
/// function there.
///
/// Derivatives are carried exactly through sums, products and chains (forward-mode automatic
/// differentiation; Griewank & Walther 2008, doi:10.1137/1.9780898717761), so a function written with
/// jets has derivatives as accurate as its values.
@frozen
public struct Jet: Hashable, Sendable {
  /// The function's value.
  public var value: Double
  /// The first derivative.
  public var first: Double
  /// The second derivative, taken almost everywhere: nothing stands for the mass at a kink.
  public var second: Double

  /// Makes a jet from its value and derivatives.
  @inlinable
  public init(_ value: Double, _ first: Double, _ second: Double) {
    self.value = value
    self.first = first
    self.second = second
  }

  /// The jet of a constant: no derivatives.
  @inlinable
  public static func constant(_ value: Double) -> Jet { Jet(value, 0, 0) }

  /// The jet of the variable itself at `value`: derivative one.
  @inlinable
  public static func variable(_ value: Double) -> Jet { Jet(value, 1, 0) }

  /// The chain rule: the jet of f(g(x)), where `self` is f's jet at g(x) and `inner` is g's at x.
  @inlinable
  public func chained(to inner: Jet) -> Jet {
    Jet(
      value, Self.product(first, inner.first),
      Self.product(second, inner.first * inner.first) + Self.product(first, inner.second))
  }

  /// A product in which an exact zero wins over an infinity: where a derivative is exactly zero, an
  /// overflow elsewhere in a formula says nothing about the function.
  @inlinable
  static func product(_ left: Double, _ right: Double) -> Double {
    left == 0 || right == 0 ? 0 : left * right
  }
}

extension Jet {
  /// The jet of a sum.
  @inlinable
  public static func + (left: Jet, right: Jet) -> Jet {
    Jet(left.value + right.value, left.first + right.first, left.second + right.second)
  }

  /// The jet of a difference.
  @inlinable
  public static func - (left: Jet, right: Jet) -> Jet {
    Jet(left.value - right.value, left.first - right.first, left.second - right.second)
  }

  /// The jet of the negated function.
  @inlinable
  public static prefix func - (jet: Jet) -> Jet { Jet(-jet.value, -jet.first, -jet.second) }

  /// The jet of a product, by Leibniz's rule.
  @inlinable
  public static func * (left: Jet, right: Jet) -> Jet {
    Jet(
      left.value * right.value,
      product(left.first, right.value) + product(left.value, right.first),
      product(left.second, right.value) + 2 * product(left.first, right.first)
        + product(left.value, right.second))
  }

  /// The jet of a multiple.
  @inlinable
  public static func * (scale: Double, jet: Jet) -> Jet {
    Jet(scale * jet.value, scale * jet.first, scale * jet.second)
  }

  /// The jet of a quotient.
  @inlinable
  public static func / (left: Jet, right: Jet) -> Jet {
    let value = left.value / right.value
    let first = (left.first - value * right.first) / right.value
    let second = (left.second - 2 * first * right.first - value * right.second) / right.value
    return Jet(value, first, second)
  }
}
