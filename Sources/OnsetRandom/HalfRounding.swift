import OnsetCore

/// Rounding of whole buffers of float32 to the two 16-bit formats, equal bit for bit to `HalfFloat`.
public enum HalfRounding {
  /// Rounds every element to bfloat16, to nearest, ties to even.
  ///
  /// - Parameters:
  ///   - values: The float32 values.
  ///   - bits: Where the bits go; as many as there are values.
  /// - Precondition: Both buffers have the same count.
  public static func bfloat16(
    _ values: UnsafeBufferPointer<Float>, into bits: UnsafeMutableBufferPointer<UInt16>
  ) {
    precondition(values.count == bits.count, "a buffer of bits for each value")
    for index in values.indices { bits[index] = HalfFloat.bfloat16Bits(values[index]) }
  }

  /// Rounds every element to IEEE half precision, to nearest, ties to even; overflow becomes infinity.
  ///
  /// - Parameters:
  ///   - values: The float32 values.
  ///   - bits: Where the bits go; as many as there are values.
  /// - Precondition: Both buffers have the same count.
  public static func float16(
    _ values: UnsafeBufferPointer<Float>, into bits: UnsafeMutableBufferPointer<UInt16>
  ) {
    precondition(values.count == bits.count, "a buffer of bits for each value")
    for index in values.indices { bits[index] = HalfFloat.float16Bits(values[index]) }
  }
}
