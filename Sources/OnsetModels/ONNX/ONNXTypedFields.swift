import OnsetCore

/// The elements of a tensor in its typed fields (`float_data`, `int32_data`, …), as plain bytes.
enum ONNXTypedFields {
  /// The elements, little-endian, or `nil` where one does not fit the type.
  ///
  /// ONNX keeps everything narrower than 32 bits in `int32_data`, 16-bit floats as their bits.
  static func bytes(of tensor: Onnx_TensorProto, as dtype: DType) -> [UInt8]? {
    switch dtype {
    case .float32, .complex64: bytes(tensor.floatData.map(\.bitPattern))
    case .float64, .complex128: bytes(tensor.doubleData.map(\.bitPattern))
    case .int64: bytes(tensor.int64Data)
    case .uint64: bytes(tensor.uint64Data)
    case .uint32: narrow(tensor.uint64Data, UInt32.self)
    case .int32: bytes(tensor.int32Data)
    case .int16: narrow(tensor.int32Data, Int16.self)
    case .int8: narrow(tensor.int32Data, Int8.self)
    case .uint16, .float16, .bfloat16: narrow(tensor.int32Data, UInt16.self)
    case .uint8, .bool, .float8E4M3FN, .float8E4M3FNUZ, .float8E5M2, .float8E5M2FNUZ:
      narrow(tensor.int32Data, UInt8.self)
    case .string: nil
    }
  }

  private static func narrow<Wide: FixedWidthInteger, Narrow: FixedWidthInteger>(
    _ values: [Wide], _ type: Narrow.Type
  ) -> [UInt8]? {
    let narrowed = values.compactMap { Narrow(exactly: $0) }
    return narrowed.count == values.count ? bytes(narrowed) : nil
  }

  private static func bytes<Bits: FixedWidthInteger>(_ values: [Bits]) -> [UInt8] {
    values.map(\.littleEndian).withUnsafeBytes { [UInt8]($0) }
  }
}
