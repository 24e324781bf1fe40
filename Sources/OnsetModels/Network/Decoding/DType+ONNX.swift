package import OnsetCore

extension DType {
  /// The type that ONNX numbers with `code` in `TensorProto.DataType`, or `nil` for those that Onset
  /// does not read, such as 4-bit integers.
  package init?(onnxCode code: Int) {
    switch code {
    case 1: self = .float32
    case 2: self = .uint8
    case 3: self = .int8
    case 4: self = .uint16
    case 5: self = .int16
    case 6: self = .int32
    case 7: self = .int64
    case 8: self = .string
    case 9: self = .bool
    case 10: self = .float16
    case 11: self = .float64
    case 12: self = .uint32
    case 13: self = .uint64
    case 14: self = .complex64
    case 15: self = .complex128
    case 16: self = .bfloat16
    case 17: self = .float8E4M3FN
    case 18: self = .float8E4M3FNUZ
    case 19: self = .float8E5M2
    case 20: self = .float8E5M2FNUZ
    default: return nil
    }
  }
}
