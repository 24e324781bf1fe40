#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What can be told about a function's symmetry from some of its values.
enum Symmetry {
  /// Irregular places, so that a function is not taken for symmetric by chance.
  private static let places = [0.013, 0.17, 0.61, 1.07, 1.93, 2.71, 3.89, 7.3]

  /// The behaviour under x ↦ −x, to 1e-13 of the values.
  static func parity(of function: ScalarFunction) -> Activation.Parity {
    let pairs = places.map { (function($0), function(-$0)) }
    func agree(_ sign: Double) -> Bool {
      pairs.allSatisfy { abs($0 - sign * $1) <= 1e-13 * max(1e-3, abs($0)) }
    }
    return agree(-1) ? .odd : agree(1) ? .even : .none
  }

  /// The degree k with φ(s x) = sᵏ φ(x) for s > 0 on both sides of zero, or `nil`.
  static func homogeneity(of function: ScalarFunction) -> Double? {
    guard function.kinks.allSatisfy({ $0 == 0 }) else { return nil }
    let (right, left) = (function(1), function(-1))
    let isRightLarger = abs(right) >= abs(left)
    let unit = isRightLarger ? right : left
    let doubled = isRightLarger ? function(2) : function(-2)
    guard unit != 0, unit.isFinite, doubled / unit > 0 else { return nil }
    let degree = log2(doubled / unit)
    let rounded = (degree * 16).rounded() / 16
    guard abs(degree - rounded) < 1e-12 else { return nil }
    let holds = places.allSatisfy { x in
      let scale = pow(x, rounded)
      let tolerance = 1e-12 * abs(unit) * scale
      return abs(function(x) - scale * right) <= tolerance
        && abs(function(-x) - scale * left) <= tolerance
    }
    return holds ? rounded : nil
  }
}
