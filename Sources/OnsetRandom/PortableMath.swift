/// Elementary functions in float64 whose bits do not depend on the platform's mathematics library.
///
/// Every number that decides a draw has to come from here or from IEEE 754's own operations.
package enum PortableMath {
  /// The exponential function, within 2 units in the last place; 0 below the subnormal range.
  ///
  /// `x = k·ln 2 + r` with `|r| ≤ ln 2 / 2`, then thirteen terms of the Taylor series of `exp(r)`,
  /// whose remainder is below 5e-18.
  package static func exp(_ x: Double) -> Double {
    guard x > -745.2 else { return 0 }
    guard x < 709.8 else { return .infinity }
    let multiple = (x * 1.4426950408889634).rounded()
    // ln 2 in two parts, the first with trailing zeros so that its product with `multiple` is
    // exact.
    let remainder = (x - multiple * 0x1.62e42fee00000p-1) - multiple * 0x1.a39ef35793c76p-33
    var sum = 0.0
    for coefficient in inverseFactorials { sum = sum * remainder + coefficient }
    return Double(sign: .plus, exponent: Int(multiple), significand: sum)
  }

  /// 1/13!, 1/12!, …, 1/0!, each rounded to nearest.
  private static let inverseFactorials: [Double] = (0...13).reversed().map { count in
    1 / (1...max(1, count)).reduce(1.0) { $0 * Double($1) }
  }
}
