/// Protobuf bytes put together by hand, for models that no exporter would write.
enum WireBytes {
  static func variableInteger(_ value: UInt64) -> [UInt8] {
    value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7F) | 0x80] + variableInteger(value >> 7)
  }

  static func integer(_ field: UInt64, _ value: Int) -> [UInt8] {
    variableInteger(field << 3) + variableInteger(UInt64(bitPattern: Int64(value)))
  }

  static func bytes(_ field: UInt64, _ content: [UInt8]) -> [UInt8] {
    variableInteger(field << 3 | 2) + variableInteger(UInt64(content.count)) + content
  }

  static func text(_ field: UInt64, _ content: String) -> [UInt8] {
    bytes(field, Array(content.utf8))
  }

  /// An initializer; `data` are further fields.
  static func tensor(
    name: String = "w", type: Int = 1, dims: [Int] = [2],
    _ data: [UInt8] = bytes(9, .init(repeating: 0, count: 8))
  ) -> [UInt8] {
    dims.flatMap { integer(1, $0) } + integer(2, type) + text(8, name) + data
  }

  /// Fields that put a tensor's elements into another file.
  static func external(_ entries: [(String, String)]) -> [UInt8] {
    entries.flatMap { bytes(13, text(1, $0.0) + text(2, $0.1)) } + integer(14, 1)
  }

  /// A model whose graph has these initializers.
  static func model(_ initializers: [[UInt8]], opset: Int = 18) -> [UInt8] {
    integer(1, 8) + bytes(8, integer(2, opset))
      + bytes(7, text(2, "graph") + initializers.flatMap { bytes(5, $0) })
  }
}
