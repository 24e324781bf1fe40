public import OnsetCore
import OnsetModels
public import OnsetTensor

extension Tensor {
  /// Writes the elements as a NumPy array; the file appears whole or not at all.
  ///
  /// - Parameters:
  ///   - path: Where the `.npy` file will be.
  ///   - target: The type of its elements; the tensor's own by default. bfloat16, which NumPy lacks, is
  ///     written as float32.
  /// - Throws: `OnsetError` when the elements do not fit the type, or writing fails.
  public func write(to path: String, as target: DType? = nil) throws {
    var target = target ?? dtype
    if target == .bfloat16 || target.computed != dtype { target = dtype }
    switch target {
    case .float64:
      let values = try elements(Double.self)
      try NPYWriter.write(to: path, dtype: target, shape: shape) { (sink) throws(OnsetError) in
        try sink.append(values)
      }
    case .float32, .float16:
      let values = try elements(Float.self)
      try NPYWriter.write(to: path, dtype: target, shape: shape) { (sink) throws(OnsetError) in
        try sink.append(values)
      }
    default:
      let bytes = littleEndianBytes(width: target.byteCount ?? 1)
      try NPYWriter.write(to: path, dtype: target, shape: shape) { (sink) throws(OnsetError) in
        try sink.append(bytes)
      }
    }
  }

  /// The low bytes of integers and truth values.
  private func littleEndianBytes(width: Int) -> [UInt8] {
    integers.flatMap { value in
      (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
  }
}
