public import OnsetCore

/// Writes NumPy arrays, in row-major order.
public enum NPYWriter {
  /// Writes one array; the file appears whole or not at all.
  ///
  /// - Parameters:
  ///   - path: Where the `.npy` file will be.
  ///   - dtype: The type of its elements: float64, float32, float16, an integer type, bool or complex.
  ///   - shape: Its shape.
  ///   - body: Puts all elements into the sink, in row-major order, in pieces of any size.
  /// - Throws: What `body` throws, or `OnsetError` when NumPy has no such type, `body` gives too few or
  ///   too many elements, or writing fails.
  public static func write(
    to path: String, dtype: DType, shape: Shape,
    _ body: (inout TensorSink) throws(OnsetError) -> Void
  ) throws(OnsetError) {
    guard let header = NPYHeader.bytes(dtype: dtype, shape: shape) else {
      throw OnsetError(
        .unsupported, "NumPy has no type for \(dtype)", at: path, fix: "write it as float32")
    }
    let description = try TensorDescription(name: "array", dtype: dtype, shape: shape)
    let file = try AtomicFile(
      path: path, expectedByteCount: header.count + description.byteCount)
    try file.write(header)
    var sink = TensorSink(description, file: file)
    try body(&sink)
    try sink.finish()
    try file.commit()
  }
}
