/// Pieces of protobuf's wire encoding, as bytes to be written.
enum WireEncoding {
  /// An unsigned number in groups of seven bits, lowest first.
  static func variableInteger(_ value: Int) -> [UInt8] {
    var rest = UInt64(value)
    var bytes: [UInt8] = []
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  /// The tag and length that stand before a field of a known number of bytes.
  static func header(field: Int, byteCount: Int) -> [UInt8] {
    variableInteger(field << 3 | 2) + variableInteger(byteCount)
  }

  /// A field that holds an integer.
  static func field(_ number: Int, integer: Int) -> [UInt8] {
    variableInteger(number << 3) + variableInteger(integer)
  }

  /// A field that holds bytes: a string, or a message that is encoded already.
  static func field(_ number: Int, bytes: [UInt8]) -> [UInt8] {
    header(field: number, byteCount: bytes.count) + bytes
  }

  /// A field that holds one of ONNX's pairs of strings.
  static func field(_ number: Int, key: String, value: String) -> [UInt8] {
    field(number, bytes: field(1, bytes: Array(key.utf8)) + field(2, bytes: Array(value.utf8)))
  }
}
