import OnsetCore

/// Where the initializers of an ONNX file lie, byte by byte.
///
/// A model is written by copying the original file with some initializers exchanged, and decoded from a
/// copy without the large payloads. Both are *splices*: the same file with some fields replaced, and the
/// lengths of the messages around them corrected. Whatever is not an exchanged initializer, fields of
/// later ONNX versions included, keeps its bytes.
struct ONNXFileMap: Sendable {
  /// One initializer of the top-level graph.
  struct Initializer: Sendable {
    /// The whole field.
    let range: Range<Int>
    /// The fields that are not data: dimensions, type, name, documentation, metadata.
    let descriptive: [Range<Int>]
    /// The fields that hold elements or say where they are, but for raw data.
    let typedData: [Range<Int>]
    /// The fields of raw data; the format allows one, and the last one counts.
    let rawData: [Range<Int>]
    /// The bytes in the last field of raw data.
    let rawPayload: Range<Int>?
  }

  /// The `graph` field of the model; protobuf merges several, should there be more than one.
  struct Graph: Sendable {
    let range: Range<Int>
    let payload: Range<Int>
    let initializers: [Initializer]
  }

  let byteCount: Int
  let graphs: [Graph]

  /// All initializers, in the order in which the decoded model has them.
  var initializers: [Initializer] { graphs.flatMap(\.initializers) }

  /// Finds the initializers of a file.
  ///
  /// - Throws: `OnsetError` when the file is no protobuf message, or reading fails.
  /// - Complexity: O(fields of the model, the graph and its initializers).
  init(_ file: ReadableFile) throws(OnsetError) {
    var graphs: [Graph] = []
    var scanner = WireScanner(file, 0..<file.byteCount)
    while let field = try scanner.next() {
      guard field.number == ONNXField.modelGraph, field.encoding == .lengthDelimited else {
        continue
      }
      graphs.append(
        Graph(
          range: field.range, payload: field.payload,
          initializers: try Self.initializers(file, field.payload)))
    }
    self.graphs = graphs
    byteCount = file.byteCount
  }

  private static func initializers(
    _ file: ReadableFile, _ graph: Range<Int>
  ) throws(OnsetError) -> [Initializer] {
    var initializers: [Initializer] = []
    var scanner = WireScanner(file, graph)
    while let field = try scanner.next() {
      guard field.number == ONNXField.graphInitializer, field.encoding == .lengthDelimited else {
        continue
      }
      initializers.append(try initializer(file, field))
    }
    return initializers
  }

  private static func initializer(
    _ file: ReadableFile, _ whole: WireScanner.Field
  ) throws(OnsetError) -> Initializer {
    var descriptive: [Range<Int>] = []
    var typedData: [Range<Int>] = []
    var rawData: [Range<Int>] = []
    var rawPayload: Range<Int>?
    var scanner = WireScanner(file, whole.payload)
    while let field = try scanner.next() {
      if field.number == ONNXField.tensorRawData, field.encoding == .lengthDelimited {
        rawData.append(field.range)
        rawPayload = field.payload
      } else if ONNXField.tensorData.contains(field.number) {
        typedData.append(field.range)
      } else {
        descriptive.append(field.range)
      }
    }
    return Initializer(
      range: whole.range, descriptive: descriptive, typedData: typedData, rawData: rawData,
      rawPayload: rawPayload)
  }
}

/// The field numbers that reading and writing without the generated code needs.
enum ONNXField {
  static let modelGraph = 7
  static let graphInitializer = 5
  static let tensorRawData = 9
  static let tensorExternalData = 13
  static let tensorDataLocation = 14
  /// Typed data of every kind, external data and its switch.
  static let tensorData: Set<Int> = [4, 5, 6, 7, 10, 11, 13, 14]
}
