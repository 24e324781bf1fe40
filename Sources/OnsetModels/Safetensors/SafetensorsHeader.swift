import OnsetCore

/// The header of a safetensors file: which tensors it holds, and where.
///
/// The format is that of https://github.com/huggingface/safetensors: eight bytes with the header's length,
/// the header in JSON, then the tensors without gaps.
struct SafetensorsHeader {
  /// A tensor and the range of its bytes, counted from the end of the header.
  struct Entry {
    let description: TensorDescription
    let bytes: Range<Int>
  }

  /// The tensors in the order of their bytes.
  let entries: [Entry]
  /// Free text by key.
  let metadata: [String: String]
  /// Where the tensors' bytes start in the file.
  let dataStart: Int

  /// The longest header that is accepted, the same as in the reference implementation.
  static let maximumByteCount = 100_000_000

  /// Reads and checks the header of a file.
  ///
  /// - Throws: `OnsetError` when the header is longer than the file, is not JSON, names a tensor twice or
  ///   of unknown type, or its ranges overlap, leave gaps, or do not fit the shapes and the file.
  init(_ file: ReadableFile) throws(OnsetError) {
    guard file.byteCount >= 8 else {
      throw Self.invalid("it is only \(file.byteCount) bytes long", file)
    }
    let prefix = try file.elements(UInt64.self, count: 1, at: 0)
    let claimed = UInt64(littleEndian: prefix[0])
    guard claimed <= UInt64(file.byteCount - 8) else {
      throw Self.invalid(
        "the header claims \(claimed) bytes, but only \(file.byteCount - 8) follow", file)
    }
    guard claimed <= UInt64(Self.maximumByteCount) else {
      throw Self.invalid("the header claims \(claimed) bytes, more than any real one", file)
    }
    dataStart = 8 + Int(claimed)
    let text = try file.bytes(in: 8..<dataStart)
    guard text.first == UInt8(ascii: "{") else {
      throw Self.invalid("the header is not a JSON object", file)
    }
    (entries, metadata) = try Self.parse(text, file.path)
    try Self.check(entries, byteCount: file.byteCount - dataStart, file)
  }

  private static func parse(
    _ text: [UInt8], _ path: String
  ) throws(OnsetError) -> ([Entry], [String: String]) {
    var cursor = JSONCursor(text, place: path)
    var entries: [Entry] = []
    var metadata: [String: String] = [:]
    try cursor.object { (name, cursor) throws(OnsetError) in
      if name == "__metadata__" {
        try cursor.object { (key, cursor) throws(OnsetError) in
          metadata[key] = try cursor.string()
        }
      } else {
        entries.append(try entry(name, &cursor, path))
      }
    }
    try cursor.finish()
    entries.sort {
      ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
    }
    return (entries, metadata)
  }

  private static func entry(
    _ name: String, _ cursor: inout JSONCursor, _ path: String
  ) throws(OnsetError) -> Entry {
    var typeName: String?
    var dimensions: [Int]?
    var offsets: [Int]?
    try cursor.object { (key, cursor) throws(OnsetError) in
      switch key {
      case "dtype": typeName = try cursor.string()
      case "shape": dimensions = try cursor.integers()
      case "data_offsets": offsets = try cursor.integers()
      default: throw cursor.malformed("a tensor has no property “\(key)”")
      }
    }
    let place = "\(path): tensor “\(name)”"
    guard let typeName, let dimensions, let offsets, offsets.count == 2, offsets[0] <= offsets[1]
    else {
      throw OnsetError(
        .invalidFile, "its type, shape or range is missing or impossible", at: place,
        fix: "the file is damaged; copy or save it again")
    }
    guard let dtype = SafetensorsDType.dtype(typeName) else {
      throw OnsetError(
        .unsupported, "its elements have the type “\(typeName)”, which Onset does not read",
        at: place, fix: "save the checkpoint with 8-bit or wider elements")
    }
    return Entry(
      description: try TensorDescription(
        name: name, dtype: dtype, dimensions: dimensions, place: place),
      bytes: offsets[0]..<offsets[1])
  }

  private static func check(
    _ entries: [Entry], byteCount: Int, _ file: ReadableFile
  ) throws(OnsetError) {
    var end = 0
    for entry in entries {
      let name = entry.description.name
      guard entry.bytes.lowerBound == end else {
        let fault =
          entry.bytes.lowerBound < end ? "overlaps the one before it" : "leaves a gap before it"
        throw invalid("the tensor “\(name)” \(fault)", file)
      }
      guard entry.bytes.count == entry.description.byteCount else {
        throw invalid(
          "the tensor “\(name)” has \(entry.bytes.count) bytes, but its shape takes "
            + "\(entry.description.byteCount)", file)
      }
      guard entry.bytes.upperBound <= byteCount else {
        throw invalid("the file ends within the tensor “\(name)”", file)
      }
      end = entry.bytes.upperBound
    }
    guard end == byteCount else {
      throw invalid("\(byteCount - end) bytes at its end belong to no tensor", file)
    }
  }

  private static func invalid(_ message: String, _ file: ReadableFile) -> OnsetError {
    OnsetError(
      .invalidFile, "this is not a valid safetensors file: \(message)", at: file.path,
      fix: "it may be truncated or damaged; copy or save it again")
  }
}
