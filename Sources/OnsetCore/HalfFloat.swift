/// Conversions between float32 and the two 16-bit formats, rounding to nearest, ties to even.
///
/// Draws are made in float32 and rounded once, so every stored type sees the same draw.
public enum HalfFloat {
  /// The bfloat16 bits nearest to a float32 value; NaN stays a quiet NaN, overflow becomes infinity.
  @inlinable
  public static func bfloat16Bits(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    if bits & 0x7FFF_FFFF > 0x7F80_0000 { return UInt16(truncatingIfNeeded: bits >> 16) | 0x0040 }
    let roundingBias = 0x7FFF + ((bits >> 16) & 1)
    return UInt16(truncatingIfNeeded: (bits &+ roundingBias) >> 16)
  }

  /// The float32 value of bfloat16 bits, exact.
  @inlinable
  public static func float(bfloat16Bits bits: UInt16) -> Float {
    Float(bitPattern: UInt32(bits) << 16)
  }

  /// The IEEE half-precision bits nearest to a float32 value; overflow becomes infinity.
  ///
  /// Written out in integers because `Float16` does not exist on every platform that runs Onset.
  public static func float16Bits(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    let sign = UInt16(truncatingIfNeeded: (bits >> 16) & 0x8000)
    let magnitude = bits & 0x7FFF_FFFF
    if magnitude > 0x7F80_0000 { return sign | 0x7E00 }
    if magnitude >= 0x4780_0000 { return sign | 0x7C00 }
    if magnitude >= 0x3880_0000 {
      let rebased = magnitude &- 0x3800_0000
      let rounded = rebased &+ 0x0FFF &+ ((rebased >> 13) & 1)
      return sign | UInt16(truncatingIfNeeded: rounded >> 13)
    }
    // Subnormal: adding 0.5 lines the 10 bits that remain up with the end of the significand, so the
    // addition itself rounds to nearest even.
    let shifted = Float(bitPattern: magnitude) + 0.5
    return sign | UInt16(truncatingIfNeeded: shifted.bitPattern &- 0x3F00_0000)
  }

  /// The float32 value of IEEE half-precision bits, exact.
  public static func float(float16Bits bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10) & 0x1F
    let fraction = UInt32(bits & 0x3FF)
    switch exponent {
    case 0:
      return Float(sign: sign == 0 ? .plus : .minus, exponent: -24, significand: Float(fraction))
    case 0x1F: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }
}
