package import OnsetCore

/// Turns numbers into stored bytes, little-endian.
package enum ElementEncoder {
  /// The bytes of numbers in a floating-point type, rounded to nearest even; `nil` where a finite number
  /// became infinite.
  ///
  /// - Precondition: The type is one that Onset initializes.
  package static func bytes(_ values: ArraySlice<Float>, _ dtype: DType) -> [UInt8]? {
    switch dtype {
    case .float64: bytes(values) { Double($0).bitPattern }
    case .float32: bytes(values) { $0.bitPattern }
    case .bfloat16: narrowed(values, infinity: 0x7F80, HalfFloat.bfloat16Bits)
    case .float16: narrowed(values, infinity: 0x7C00, HalfFloat.float16Bits)
    default: preconditionFailure("real numbers are stored in floating-point types only")
    }
  }

  /// The bytes of numbers in a floating-point type, rounded to nearest even (by way of float32 for the
  /// 16-bit types); `nil` where a finite number became infinite.
  ///
  /// - Precondition: The type is one that Onset initializes.
  package static func bytes(_ values: ArraySlice<Double>, _ dtype: DType) -> [UInt8]? {
    if dtype == .float64 { return bytes(values) { $0.bitPattern } }
    let floats = values.map { Float($0) }
    let overflows = zip(floats, values).contains { $0.isInfinite && $1.isFinite }
    return overflows ? nil : bytes(floats[...], dtype)
  }

  private static func narrowed(
    _ values: ArraySlice<Float>, infinity: UInt16, _ convert: (Float) -> UInt16
  ) -> [UInt8]? {
    var isInRange = true
    let bytes = bytes(values) { value in
      let bits = convert(value)
      if bits & 0x7FFF == infinity, value.isFinite { isInRange = false }
      return bits
    }
    return isInRange ? bytes : nil
  }

  private static func bytes<Real, Bits: FixedWidthInteger>(
    _ values: ArraySlice<Real>, _ bits: (Real) -> Bits
  ) -> [UInt8] {
    let width = MemoryLayout<Bits>.size
    return [UInt8](unsafeUninitializedCapacity: values.count * width) { buffer, count in
      let raw = UnsafeMutableRawBufferPointer(buffer)
      for (index, value) in values.enumerated() {
        raw.storeBytes(of: bits(value).littleEndian, toByteOffset: index * width, as: Bits.self)
      }
      count = values.count * width
    }
  }
}
