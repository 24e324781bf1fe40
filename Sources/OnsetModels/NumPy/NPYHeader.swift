import OnsetCore

/// The header of a `.npy` file (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
struct NPYHeader {
  let dtype: DType
  let shape: Shape
  /// Whether the first axis varies fastest, as in Fortran.
  let isColumnMajor: Bool
  /// Where the elements start in the file.
  let dataStart: Int

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// No real header comes near; it bounds the memory that a damaged length can ask for.
  private static let maximumByteCount = 1 << 20

  /// NumPy's codes of element types, without the mark of the byte order.
  private static let codes: [(code: String, dtype: DType)] = [
    ("f8", .float64), ("f4", .float32), ("f2", .float16), ("i8", .int64), ("i4", .int32),
    ("i2", .int16), ("i1", .int8), ("u8", .uint64), ("u4", .uint32), ("u2", .uint16),
    ("u1", .uint8), ("b1", .bool), ("c8", .complex64), ("c16", .complex128),
  ]

  /// Reads and checks the header of a file.
  ///
  /// - Throws: `OnsetError` when it breaks the format, the type is not a plain number, or the size does
  ///   not fit the shape.
  init(_ file: ReadableFile) throws(OnsetError) {
    let (start, byteCount) = try Self.extent(file)
    dataStart = start + byteCount
    let text = String(decoding: try file.bytes(in: start..<dataStart), as: UTF8.self)
    var parser = NPYHeaderParser(text)
    guard let fields = parser.dictionary() else {
      throw Self.invalid("its header is not a dictionary of descr, fortran_order and shape", file)
    }
    dtype = try Self.dtype(fields.descr, file)
    let description = try TensorDescription(
      name: "array", dtype: dtype, dimensions: fields.shape, place: file.path)
    shape = description.shape
    isColumnMajor = fields.isColumnMajor
    let size = description.byteCount
    guard file.byteCount - dataStart == size else {
      throw Self.invalid(
        "\(file.byteCount - dataStart) bytes follow the header, but the shape \(shape) of \(dtype) takes "
          + "\(size)", file)
    }
  }

  /// The header of an array in row-major order, in version 1.0 of the format (2.0 where it is too long).
  static func bytes(dtype: DType, shape: Shape) -> [UInt8]? {
    guard let code = codes.first(where: { $0.dtype == dtype })?.code else { return nil }
    let order = dtype.byteCount == 1 ? "|" : "<"
    let extents = shape.dimensions.map(String.init)
    let tuple = extents.count == 1 ? "(\(extents[0]),)" : "(\(extents.joined(separator: ", ")))"
    let text = Array(
      "{'descr': '\(order)\(code)', 'fortran_order': False, 'shape': \(tuple), }".utf8)
    let isLong = text.count + 74 > UInt16.max
    let prefixCount = isLong ? 12 : 10
    let padding = 63 - (prefixCount + text.count) % 64
    let length = UInt32(text.count + padding + 1)
    let lengthBytes = withUnsafeBytes(of: length.littleEndian) { Array($0) }
    return magic + (isLong ? [2, 0] + lengthBytes : [1, 0] + lengthBytes[..<2]) + text
      + [UInt8](repeating: UInt8(ascii: " "), count: padding) + [UInt8(ascii: "\n")]
  }

  /// Where the text of the header starts, and its length.
  private static func extent(_ file: ReadableFile) throws(OnsetError) -> (Int, Int) {
    guard file.byteCount >= 10 else { throw invalid("it is too short", file) }
    let head = try file.bytes(in: 0..<min(12, file.byteCount))
    guard Array(head[..<6]) == magic else {
      throw invalid("it does not start with \\x93NUMPY", file)
    }
    guard (1...3).contains(head[6]), head[7] == 0, head[6] == 1 || head.count == 12 else {
      throw invalid("its version \(head[6]).\(head[7]) is unknown", file)
    }
    let start = head[6] == 1 ? 10 : 12
    let byteCount = head[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard byteCount <= min(file.byteCount - start, maximumByteCount) else {
      throw invalid("its header claims \(byteCount) bytes", file)
    }
    return (start, byteCount)
  }

  private static func dtype(_ descr: String, _ file: ReadableFile) throws(OnsetError) -> DType {
    let match = codes.first { $0.code == descr.dropFirst() }
    let order = descr.first
    if let match, order == "<" || order == "=" || (order == "|" && match.dtype.byteCount == 1) {
      return match.dtype
    }
    let isBigEndian = match != nil && order == ">"
    throw OnsetError(
      .unsupported,
      isBigEndian
        ? "the elements “\(descr)” are big-endian"
        : "the elements “\(descr)” are not plain numbers",
      at: file.path, fix: "save it with numpy.save after array.astype('<f4')")
  }

  private static func invalid(_ message: String, _ file: ReadableFile) -> OnsetError {
    OnsetError(
      .invalidFile, "this is not a valid .npy file: \(message)", at: file.path,
      fix: "save it again with numpy.save")
  }
}
