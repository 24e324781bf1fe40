/// Finds a root between two places where a function has opposite signs.
///
/// The secant is taken where it falls well inside the bracket, else the middle (regula falsi with
/// Anderson & Björck's weights, 1973, doi:10.1007/BF01951936): never slower than halving by much, and no
/// derivative is needed.
enum BracketedRoot {
  /// The root of `function` between `lower` and `upper`, to `accuracy` relative to the root.
  static func find(
    from lower: Double, to upper: Double, accuracy: Double = 1e-15,
    _ function: (Double) -> Double
  ) -> Double {
    var (a, b) = (lower, upper)
    var (valueA, valueB) = (function(a), function(b))
    if valueA == 0 { return a }
    if valueB == 0 { return b }
    for step in 0..<200 {
      if abs(b - a) <= accuracy * max(abs(a), abs(b)) { break }
      var x = b - valueB * (b - a) / (valueB - valueA)
      let isInside = (x > min(a, b)) && (x < max(a, b))
      if !isInside || step % 8 == 7 { x = 0.5 * (a + b) }
      if x == a || x == b { break }
      let value = function(x)
      if value == 0 { return x }
      if (value < 0) == (valueB < 0) {
        let weight = 1 - value / valueB
        valueA *= weight > 0 ? weight : 0.5
      } else {
        (a, valueA) = (b, valueB)
      }
      (b, valueB) = (x, value)
    }
    return b
  }
}
