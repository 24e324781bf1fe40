import OnsetCore

/// An ONNX file with some initializers exchanged, as a list of pieces whose sizes are known.
struct ONNXSplice {
  /// A part of the new file.
  enum Piece {
    /// Bytes of the original file.
    case original(Range<Int>)
    /// New bytes.
    case bytes([UInt8])
    /// Elements of an initializer (by its index) that are produced when they are written.
    case elements(initializer: Int, byteCount: Int)

    /// The size of the part.
    var byteCount: Int {
      switch self {
      case .original(let range): range.count
      case .bytes(let bytes): bytes.count
      case .elements(_, let byteCount): byteCount
      }
    }
  }

  /// The parts, in order.
  let pieces: [Piece]
  /// The size of the new file.
  let byteCount: Int

  /// Exchanges initializers.
  ///
  /// - Parameters:
  ///   - map: The original file.
  ///   - contents: The new fields of an initializer by its index, or `nil` where it stays as it is.
  init(_ map: ONNXFileMap, contents: (Int, ONNXFileMap.Initializer) -> [Piece]?) {
    var pieces: [Piece] = []
    var position = 0
    var index = 0
    for graph in map.graphs {
      var inner: [Piece] = []
      var innerPosition = graph.payload.lowerBound
      for initializer in graph.initializers {
        if let fields = contents(index, initializer) {
          inner.append(.original(innerPosition..<initializer.range.lowerBound))
          inner += Self.field(ONNXField.graphInitializer, fields)
          innerPosition = initializer.range.upperBound
        }
        index += 1
      }
      inner.append(.original(innerPosition..<graph.payload.upperBound))
      pieces.append(.original(position..<graph.range.lowerBound))
      pieces += Self.field(ONNXField.modelGraph, inner)
      position = graph.range.upperBound
    }
    pieces.append(.original(position..<map.byteCount))
    self.pieces = pieces.filter { $0.byteCount > 0 }
    byteCount = Self.byteCount(pieces)
  }

  /// The new file in memory, for splices without elements.
  func bytes(of file: ReadableFile) throws(OnsetError) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(byteCount)
    for piece in pieces {
      switch piece {
      case .original(let range): result += try file.bytes(in: range)
      case .bytes(let bytes): result += bytes
      case .elements: preconditionFailure("elements are produced when a file is written")
      }
    }
    return result
  }

  private static func field(_ number: Int, _ contents: [Piece]) -> [Piece] {
    [.bytes(WireEncoding.header(field: number, byteCount: byteCount(contents)))] + contents
  }

  private static func byteCount(_ pieces: [Piece]) -> Int {
    pieces.reduce(0) { $0 + $1.byteCount }
  }
}
