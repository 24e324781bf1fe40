import OnsetRandom
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The polynomials against the platform's mathematics library in float64.
///
/// The reference transforms stand for the kernels, whose bits they share (see `KernelPathTests`).
/// Bounds are in units of 2⁻²⁴, half a unit in the last place of a float32 near 1. Each has room
/// for the roundings of the operations involved: two for each step of Horner's rule that matters.
@Suite struct AccuracyTests {
  static let unit = 0x1p-24

  @Test func logarithm() {
    var worst = 0.0
    for exponent in -110...31 {
      for step in 0..<2048 {
        let x = Float(sign: .plus, exponent: exponent, significand: 1 + (Float(step) + 0.3) / 2048)
        let expected = -2 * log(Double(x))
        let error = Double(ReferenceTransforms.minusTwoLog(x, unit: 0)) - expected
        worst = max(worst, abs(error / expected))
      }
    }
    #expect(worst < 3 * Self.unit)
  }

  /// Below 1 the logarithm goes to zero, and its *relative* error has to stay small.
  @Test func logarithmNearOne() {
    var worst = 0.0
    for distance in stride(from: UInt32(1), through: 1 << 23, by: 7) {
      let x = Float(bitPattern: 0x3F80_0000 - distance)
      let expected = -2 * log(Double(x))
      let error = Double(ReferenceTransforms.minusTwoLog(x, unit: 0)) - expected
      worst = max(worst, abs(error / expected))
    }
    #expect(worst < 3 * Self.unit)
    #expect(ReferenceTransforms.minusTwoLog(1, unit: 0) == 0)
  }

  /// In each quarter of the circle.
  @Test(arguments: [0, 1, 2, 3] as [UInt32])
  func circle(quarter: UInt32) {
    var worst = 0.0
    for step in 0..<(1 << 18) {
      let word = UInt32(truncatingIfNeeded: step &* 0x9E37_79B1) & ~6 | quarter << 1
      let angle = Double(Int32(bitPattern: word | 1)) * 0x1p-31 * Double.pi / 4
      let cosine = quarter & 2 == 0 ? cos(angle) : -cos(angle)
      let expected = quarter & 1 == 0 ? (cosine, sin(angle)) : (sin(angle), cosine)
      let point = ReferenceTransforms.circlePoint(word)
      worst = max(worst, abs(Double(point.first) / expected.0 - 1))
      worst = max(worst, abs(Double(point.second) / expected.1 - 1))
    }
    #expect(worst < 4 * Self.unit)
  }

  /// The whole transform. Where u is rounded to 24 bits, -2 log u is off by up to 4 units and the
  /// radius r by 2/r; the rest is relative.
  @Test func normalPair() {
    var worst = 0.0
    for step in 1...(1 << 18) {
      let radial = UInt32(truncatingIfNeeded: step &* 0x9E37_79B1)
      let angular = UInt32(truncatingIfNeeded: step &* 0x85EB_CA6B) & ~6
      let radius = (-2 * log((Double(radial >> 1) + 0.5) * 0x1p-31)).squareRoot()
      let angle = Double(Int32(bitPattern: angular | 1)) * 0x1p-31 * Double.pi / 4
      let pair = ReferenceTransforms.normalPair(radial, angular)
      let error = max(
        abs(Double(pair.first) - radius * cos(angle)),
        abs(Double(pair.second) - radius * sin(angle)))
      worst = max(worst, error / (2 / radius + 6 * radius))
    }
    #expect(worst < Self.unit)
  }

  static let bounds: [ClosedRange<Double>] = [
    -2...2, -3...3, -4...4, -100...100, 0.5...7, 3...100, 9...10, -100...(-9.9), -0.1...0.1,
    1...1.001,
  ]

  /// The quantile, by putting it back into the distribution function: the error in x is the error
  /// in the probability divided by the density.
  @Test(arguments: bounds)
  func truncatedNormal(bounds: ClosedRange<Double>) throws {
    let moments = try TruncatedNormalMoments(bounds: bounds)
    let draw = Draw.truncatedNormal(mean: 0, parentStandardDeviation: 1, moments: moments)
    var worst = 0.0
    for step in 0..<(1 << 17) {
      let word = step == 0 ? UInt32.max : UInt32(truncatingIfNeeded: (step - 1) &* 0x9E37_79B1)
      let x = Double(
        ReferenceTransforms.truncatedNormal(
          word, below: draw.tailBelow, above: draw.tailAbove, mass: draw.mass, middle: draw.middle))
      let u = (Double((word ^ 0x8000_0000) >> 1) + 0.5) * 0x1p-31
      let below = moments.probabilityBelow + u * moments.probability
      let above = moments.probabilityAbove + (1 - u) * moments.probability
      let error =
        below < above
        ? NormalDistribution.below(x) - below : above - NormalDistribution.above(x)
      worst = max(worst, abs(error) / NormalDistribution.density(x) / max(1, abs(x)))
    }
    #expect(worst < 6 * Self.unit)
  }

  @Test func exponential() {
    var worst = 0.0
    for step in -7000...7000 {
      let x = Double(step) / 10 + 0.037
      worst = max(worst, abs(PortableMath.exp(x) / exp(x) - 1))
    }
    #expect(worst < 2 * Double.ulpOfOne)
    #expect(PortableMath.exp(0) == 1)
    #expect(PortableMath.exp(-1000) == 0)
    #expect(PortableMath.exp(-.infinity) == 0)
    #expect(PortableMath.exp(1000) == .infinity)
  }
}
