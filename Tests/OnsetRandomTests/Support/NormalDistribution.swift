#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The normal distribution by the platform's mathematics library: the oracle of these tests.
enum NormalDistribution {
  static func density(_ x: Double) -> Double { exp(-x * x / 2) / (2 * Double.pi).squareRoot() }

  /// The probability below x, accurate in the lower tail.
  static func below(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }

  /// The probability above x, accurate in the upper tail.
  static func above(_ x: Double) -> Double { erfc(x / 2.0.squareRoot()) / 2 }

  /// The probability between two points on one side of zero or around it.
  static func between(_ lower: Double, _ upper: Double) -> Double {
    lower > 0 ? above(lower) - above(upper) : below(upper) - below(lower)
  }
}
