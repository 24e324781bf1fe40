import OnsetCore

/// One of the 8-bit floating-point formats that models store.
///
/// The layouts follow Micikevicius et al. 2022, *FP8 Formats for Deep Learning*, arXiv:2209.05433 (E4M3
/// without infinities, E5M2), and Noune et al. 2022, arXiv:2206.02915 (the “UZ” forms, whose only NaN is
/// the code of negative zero and whose exponent bias is larger by one).
struct Float8Format {
  private let exponentBits: Int
  private let bias: Int
  private let hasInfinity: Bool
  private let hasUnsignedZero: Bool

  /// The format of a dtype, or `nil` where it is not an 8-bit float.
  init?(_ dtype: DType) {
    switch dtype {
    case .float8E4M3FN: self.init(4, bias: 7, hasInfinity: false, hasUnsignedZero: false)
    case .float8E4M3FNUZ: self.init(4, bias: 8, hasInfinity: false, hasUnsignedZero: true)
    case .float8E5M2: self.init(5, bias: 15, hasInfinity: true, hasUnsignedZero: false)
    case .float8E5M2FNUZ: self.init(5, bias: 16, hasInfinity: false, hasUnsignedZero: true)
    default: return nil
    }
  }

  private init(_ exponentBits: Int, bias: Int, hasInfinity: Bool, hasUnsignedZero: Bool) {
    self.exponentBits = exponentBits
    self.bias = bias
    self.hasInfinity = hasInfinity
    self.hasUnsignedZero = hasUnsignedZero
  }

  /// The value of each of the 256 codes.
  var values: [Float] { (0..<256).map(value) }

  private func value(_ code: Int) -> Float {
    let fractionBits = 7 - exponentBits
    let sign: FloatingPointSign = code & 0x80 == 0 ? .plus : .minus
    let exponent = (code & 0x7F) >> fractionBits
    let fraction = code & ((1 << fractionBits) - 1)
    if hasUnsignedZero {
      if code == 0x80 { return .nan }
    } else if hasInfinity, exponent == (1 << exponentBits) - 1 {
      return fraction == 0 ? Float(sign: sign, exponent: 0, significand: .infinity) : .nan
    } else if !hasInfinity, code & 0x7F == 0x7F {
      return .nan
    }
    let significand = fraction + (exponent == 0 ? 0 : 1 << fractionBits)
    return Float(
      sign: sign, exponent: max(exponent, 1) - bias - fractionBits,
      significand: Float(significand))
  }
}
