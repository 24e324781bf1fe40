public import OnsetCore

/// What is known of a stored tensor without its elements.
public struct TensorDescription: Hashable, Sendable {
  /// The name in the file.
  public let name: String
  /// The type of the stored elements.
  public let dtype: DType
  /// The shape.
  public let shape: Shape
  /// The size of the elements; 0 for strings, whose elements differ in length.
  public let byteCount: Int

  /// Describes a tensor.
  ///
  /// - Throws: `OnsetError` when its size in bytes does not fit `Int`.
  public init(name: String, dtype: DType, shape: Shape) throws(OnsetError) {
    let (byteCount, overflow) = shape.count.multipliedReportingOverflow(by: dtype.byteCount ?? 0)
    guard !overflow else {
      throw OnsetError(
        .shapeMismatch, "a tensor of shape \(shape) and type \(dtype) is larger than memory",
        at: name)
    }
    self.name = name
    self.dtype = dtype
    self.shape = shape
    self.byteCount = byteCount
  }

  /// Describes a tensor whose extents come from a file.
  ///
  /// - Throws: `OnsetError` with the place, when the shape is impossible.
  init(
    name: String, dtype: DType, dimensions: [Int], place: String
  ) throws(OnsetError) {
    do throws(OnsetError) {
      try self.init(name: name, dtype: dtype, shape: Shape(checking: dimensions))
    } catch {
      throw OnsetError(
        .invalidFile, error.message, at: place, fix: "the file is damaged; copy or save it again")
    }
  }
}
