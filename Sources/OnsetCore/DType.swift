/// The type of a tensor's elements as it is stored.
public enum DType: String, Hashable, Sendable, Codable, CaseIterable {
  case float64, float32, float16, bfloat16
  case float8E4M3FN, float8E4M3FNUZ, float8E5M2, float8E5M2FNUZ
  case int64, int32, int16, int8
  case uint64, uint32, uint16, uint8
  case bool, complex64, complex128, string

  /// Bytes per element, or `nil` for strings, whose elements differ in length.
  public var byteCount: Int? {
    switch self {
    case .complex128: 16
    case .float64, .int64, .uint64, .complex64: 8
    case .float32, .int32, .uint32: 4
    case .float16, .bfloat16, .int16, .uint16: 2
    case .float8E4M3FN, .float8E4M3FNUZ, .float8E5M2, .float8E5M2FNUZ, .int8, .uint8, .bool: 1
    case .string: nil
    }
  }

  /// Whether Onset can write initial weights in this type.
  public var isInitializable: Bool {
    switch self {
    case .float64, .float32, .float16, .bfloat16: true
    default: false
    }
  }

  /// Whether the elements are real floating-point numbers.
  public var isFloatingPoint: Bool {
    switch self {
    case .float64, .float32, .float16, .bfloat16, .float8E4M3FN, .float8E4M3FNUZ, .float8E5M2,
      .float8E5M2FNUZ:
      true
    default: false
    }
  }

  /// The largest finite magnitude, or `nil` for types that Onset does not initialize.
  public var greatestFiniteMagnitude: Double? {
    switch self {
    case .float64: .greatestFiniteMagnitude
    case .float32: Double(Float.greatestFiniteMagnitude)
    case .bfloat16: 3.3895313892515355e38
    case .float16: 65504
    default: nil
    }
  }
}
