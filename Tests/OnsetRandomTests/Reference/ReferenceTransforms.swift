/// The transforms from words to elements, one element at a time and straight from the
/// documentation.
///
/// The polynomials are written out again: a kernel whose coefficients change by a bit fails.
enum ReferenceTransforms {
  static func uniform(_ word: UInt32, scale: Float, shift: Float, limits: ClosedRange<Float>)
    -> Float
  {
    let odd = Int32(bitPattern: word) >> 7 | 1
    return limited(Float(odd) * scale + shift, to: limits)
  }

  static func normalPair(_ radial: UInt32, _ angular: UInt32) -> (first: Float, second: Float) {
    let u = Float(Int32(radial >> 1)) + 0.5
    let radius = max(minusTwoLog(u, unit: 31), 0x1p-25).squareRoot()
    let point = circlePoint(angular)
    return (radius * point.first, radius * point.second)
  }

  static func truncatedNormal(
    _ word: UInt32, below: Float, above: Float, mass: Float, middle: Float
  ) -> Float {
    let rank = word ^ 0x8000_0000
    let fromBelow = (Float(Int32(rank >> 1)) + 0.5) * 0x1p-31
    let fromAbove = (Float(Int32(~rank >> 1)) + 0.5) * 0x1p-31
    let tail = min(fromBelow * mass + below, fromAbove * mass + above)
    let centered = Float(Int32(bitPattern: word | 1)) * 0x1p-31
    return quantile(centered * (0.5 * mass) + middle, tail: tail)
  }

  static func limited(_ value: Float, to limits: ClosedRange<Float>) -> Float {
    min(max(value, limits.lowerBound), limits.upperBound)
  }

  /// -2 log(x / 2^unit).
  static func minusTwoLog(_ x: Float, unit: Int32) -> Float {
    let bits = Int32(bitPattern: x.bitPattern)
    let exponent = (bits - 0x3F35_04F3) >> 23
    let t = Float(bitPattern: UInt32(bitPattern: bits - exponent << 23)) - 1
    return Float(unit - exponent) * 0x1.62e43p+0 + t * polynomial(log, t)
  }

  static func circlePoint(_ word: UInt32) -> (first: Float, second: Float) {
    let x = Float(Int32(bitPattern: word | 1)) * 0x1p-31
    let sine = x * polynomial(sine, x * x)
    let cosine = polynomial(cosine, x * x) * (word & 4 == 0 ? 1 : -1)
    return word & 2 == 0 ? (cosine, sine) : (sine, cosine)
  }

  static func quantile(_ y: Float, tail: Float) -> Float {
    let l = 0.5 * minusTwoLog((4 * tail) * (1 - tail), unit: 0)
    guard l > 6.25 else { return y * polynomial(central, l - 3) }
    let root = l.squareRoot()
    return y * (root * polynomial(outer, 1 / root - 0.25))
  }

  private static func polynomial(_ coefficients: [Float], _ x: Float) -> Float {
    coefficients.dropFirst().reduce(coefficients[0]) { $0 * x + $1 }
  }

  private static let log: [Float] = [
    0x1.3828a6p-3, -0x1.084972p-2, 0x1.0f39ecp-2, -0x1.2271bp-2, 0x1.54271p-2, -0x1.99a3ecp-2,
    0x1.000428p-1, -0x1.55555p-1, 0x1.fffff8p-1, -0x1p+1,
  ]

  private static let sine: [Float] = [
    -0x1.2d92fep-15, 0x1.465e92p-9, -0x1.4abbb8p-4, 0x1.921fb6p-1,
  ]

  private static let cosine: [Float] = [
    0x1.d99f52p-19, -0x1.55c4eap-12, 0x1.03c1dap-6, -0x1.3bd3ccp-2, 0x1p+0,
  ]

  private static let central: [Float] = [
    -0x1.ebbe74p-27, -0x1.2702p-27, 0x1.4f2fb4p-20, -0x1.6a09fp-18, -0x1.2cb298p-15, 0x1.220b0ap-11,
    -0x1.36050ap-9, -0x1.09f096p-6, 0x1.5deb1p-1, 0x1.25e47cp+2,
  ]

  private static let outer: [Float] = [
    -0x1.196acap+10, -0x1.58b3a6p+10, 0x1.99992ep+2, 0x1.600e92p+6, 0x1.29cb02p+4, -0x1.814114p+0,
    0x1.976fb6p+0, 0x1.d28c92p-3, -0x1.1f0058p-1, 0x1.5b899ep+1,
  ]
}
