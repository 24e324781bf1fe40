public import OnsetCore

/// Takes the elements of one tensor, in row-major order and in pieces of any size, and stores them.
///
/// The writers hand one out for each tensor, so that a model of any size is written in constant memory.
public struct TensorSink: ~Copyable {
  /// The tensor that is being written.
  public let description: TensorDescription
  /// Bytes that are still to come.
  public private(set) var remainingByteCount: Int
  private let file: AtomicFile

  package init(_ description: TensorDescription, file: AtomicFile) {
    self.description = description
    self.remainingByteCount = description.byteCount
    self.file = file
  }

  /// Appends elements in their stored form, little-endian.
  ///
  /// - Throws: `OnsetError` when that is more than the tensor holds, or writing fails.
  public mutating func append(_ bytes: RawSpan) throws(OnsetError) {
    guard bytes.byteCount <= remainingByteCount else {
      throw OnsetError(
        .shapeMismatch,
        "it holds \(description.byteCount) bytes, and more than that were to be written", at: place)
    }
    remainingByteCount -= bytes.byteCount
    try file.write(bytes)
  }

  /// Appends elements in their stored form, little-endian.
  ///
  /// - Throws: `OnsetError` when that is more than the tensor holds, or writing fails.
  public mutating func append(_ bytes: [UInt8]) throws(OnsetError) { try append(bytes.span.bytes) }

  /// Appends numbers, rounded to nearest even in the tensor's type.
  ///
  /// - Throws: `OnsetError` when the tensor's type is not a floating-point type that Onset writes, a
  ///   finite number is too large for it, there are more numbers than elements, or writing fails.
  public mutating func append(_ values: [Float]) throws(OnsetError) {
    try append(values, ElementEncoder.bytes)
  }

  /// Appends numbers, rounded to nearest even in the tensor's type (by way of float32 for 16-bit types).
  ///
  /// - Throws: `OnsetError` when the tensor's type is not a floating-point type that Onset writes, a
  ///   finite number is too large for it, there are more numbers than elements, or writing fails.
  public mutating func append(_ values: [Double]) throws(OnsetError) {
    try append(values, ElementEncoder.bytes)
  }

  /// Appends a tensor of the same type and count from another file, in pieces of constant size.
  ///
  /// - Throws: `OnsetError` when the sizes differ, or reading or writing fails.
  public mutating func append(_ tensor: StoredTensor) throws(OnsetError) {
    let count = tensor.description.shape.count
    for start in stride(from: 0, to: count, by: Self.pieceCount) {
      try append(tensor.rawBytes(in: start..<min(start + Self.pieceCount, count)))
    }
  }

  /// Checks that the tensor is complete.
  package consuming func finish() throws(OnsetError) {
    guard remainingByteCount == 0 else {
      throw OnsetError(
        .shapeMismatch,
        "it holds \(description.byteCount) bytes, but \(remainingByteCount) were not given",
        at: place)
    }
  }

  private static let pieceCount = 1 << 18

  private var place: String { "\(file.path): tensor “\(description.name)”" }

  private mutating func append<Real: BinaryFloatingPoint>(
    _ values: [Real], _ encode: (ArraySlice<Real>, DType) -> [UInt8]?
  ) throws(OnsetError) {
    guard description.dtype.isInitializable else {
      throw OnsetError(
        .unsupported, "real numbers cannot be stored as \(description.dtype)", at: place)
    }
    for start in stride(from: 0, to: values.count, by: Self.pieceCount) {
      let piece = values[start..<min(start + Self.pieceCount, values.count)]
      guard let bytes = encode(piece, description.dtype) else {
        throw OnsetError(
          .invalidValue, "a number is too large for \(description.dtype)", at: place,
          fix: "choose a wider type or a smaller scale")
      }
      try append(bytes)
    }
  }
}
