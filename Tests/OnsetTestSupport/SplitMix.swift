/// A small generator with a fixed start, so that a failure can be seen again (SplitMix64, Steele, Lea &
/// Flood 2014, doi:10.1145/2660193.2660195). Not Onset's own: tests of Onset's draws must not use them.
package struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  /// Starts from a seed.
  package init(state: UInt64) { self.state = state }

  /// Sixty-four random bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  /// A standard normal number, by Marsaglia's polar method.
  package mutating func normal() -> Double {
    while true {
      let (x, y) = (
        Double.random(in: -1...1, using: &self), Double.random(in: -1...1, using: &self)
      )
      let square = x * x + y * y
      if square < 1, square > 0 { return x * (-2 * Self.logarithm(square) / square).squareRoot() }
    }
  }

  /// ln x from the series of artanh, for 0 < x ≤ 1.
  private static func logarithm(_ x: Double) -> Double {
    let t = (x.significand - 1) / (x.significand + 1)
    var (sum, power) = (0.0, t)
    for k in stride(from: 1.0, through: 41.0, by: 2.0) {
      sum += power / k
      power *= t * t
    }
    return 2 * sum + Double(x.exponent) * 0.6931471805599453
  }
}
