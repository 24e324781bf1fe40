public import OnsetCore

/// A checkpoint in several `.safetensors` files, listed in a `model.safetensors.index.json`.
public struct SafetensorsIndex: TensorStore {
  /// The path that was opened.
  public let path: String
  /// Every tensor that the index lists, by shard and within a shard in the order of the file.
  public let tensors: [TensorDescription]
  /// The shards, in the order of their names.
  public let shards: [SafetensorsFile]
  /// Tensors that lie in a shard although the index does not list them there.
  public let unlistedTensors: [TensorDescription]

  private let shardIndices: [String: Int]

  /// Opens an index, and the headers of all its shards.
  ///
  /// - Parameter path: The `.index.json` file; the shards are beside it.
  /// - Throws: `OnsetError` when the index or a shard cannot be read, breaks its format, is named by a
  ///   path out of the folder, or lacks a tensor that the index promises.
  /// - Complexity: Time and memory in proportion to the headers.
  public init(contentsOf path: String) throws(OnsetError) {
    self.path = path
    let weightMap = try Self.weightMap(path)
    var shards: [SafetensorsFile] = []
    var shardIndices: [String: Int] = [:]
    var listed: [TensorDescription] = []
    var unlisted: [TensorDescription] = []
    let names = Set(weightMap.values).sorted()
    for (index, name) in names.enumerated() {
      let shard = try Self.open(name, of: path)
      for tensor in shard.tensors {
        if weightMap[tensor.name] == name {
          listed.append(tensor)
          shardIndices[tensor.name] = index
        } else {
          unlisted.append(tensor)
        }
      }
      shards.append(shard)
    }
    let missing = weightMap.keys.filter { shardIndices[$0] == nil }.sorted()
    if let name = missing.first, let shard = weightMap[name] {
      throw OnsetError(
        .invalidFile, "the shard “\(shard)” lacks the tensor “\(name)” that the index promises",
        at: path, fix: "copy or save the checkpoint again")
    }
    self.shards = shards
    self.shardIndices = shardIndices
    tensors = listed
    unlistedTensors = unlisted
  }

  /// One tensor.
  ///
  /// - Throws: `OnsetError` when the index lists no tensor of that name.
  public func tensor(named name: String) throws(OnsetError) -> StoredTensor {
    guard let index = shardIndices[name] else { throw missingTensor(name) }
    return try shards[index].tensor(named: name)
  }

  /// Writes an index, in the form in which Hugging Face's libraries do.
  ///
  /// - Parameters:
  ///   - path: Where the index will be, beside its shards.
  ///   - weightMap: The shard's file name of each tensor.
  ///   - totalByteCount: The size of all tensors.
  /// - Throws: `OnsetError` when the file cannot be written.
  public static func write(
    to path: String, weightMap: [String: String], totalByteCount: Int
  ) throws(OnsetError) {
    let lines = weightMap.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .map { "    \(JSONText.quoted($0.key)): \(JSONText.quoted($0.value))" }
    let map = lines.isEmpty ? "{}" : "{\n" + lines.joined(separator: ",\n") + "\n  }"
    let text = """
      {
        "metadata": {
          "total_size": \(totalByteCount)
        },
        "weight_map": \(map)
      }

      """
    let file = try AtomicFile(path: path)
    try file.write(Array(text.utf8))
    try file.commit()
  }

  private static func weightMap(_ path: String) throws(OnsetError) -> [String: String] {
    let file = try ReadableFile(path: path)
    guard file.byteCount <= SafetensorsHeader.maximumByteCount else {
      throw OnsetError(
        .invalidFile, "the index has \(file.byteCount) bytes, more than any real one", at: path,
        fix: "give the path of a .safetensors.index.json file")
    }
    var cursor = JSONCursor(try file.bytes(in: 0..<file.byteCount), place: path)
    var weightMap: [String: String]?
    try cursor.object { (key, cursor) throws(OnsetError) in
      guard key == "weight_map" else { return try cursor.skipValue() }
      var map: [String: String] = [:]
      try cursor.object { (name, cursor) throws(OnsetError) in map[name] = try cursor.string() }
      weightMap = map
    }
    try cursor.finish()
    guard let weightMap else {
      throw OnsetError(
        .invalidFile, "this is not the index of a checkpoint: it has no “weight_map”", at: path,
        fix: "give the path of a .safetensors.index.json file")
    }
    return weightMap
  }

  private static func open(
    _ name: String, of path: String
  ) throws(OnsetError) -> SafetensorsFile {
    guard FilePath.staysInside(name) else {
      throw OnsetError(
        .invalidFile, "its shard “\(name)” is not below the index's folder", at: path,
        fix: "put the shards beside the index")
    }
    do throws(OnsetError) {
      return try SafetensorsFile(contentsOf: FilePath.sibling(name, of: path))
    } catch {
      throw error.code == .notFound
        ? OnsetError(
          .notFound, "its shard “\(name)” is not there", at: path,
          fix: "download the missing shard") : error
    }
  }
}
