import OnsetCore

/// The names of element types in a safetensors header.
enum SafetensorsDType {
  /// Names and types in the order in which the reference implementation sorts them, by alignment.
  private static let all: [(name: String, dtype: DType)] = [
    ("BOOL", .bool), ("U8", .uint8), ("I8", .int8), ("F8_E5M2", .float8E5M2),
    ("F8_E4M3", .float8E4M3FN), ("F8_E5M2FNUZ", .float8E5M2FNUZ),
    ("F8_E4M3FNUZ", .float8E4M3FNUZ), ("I16", .int16), ("U16", .uint16), ("F16", .float16),
    ("BF16", .bfloat16), ("I32", .int32), ("U32", .uint32), ("F32", .float32),
    ("C64", .complex64), ("F64", .float64), ("I64", .int64), ("U64", .uint64),
  ]

  /// The type with a name, or `nil` where Onset has none for it.
  static func dtype(_ name: String) -> DType? { all.first { $0.name == name }?.dtype }

  /// The name of a type, or `nil` where safetensors has none for it.
  static func name(_ dtype: DType) -> String? { all.first { $0.dtype == dtype }?.name }

  /// The place of a type in the order by alignment.
  static func rank(_ dtype: DType) -> Int { all.firstIndex { $0.dtype == dtype } ?? -1 }
}
