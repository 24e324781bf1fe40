public import OnsetCore

extension ONNXModel {
  /// Writes the model with new elements for some initializers; everything else keeps its bytes, fields
  /// that Onset does not know included.
  ///
  /// Replaced initializers keep name, shape and type: another type would contradict the types of the
  /// graph. Inline data stays inline. External data, replaced or not, is written to one new file beside
  /// the new model, called after it with `.data` appended, and with a number where that name is taken, so
  /// that the data of an older model is never touched. Replaced tensors also go there when the model would
  /// otherwise pass protobuf's limit of 2 GiB.
  ///
  /// The files appear whole or not at all, the model last.
  ///
  /// - Parameters:
  ///   - path: Where the new model will be; may be the file that this model was read from.
  ///   - replacements: New elements by the initializers' names.
  /// - Returns: The paths of the files written: the model, then its data file if it has one.
  /// - Throws: `OnsetError` when a name is not an initializer, a replacement has the wrong number of
  ///   elements or fails, or writing fails.
  /// - Complexity: Time in proportion to the model, memory constant.
  @discardableResult
  public func write(
    to path: String, replacing replacements: [String: ReplacementTensor]
  ) throws(OnsetError) -> [String] {
    try write(to: path, replacing: replacements, inlineLimit: Int(Int32.max))
  }

  /// The same with a limit for the size of the model's file, for tests.
  package func write(
    to path: String, replacing replacements: [String: ReplacementTensor], inlineLimit: Int
  ) throws(OnsetError) -> [String] {
    for name in replacements.keys.sorted() { try checkReplacement(name) }
    var writer = ONNXWriter(
      model: self, path: path, replacements: replacements, externalizesReplacements: false)
    if writer.splice().byteCount > inlineLimit {
      writer = ONNXWriter(
        model: self, path: path, replacements: replacements, externalizesReplacements: true)
      guard writer.splice().byteCount <= inlineLimit else {
        throw OnsetError(
          .cannotWrite, "the model would be larger than \(inlineLimit) bytes, protobuf's limit",
          at: path, fix: "write a .safetensors file instead")
      }
    }
    if writer.dataPath != nil { try checkNodesDependNotOnFolder(path) }
    return try writer.write()
  }

  private func checkReplacement(_ name: String) throws(OnsetError) {
    switch try tensor(named: name).location {
    case .sparse:
      throw OnsetError(
        .unsupported, "sparse initializers cannot be replaced", at: name, fix: "keep it")
    default: break
    }
  }

  /// Tensors inside nodes refer to their data files by paths relative to the model: they would be lost in
  /// another folder.
  private func checkNodesDependNotOnFolder(_ newPath: String) throws(OnsetError) {
    guard FilePath.folder(of: newPath) != FilePath.folder(of: path) else { return }
    let names = proto.graph.node.filter(\.refersToExternalData).map(\.name)
    guard names.isEmpty else {
      throw OnsetError(
        .unsupported, "the node “\(names[0])” refers to external data in the model's folder",
        at: path, fix: "write the new model into the same folder")
    }
  }
}

extension Onnx_NodeProto {
  /// Whether a tensor in an attribute, or in a graph inside one, is stored outside the model's file.
  fileprivate var refersToExternalData: Bool {
    attribute.contains { attribute in
      let tensors = [attribute.t] + attribute.tensors
      let graphs = [attribute.g] + attribute.graphs
      return tensors.contains { $0.dataLocation == .external }
        || graphs.contains { graph in
          graph.initializer.contains { $0.dataLocation == .external }
            || graph.node.contains(where: \.refersToExternalData)
        }
    }
  }
}
