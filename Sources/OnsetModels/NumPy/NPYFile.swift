public import OnsetCore

/// A NumPy array in a `.npy` file; its elements are read when they are asked for.
///
/// Versions 1.0 to 3.0 of the format, in C and Fortran order; elements are always returned row-major.
public struct NPYFile: Sendable {
  /// The path that was opened.
  public let path: String
  /// The type of the stored elements.
  public let dtype: DType
  /// The shape.
  public let shape: Shape

  private let tensor: StoredTensor
  private let isColumnMajor: Bool

  /// Opens a file and checks its header and size.
  ///
  /// - Parameter path: The `.npy` file.
  /// - Throws: `OnsetError` when the file cannot be read, breaks the format, or holds anything but
  ///   little-endian numbers and booleans.
  public init(contentsOf path: String) throws(OnsetError) {
    let file = try ReadableFile(path: path)
    try FileSignature.requireNumPy(file)
    let header = try NPYHeader(file)
    self.path = path
    dtype = header.dtype
    shape = header.shape
    isColumnMajor = header.isColumnMajor
    let description = try TensorDescription(name: "array", dtype: dtype, shape: shape)
    tensor = StoredTensor(
      description, location: .inline(bytes: header.dataStart..<file.byteCount),
      source: .file(file, offset: header.dataStart), path: path)
  }

  /// The elements as float32 in row-major order, rounded to nearest where the stored type is wider.
  ///
  /// - Throws: `OnsetError` when the elements are complex, or the file cannot be read.
  public func floats() throws(OnsetError) -> [Float] { rowMajor(try tensor.floats()) }

  /// The elements as float64 in row-major order.
  ///
  /// - Throws: `OnsetError` when the elements are complex, or the file cannot be read.
  public func doubles() throws(OnsetError) -> [Double] { rowMajor(try tensor.doubles()) }

  /// The elements as integers in row-major order; booleans are 0 and 1.
  ///
  /// - Throws: `OnsetError` when the elements are not integers that fit `Int`, or the file cannot be read.
  public func integers() throws(OnsetError) -> [Int] { rowMajor(try tensor.integers()) }

  private func rowMajor<Element>(_ stored: [Element]) -> [Element] {
    guard isColumnMajor, shape.rank > 1, !stored.isEmpty else { return stored }
    var strides = [Int](repeating: 1, count: shape.rank)
    for axis in 1..<shape.rank { strides[axis] = strides[axis - 1] * shape[axis - 1] }
    var index = [Int](repeating: 0, count: shape.rank)
    var offset = 0
    return stored.indices.map { _ in
      defer {
        var axis = shape.rank - 1
        repeat {
          index[axis] += 1
          offset += strides[axis]
          if index[axis] < shape[axis] { break }
          offset -= strides[axis] * shape[axis]
          index[axis] = 0
          axis -= 1
        } while axis >= 0
      }
      return stored[offset]
    }
  }
}
