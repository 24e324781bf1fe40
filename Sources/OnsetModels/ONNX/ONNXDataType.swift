package import OnsetCore

/// ONNX's numbers for element types (`TensorProto.DataType`).
package enum ONNXDataType {
  private static let types: [Int32: DType] = [
    1: .float32, 2: .uint8, 3: .int8, 4: .uint16, 5: .int16, 6: .int32, 7: .int64, 8: .string,
    9: .bool, 10: .float16, 11: .float64, 12: .uint32, 13: .uint64, 14: .complex64,
    15: .complex128, 16: .bfloat16, 17: .float8E4M3FN, 18: .float8E4M3FNUZ, 19: .float8E5M2,
    20: .float8E5M2FNUZ,
  ]

  private static let unsupportedNames: [Int32: String] = [
    21: "uint4", 22: "int4", 23: "float4E2M1", 24: "float8E8M0", 25: "uint2", 26: "int2",
  ]

  /// The element type with a number, or `nil` where Onset has none for it.
  package static func dtype(_ number: Int32) -> DType? { types[number] }

  /// A number's name for messages.
  package static func name(_ number: Int32) -> String {
    types[number]?.rawValue ?? unsupportedNames[number] ?? "number \(number)"
  }
}
