import OnsetCore

/// Walks over the fields of one protobuf message in a file without reading their contents.
///
/// Gigabytes of weights are stepped over: only tags and lengths are read, through a small window. The
/// format is protobuf's wire encoding (https://protobuf.dev/programming-guides/encoding).
struct WireScanner {
  /// A field as it lies in the file.
  struct Field {
    /// The field's number.
    let number: Int
    /// How the field is encoded.
    let encoding: Encoding
    /// All bytes of the field, with tag and length.
    let range: Range<Int>
    /// The bytes after tag and length.
    let payload: Range<Int>
  }

  /// Protobuf's wire types, without the groups that ONNX never uses.
  enum Encoding: UInt64 {
    case variableInteger = 0
    case fixed64 = 1
    case lengthDelimited = 2
    case fixed32 = 5
  }

  private let file: ReadableFile
  private let end: Int
  private var position: Int
  private var window: [UInt8] = []
  private var windowStart = 0

  /// Prepares to walk over the message in a range of the file.
  init(_ file: ReadableFile, _ range: Range<Int>) {
    self.file = file
    self.position = range.lowerBound
    self.end = range.upperBound
  }

  /// The next field, or `nil` at the end of the message.
  ///
  /// - Throws: `OnsetError` when the bytes are no protobuf message, or reading fails.
  mutating func next() throws(OnsetError) -> Field? {
    guard position < end else { return nil }
    let start = position
    let tag = try variableInteger()
    let number = tag >> 3
    guard let encoding = Encoding(rawValue: tag & 7), (1..<1 << 29).contains(number) else {
      throw malformed("there is no field at byte \(start)")
    }
    let length =
      switch encoding {
      case .variableInteger: UInt64(0)
      case .fixed64: UInt64(8)
      case .fixed32: UInt64(4)
      case .lengthDelimited: try variableInteger()
      }
    let payload = position
    if encoding == .variableInteger { _ = try variableInteger() }
    guard length <= UInt64(end - position) else {
      throw malformed(
        "the field at byte \(start) claims \(length) bytes, but only \(end - position) are left")
    }
    position += Int(length)
    return Field(
      number: Int(number), encoding: encoding, range: start..<position,
      payload: payload..<position)
  }

  private mutating func variableInteger() throws(OnsetError) -> UInt64 {
    let start = position
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 70, by: 7) {
      guard position < end else { throw malformed("it ends within the number at byte \(start)") }
      let byte = try byte(at: position)
      position += 1
      guard shift < 63 || byte <= 1 else { break }
      value |= UInt64(byte & 0x7F) << UInt64(shift)
      if byte & 0x80 == 0 { return value }
    }
    throw malformed("the number at byte \(start) is too long")
  }

  private mutating func byte(at offset: Int) throws(OnsetError) -> UInt8 {
    if offset < windowStart || offset >= windowStart + window.count {
      window = try file.bytes(in: offset..<min(offset + Self.windowSize, end))
      windowStart = offset
    }
    return window[offset - windowStart]
  }

  private func malformed(_ message: String) -> OnsetError {
    OnsetError(
      .invalidFile, "this is not a valid ONNX model: \(message)", at: file.path,
      fix: "it may be truncated or damaged; copy or export it again")
  }

  private static let windowSize = 4096
}
