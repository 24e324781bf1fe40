public import OnsetCore

/// A `.safetensors` file: its header is read when it is opened, elements when they are asked for.
///
/// ```swift
/// let file = try SafetensorsFile(contentsOf: "model.safetensors")
/// for tensor in file.tensors { print(tensor.name, tensor.shape, tensor.dtype) }
/// let weight = try file.floats(of: "conv1.weight")
/// ```
public struct SafetensorsFile: TensorStore {
  /// The path that was opened.
  public let path: String
  /// Every tensor, in the order of the file.
  public let tensors: [TensorDescription]
  /// The free text of the header by key, such as `format`.
  public let metadata: [String: String]

  private let file: ReadableFile
  private let offsets: [String: (index: Int, offset: Int)]

  /// Opens a file and checks its header completely: ranges that overlap, leave gaps, or do not fit their
  /// shape or the file are refused.
  ///
  /// - Parameter path: The `.safetensors` file.
  /// - Throws: `OnsetError` when the file cannot be read, is of another kind, or breaks the format.
  /// - Complexity: Time and memory in proportion to the header.
  public init(contentsOf path: String) throws(OnsetError) {
    self.path = path
    file = try ReadableFile(path: path)
    try FileSignature.requireSafetensors(file)
    let header = try SafetensorsHeader(file)
    tensors = header.entries.map(\.description)
    metadata = header.metadata
    var offsets: [String: (index: Int, offset: Int)] = [:]
    for (index, entry) in header.entries.enumerated() {
      offsets[entry.description.name] = (index, header.dataStart + entry.bytes.lowerBound)
    }
    self.offsets = offsets
  }

  /// One tensor.
  ///
  /// - Throws: `OnsetError` when the file has no tensor of that name.
  public func tensor(named name: String) throws(OnsetError) -> StoredTensor {
    guard let (index, offset) = offsets[name] else { throw missingTensor(name) }
    let description = tensors[index]
    return StoredTensor(
      description, location: .inline(bytes: offset..<offset + description.byteCount),
      source: .file(file, offset: offset), path: path)
  }
}
