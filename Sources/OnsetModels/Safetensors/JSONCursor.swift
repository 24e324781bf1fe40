import OnsetCore

/// Reads JSON text from left to right, strictly, for headers that cannot be trusted.
///
/// Foundation's decoder accepts repeated keys silently and passes integers through floating point; a
/// header that is read differently by two programs is how a checkpoint lies about its content. This
/// cursor refuses repeated keys, numbers that are not exact integers, invalid UTF-8, text after the end, and
/// nesting beyond a small depth.
struct JSONCursor {
  private let bytes: [UInt8]
  private var position = 0
  /// Where the text is, for messages.
  private let place: String

  private static let maximumDepth = 32

  init(_ bytes: [UInt8], place: String) {
    self.bytes = bytes
    self.place = place
  }

  /// Reads an object; the closure must read the value of each key that it is given.
  mutating func object(
    _ readValue: (String, inout JSONCursor) throws(OnsetError) -> Void
  ) throws(OnsetError) {
    var keys: Set<String> = []
    try list(open: "{", close: "}") { (cursor) throws(OnsetError) in
      let key = try cursor.string()
      guard keys.insert(key).inserted else {
        throw cursor.malformed("the name “\(key)” occurs twice")
      }
      try cursor.expect(":")
      try readValue(key, &cursor)
    }
  }

  /// Reads an array; the closure must read one element each time.
  mutating func array(
    _ readElement: (inout JSONCursor) throws(OnsetError) -> Void
  ) throws(OnsetError) {
    try list(open: "[", close: "]", readElement)
  }

  /// Reads an array of integers that are not negative.
  mutating func integers() throws(OnsetError) -> [Int] {
    var values: [Int] = []
    try array { (cursor) throws(OnsetError) in values.append(try cursor.integer()) }
    return values
  }

  /// Reads an integer that is not negative.
  mutating func integer() throws(OnsetError) -> Int {
    skipSpace()
    let start = position
    while let byte = peek, "0"..."9" ~= byte { position += 1 }
    let digits = bytes[start..<position]
    let next = peek
    guard
      let value = Int(String(decoding: digits, as: UTF8.self)),
      digits.count == 1 || digits.first != UInt8(ascii: "0"),
      next != UInt8(ascii: "."), next != UInt8(ascii: "e"), next != UInt8(ascii: "E")
    else { throw malformed("a whole number was expected") }
    return value
  }

  /// Reads a string.
  mutating func string() throws(OnsetError) -> String {
    try expect("\"")
    var text: [UInt8] = []
    while true {
      guard let byte = peek, byte >= 0x20 else { throw malformed("a string does not end") }
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw malformed("a string is not UTF-8")
        }
        return string
      case UInt8(ascii: "\\"): text += try escapedCharacter()
      default: text.append(byte)
      }
    }
  }

  /// Steps over a value of any kind.
  mutating func skipValue(depth: Int = 0) throws(OnsetError) {
    guard depth < Self.maximumDepth else { throw malformed("the nesting is too deep") }
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"):
      try object { (_, cursor) throws(OnsetError) in try cursor.skipValue(depth: depth + 1) }
    case UInt8(ascii: "["):
      try array { (cursor) throws(OnsetError) in try cursor.skipValue(depth: depth + 1) }
    case UInt8(ascii: "\""): _ = try string()
    default: try skipScalar()
    }
  }

  /// Checks that nothing but space is left.
  mutating func finish() throws(OnsetError) {
    skipSpace()
    guard position == bytes.count else { throw malformed("there is text after its end") }
  }

  /// The error for text that breaks the rules.
  func malformed(_ message: String) -> OnsetError {
    OnsetError(
      .invalidFile, "the JSON text is broken at byte \(position): \(message)", at: place,
      fix: "the file is damaged; copy or save it again")
  }

  // MARK: - Pieces

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(OnsetError) {
    guard accept(character) else { throw malformed("“\(character)” was expected") }
  }

  private mutating func accept(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard peek == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func list(
    open: Unicode.Scalar, close: Unicode.Scalar,
    _ readItem: (inout JSONCursor) throws(OnsetError) -> Void
  ) throws(OnsetError) {
    try expect(open)
    if accept(close) { return }
    repeat { try readItem(&self) } while accept(",")
    try expect(close)
  }

  private mutating func skipScalar() throws(OnsetError) {
    let start = position
    while let byte = peek, byte > 0x20, !",]}:\"[{".utf8.contains(byte) { position += 1 }
    let word = String(decoding: bytes[start..<position], as: UTF8.self)
    guard ["true", "false", "null"].contains(word) || Double(word)?.isFinite == true else {
      throw malformed("a value was expected")
    }
  }

  private mutating func escapedCharacter() throws(OnsetError) -> [UInt8] {
    guard let byte = peek else { throw malformed("a string does not end") }
    position += 1
    switch byte {
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "u"): return try unicodeEscape()
    default: throw malformed("a string has an unknown escape")
    }
  }

  private mutating func unicodeEscape() throws(OnsetError) -> [UInt8] {
    var value = try hexadecimal()
    if 0xD800..<0xDC00 ~= value {
      guard
        position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
        bytes[position + 1] == UInt8(ascii: "u")
      else { throw malformed("a string has half a surrogate pair") }
      position += 2
      let low = try hexadecimal()
      guard 0xDC00..<0xE000 ~= low else { throw malformed("a string has half a surrogate pair") }
      value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(value) else {
      throw malformed("a string has half a surrogate pair")
    }
    return Array(String(Character(scalar)).utf8)
  }

  private mutating func hexadecimal() throws(OnsetError) -> UInt32 {
    let digits = bytes[position..<min(position + 4, bytes.count)]
    guard
      digits.count == 4, digits.first != UInt8(ascii: "+"), digits.first != UInt8(ascii: "-"),
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw malformed("a string has an unknown escape") }
    position += 4
    return value
  }
}

private func ~= (range: ClosedRange<Unicode.Scalar>, byte: UInt8) -> Bool {
  range.contains(Unicode.Scalar(byte))
}
