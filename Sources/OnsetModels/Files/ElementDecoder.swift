import OnsetCore

/// Turns stored bytes (little-endian, as in every format here) into numbers.
enum ElementDecoder {
  /// Appends elements as real numbers.
  ///
  /// - Parameters:
  ///   - bytes: A whole number of elements.
  ///   - dtype: Their type.
  ///   - result: Where the numbers go.
  /// - Returns: Whether the type has real numbers as elements.
  static func append<Real: BinaryFloatingPoint>(
    _ bytes: [UInt8], of dtype: DType, to result: inout [Real]
  ) -> Bool {
    switch dtype {
    case .float64:
      each(UInt64.self, bytes) { result.append(Real(Double(bitPattern: $0))) }
    case .float32:
      each(UInt32.self, bytes) { result.append(Real(Float(bitPattern: $0))) }
    case .float16:
      each(UInt16.self, bytes) { result.append(Real(HalfFloat.float(float16Bits: $0))) }
    case .bfloat16:
      each(UInt16.self, bytes) { result.append(Real(HalfFloat.float(bfloat16Bits: $0))) }
    case .float8E4M3FN, .float8E4M3FNUZ, .float8E5M2, .float8E5M2FNUZ:
      guard let format = Float8Format(dtype) else { return false }
      let table = format.values
      each(UInt8.self, bytes) { result.append(Real(table[Int($0)])) }
    case .int64: each(Int64.self, bytes) { result.append(Real($0)) }
    case .int32: each(Int32.self, bytes) { result.append(Real($0)) }
    case .int16: each(Int16.self, bytes) { result.append(Real($0)) }
    case .int8: each(Int8.self, bytes) { result.append(Real($0)) }
    case .uint64: each(UInt64.self, bytes) { result.append(Real($0)) }
    case .uint32: each(UInt32.self, bytes) { result.append(Real($0)) }
    case .uint16: each(UInt16.self, bytes) { result.append(Real($0)) }
    case .uint8: each(UInt8.self, bytes) { result.append(Real($0)) }
    case .bool: each(UInt8.self, bytes) { result.append($0 == 0 ? 0 : 1) }
    case .complex64, .complex128, .string: return false
    }
    return true
  }

  /// Elements as integers, or `nil` where the type has none or one does not fit `Int`.
  static func integers(_ bytes: [UInt8], of dtype: DType) -> [Int]? {
    var result: [Int] = []
    var isInRange = true
    switch dtype {
    case .int64: each(Int64.self, bytes) { result.append(Int($0)) }
    case .int32: each(Int32.self, bytes) { result.append(Int($0)) }
    case .int16: each(Int16.self, bytes) { result.append(Int($0)) }
    case .int8: each(Int8.self, bytes) { result.append(Int($0)) }
    case .uint64:
      each(UInt64.self, bytes) {
        isInRange = isInRange && $0 <= Int.max
        result.append(Int(truncatingIfNeeded: $0))
      }
    case .uint32: each(UInt32.self, bytes) { result.append(Int($0)) }
    case .uint16: each(UInt16.self, bytes) { result.append(Int($0)) }
    case .uint8: each(UInt8.self, bytes) { result.append(Int($0)) }
    case .bool: each(UInt8.self, bytes) { result.append($0 == 0 ? 0 : 1) }
    default: return nil
    }
    return isInRange ? result : nil
  }

  private static func each<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ type: Bits.Type, _ bytes: [UInt8], _ body: (Bits) -> Void
  ) {
    bytes.withUnsafeBytes { raw in
      for offset in stride(from: 0, to: raw.count, by: MemoryLayout<Bits>.size) {
        body(Bits(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: Bits.self)))
      }
    }
  }
}
