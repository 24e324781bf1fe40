public import OnsetCore

/// A tensor of a file, whose elements are read when they are asked for.
public struct StoredTensor: Sendable {
  /// Its name, type and shape.
  public let description: TensorDescription
  /// Where its elements are.
  public let location: TensorLocation
  private let source: Source
  private let place: String

  /// Where to fetch bytes from.
  package enum Source: Sendable {
    /// From a file, starting at an offset.
    case file(ReadableFile, offset: Int)
    /// They have been read already.
    case memory([UInt8])
    /// They are no sequence of bytes; the text says why.
    case unreadable(String)
  }

  /// Makes a tensor of the file at `path`.
  package init(
    _ description: TensorDescription, location: TensorLocation, source: Source, path: String
  ) {
    self.description = description
    self.location = location
    self.source = source
    self.place = "\(path): tensor “\(description.name)”"
  }

  /// The stored bytes of a range of elements in row-major order, little-endian.
  ///
  /// - Parameter range: Elements by their row-major index; all of them by default.
  /// - Precondition: The range is within the tensor.
  /// - Throws: `OnsetError` when the file cannot be read, or the elements have no bytes of fixed size
  ///   (strings, sparse tensors).
  public func rawBytes(in range: Range<Int>? = nil) throws(OnsetError) -> [UInt8] {
    let range = range ?? 0..<description.shape.count
    precondition(
      range.lowerBound >= 0 && range.upperBound <= description.shape.count,
      "the range must be within the tensor")
    guard let width = description.dtype.byteCount else {
      throw OnsetError(.unsupported, "strings have no bytes of fixed size", at: place)
    }
    let bytes = range.lowerBound * width..<range.upperBound * width
    switch source {
    case .file(let file, let offset):
      return try file.bytes(in: offset + bytes.lowerBound..<offset + bytes.upperBound)
    case .memory(let all): return Array(all[bytes])
    case .unreadable(let reason): throw OnsetError(.unsupported, reason, at: place)
    }
  }

  /// A range of elements as float32, rounded to nearest where the stored type is wider. NaN and infinity
  /// are returned as they are.
  ///
  /// - Parameter range: Elements by their row-major index; all of them by default.
  /// - Precondition: The range is within the tensor.
  /// - Throws: `OnsetError` when the file cannot be read, or the elements are complex or text.
  public func floats(in range: Range<Int>? = nil) throws(OnsetError) -> [Float] {
    if description.dtype == .float32, case .file(let file, let offset) = source {
      let range = range ?? 0..<description.shape.count
      return try file.elements(Float.self, count: range.count, at: offset + 4 * range.lowerBound)
    }
    return try converted(range)
  }

  /// A range of elements as float64, exact for every stored type but integers beyond 2^53.
  ///
  /// - Parameter range: Elements by their row-major index; all of them by default.
  /// - Precondition: The range is within the tensor.
  /// - Throws: `OnsetError` when the file cannot be read, or the elements are complex or text.
  public func doubles(in range: Range<Int>? = nil) throws(OnsetError) -> [Double] {
    try converted(range)
  }

  /// All elements as integers.
  ///
  /// - Throws: `OnsetError` when the file cannot be read, or the elements are neither integers that
  ///   fit `Int` nor booleans.
  public func integers() throws(OnsetError) -> [Int] {
    let bytes = try rawBytes()
    guard let values = ElementDecoder.integers(bytes, of: description.dtype) else {
      throw OnsetError(
        .unsupported, "elements of type \(description.dtype) are not integers in range", at: place)
    }
    return values
  }

  /// Converts in pieces of constant size, so that only the result is held as a whole.
  private func converted<Real: BinaryFloatingPoint>(
    _ range: Range<Int>?
  ) throws(OnsetError) -> [Real] {
    let range = range ?? 0..<description.shape.count
    var result: [Real] = []
    var start = range.lowerBound
    repeat {
      let end = min(start + Self.pieceCount, range.upperBound)
      let bytes = try rawBytes(in: start..<end)
      guard ElementDecoder.append(bytes, of: description.dtype, to: &result) else {
        throw OnsetError(
          .unsupported, "elements of type \(description.dtype) are not real numbers", at: place)
      }
      if start == range.lowerBound { result.reserveCapacity(range.count) }
      start = end
    } while start < range.upperBound
    return result
  }

  private static let pieceCount = 1 << 18
}
