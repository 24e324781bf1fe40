public import OnsetCore

/// Writes a `.safetensors` file tensor by tensor, in constant memory.
///
/// The header comes first in the file, so all tensors are declared at the start; their elements follow in
/// the order of ``tensors``. The file appears under its name, whole, when ``finish()`` is called; a writer
/// that is dropped before leaves nothing behind, and an older file of that name untouched.
///
/// ```swift
/// var writer = try SafetensorsWriter(path: "model.safetensors", tensors: [weight, bias])
/// for tensor in writer.tensors {
///   try writer.write(tensor.name) { sink throws(OnsetError) in try sink.append(values(of: tensor)) }
/// }
/// try writer.finish()
/// ```
public struct SafetensorsWriter: ~Copyable {
  /// The tensors in the order in which they must be written: wider types first, so that every tensor is
  /// aligned to its type, and by name among equals, as the reference implementation does.
  public let tensors: [TensorDescription]
  /// The size of the finished file.
  public let byteCount: Int

  private let file: AtomicFile
  private var writtenCount = 0

  /// Starts a file with its header.
  ///
  /// - Parameters:
  ///   - path: Where the file will be.
  ///   - tensors: What it will hold, in any order.
  ///   - metadata: Free text for the header, by key.
  /// - Throws: `OnsetError` when a name occurs twice or is reserved, a type has no name in safetensors, or
  ///   the file cannot be written.
  public init(
    path: String, tensors: [TensorDescription], metadata: [String: String] = [:]
  ) throws(OnsetError) {
    try Self.check(tensors, path)
    let sorted = Self.sorted(tensors)
    let header = Self.header(sorted, metadata)
    let byteCount = header.count + sorted.reduce(0) { $0 + $1.byteCount }
    let file = try AtomicFile(path: path, expectedByteCount: byteCount)
    try file.write(header)
    self.tensors = sorted
    self.byteCount = byteCount
    self.file = file
  }

  /// Writes the next tensor.
  ///
  /// - Parameters:
  ///   - name: The next name in ``tensors``.
  ///   - body: Puts all elements of the tensor into the sink, in row-major order, in pieces of any size.
  /// - Precondition: It is that tensor's turn.
  /// - Throws: What `body` throws, or `OnsetError` when it gives too few or too many elements, or writing
  ///   fails.
  public mutating func write(
    _ name: String, _ body: (inout TensorSink) throws(OnsetError) -> Void
  ) throws(OnsetError) {
    precondition(
      writtenCount < tensors.count && tensors[writtenCount].name == name,
      "tensors must be written in the order of `tensors`")
    var sink = TensorSink(tensors[writtenCount], file: file)
    try body(&sink)
    try sink.finish()
    writtenCount += 1
  }

  /// Makes the file appear under its name.
  ///
  /// - Precondition: Every tensor was written.
  /// - Throws: `OnsetError` when the file cannot be brought to the disk.
  public consuming func finish() throws(OnsetError) {
    precondition(writtenCount == tensors.count, "every declared tensor must be written")
    try file.commit()
  }

  private static func check(
    _ tensors: [TensorDescription], _ path: String
  ) throws(OnsetError) {
    var names: Set<String> = ["__metadata__"]
    var byteCount = 0
    for tensor in tensors {
      guard names.insert(tensor.name).inserted else {
        throw OnsetError(
          .cannotWrite, "the tensor name “\(tensor.name)” occurs twice or is reserved", at: path,
          fix: "rename the tensor")
      }
      guard SafetensorsDType.name(tensor.dtype) != nil else {
        throw OnsetError(
          .unsupported, "safetensors has no type for \(tensor.dtype)",
          at: "\(path): tensor “\(tensor.name)”", fix: "leave the tensor out")
      }
      let (sum, overflow) = byteCount.addingReportingOverflow(tensor.byteCount)
      guard !overflow, sum < Int.max / 2 else {
        throw OnsetError(.cannotWrite, "the tensors are larger than any file", at: path)
      }
      byteCount = sum
    }
  }

  private static func sorted(_ tensors: [TensorDescription]) -> [TensorDescription] {
    tensors.sorted { left, right in
      let ranks = (SafetensorsDType.rank(left.dtype), SafetensorsDType.rank(right.dtype))
      return ranks.0 == ranks.1
        ? left.name.utf8.lexicographicallyPrecedes(right.name.utf8) : ranks.0 > ranks.1
    }
  }

  private static func header(
    _ tensors: [TensorDescription], _ metadata: [String: String]
  ) -> [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        .map { JSONText.quoted($0.key) + ":" + JSONText.quoted($0.value) }
      members.append("\"__metadata__\":{" + pairs.joined(separator: ",") + "}")
    }
    var offset = 0
    for tensor in tensors {
      let end = offset + tensor.byteCount
      let dtype = SafetensorsDType.name(tensor.dtype) ?? ""
      members.append(
        JSONText.quoted(tensor.name) + ":{\"dtype\":\"\(dtype)\",\"shape\":"
          + JSONText.array(tensor.shape.dimensions) + ",\"data_offsets\":"
          + JSONText.array([offset, end]) + "}")
      offset = end
    }
    var text = Array(("{" + members.joined(separator: ",") + "}").utf8)
    text += [UInt8](repeating: UInt8(ascii: " "), count: (8 - text.count % 8) % 8)
    return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text
  }
}
