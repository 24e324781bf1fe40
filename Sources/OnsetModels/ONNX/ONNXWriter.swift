import OnsetCore

/// One run of writing an ONNX model with some initializers replaced.
struct ONNXWriter {
  let model: ONNXModel
  let path: String
  let replacements: [String: ReplacementTensor]
  /// The file for external data, or `nil` where the new model has none.
  let dataPath: String?
  /// The initializers that go to the data file, by index, each with its offset there, in order.
  private let externalTensors: [(index: Int, offset: Int)]
  private let dataByteCount: Int

  /// External data starts at multiples of the usual page size, as ONNX recommends, so that it can be
  /// mapped into memory.
  private static let alignment = 4096

  init(
    model: ONNXModel, path: String, replacements: [String: ReplacementTensor],
    externalizesReplacements: Bool
  ) {
    self.model = model
    self.path = path
    self.replacements = replacements
    var tensors: [(index: Int, offset: Int)] = []
    var end = 0
    for (index, tensor) in model.initializers.prefix(model.map.initializers.count).enumerated() {
      let isExternal = model.proto.graph.initializer[index].dataLocation == .external
      let isReplaced = replacements[tensor.name] != nil
      guard isExternal || (externalizesReplacements && isReplaced) else { continue }
      let offset = (end + Self.alignment - 1) / Self.alignment * Self.alignment
      tensors.append((index, offset))
      end = offset + tensor.byteCount
    }
    externalTensors = tensors
    dataByteCount = end
    dataPath = tensors.isEmpty ? nil : Self.freeName(beside: path)
  }

  /// The model's file as a list of pieces.
  func splice() -> ONNXSplice {
    let offsets = Dictionary(uniqueKeysWithValues: externalTensors.map { ($0.index, $0.offset) })
    return ONNXSplice(model.map) { index, initializer in
      let description = model.initializers[index]
      let kept = initializer.descriptive.map { ONNXSplice.Piece.original($0) }
      if let offset = offsets[index] {
        return kept + [.bytes(reference(to: description, at: offset))]
      }
      guard replacements[description.name] != nil else { return nil }
      let header = WireEncoding.header(
        field: ONNXField.tensorRawData, byteCount: description.byteCount)
      return kept + [
        .bytes(header), .elements(initializer: index, byteCount: description.byteCount),
      ]
    }
  }

  /// Writes the data file if there is one, then the model.
  func write() throws(OnsetError) -> [String] {
    let splice = splice()
    let modelFile = try AtomicFile(path: path, expectedByteCount: splice.byteCount)
    let dataFile = try writeData()
    for piece in splice.pieces {
      switch piece {
      case .original(let range): try modelFile.write(range, of: model.file)
      case .bytes(let bytes): try modelFile.write(bytes)
      case .elements(let index, _): try writeElements(of: model.initializers[index], to: modelFile)
      }
    }
    try dataFile?.commit()
    try modelFile.commit()
    return [path] + [dataPath].compactMap { $0 }
  }

  private func writeData() throws(OnsetError) -> AtomicFile? {
    guard let dataPath else { return nil }
    let file = try AtomicFile(path: dataPath, expectedByteCount: dataByteCount)
    for (index, _) in externalTensors {
      try file.pad(toMultipleOf: Self.alignment)
      try writeElements(of: model.initializers[index], to: file)
    }
    return file
  }

  private func writeElements(
    of description: TensorDescription, to file: AtomicFile
  ) throws(OnsetError) {
    var sink = TensorSink(description, file: file)
    if let replacement = replacements[description.name] {
      try replacement.write(&sink)
    } else {
      try sink.append(try model.tensor(named: description.name))
    }
    try sink.finish()
  }

  private func reference(to description: TensorDescription, at offset: Int) -> [UInt8] {
    let entries = [
      ("location", FilePath.name(of: dataPath ?? "")), ("offset", "\(offset)"),
      ("length", "\(description.byteCount)"),
    ]
    let external = 1
    return entries.flatMap {
      WireEncoding.field(ONNXField.tensorExternalData, key: $0, value: $1)
    } + WireEncoding.field(ONNXField.tensorDataLocation, integer: external)
  }

  private static func freeName(beside path: String) -> String {
    var number = 1
    while true {
      let name = number == 1 ? "\(path).data" : "\(path)-\(number).data"
      if !AtomicFile.exists(name) { return name }
      number += 1
    }
  }
}
