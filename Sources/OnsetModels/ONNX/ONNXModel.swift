public import OnsetCore
import SwiftProtobuf

/// An ONNX model file: the decoded graph, and its initializers, whose elements stay in the file until
/// they are asked for.
///
/// ```swift
/// let model = try ONNXModel(contentsOf: "resnet18.onnx")
/// let kernel = try model.floats(of: "conv1.weight")
/// ```
///
/// Read are models of opset 7 and later, with inline, typed or external data. Opening one checks that the
/// elements of every initializer fit its shape, so that a truncated file or a missing data file is found
/// at once.
public struct ONNXModel: TensorStore {
  /// The path that was opened.
  public let path: String
  /// Every initializer of the graph in the order of the file, sparse ones last.
  public let initializers: [TensorDescription]
  /// The decoded model, but for raw data of initializers of more than ``decodedPayloadLimit`` bytes:
  /// their `rawData` is absent here, and is read through ``tensor(named:)``.
  package let proto: Onnx_ModelProto
  /// Raw data up to this size is decoded with the graph, for shape arithmetic and formulas' constants.
  package static let decodedPayloadLimit = 1024

  let file: ReadableFile
  let map: ONNXFileMap
  private let stored: [String: StoredTensor]

  /// The same as ``initializers``.
  public var tensors: [TensorDescription] { initializers }

  /// Opens a model.
  ///
  /// - Parameter path: The `.onnx` file.
  /// - Throws: `OnsetError` when the file cannot be read, is no ONNX model, is older than opset 7, or has
  ///   initializers that are broken, of unknown type, or whose external data is missing.
  /// - Complexity: Time and memory in proportion to the file without the large weights.
  public init(contentsOf path: String) throws(OnsetError) {
    self.path = path
    file = try ReadableFile(path: path)
    try FileSignature.requireONNX(file)
    map = try ONNXFileMap(file)
    proto = try Self.decode(file, map)
    try Self.checkVersion(proto, path)

    let reader = ONNXTensorReader(path: path)
    var tensors: [StoredTensor] = []
    for (tensor, place) in zip(proto.graph.initializer, map.initializers) {
      tensors.append(try reader.read(tensor, rawRange: place.rawPayload, file: file))
    }
    for tensor in proto.graph.sparseInitializer { tensors.append(try reader.readSparse(tensor)) }
    initializers = tensors.map(\.description)
    stored = try Self.index(tensors, path)
  }

  /// One initializer of the graph.
  ///
  /// - Throws: `OnsetError` when the model has no initializer of that name.
  public func tensor(named name: String) throws(OnsetError) -> StoredTensor {
    guard let tensor = stored[name] else { throw missingTensor(name) }
    return tensor
  }

  /// A tensor of a node's attribute, or of a graph inside a node.
  ///
  /// - Throws: `OnsetError` when shape and elements do not fit each other, or external data is missing.
  package func tensor(_ attribute: Onnx_TensorProto) throws(OnsetError) -> StoredTensor {
    try ONNXTensorReader(path: path).read(attribute, file: file)
  }

  private static func decode(
    _ file: ReadableFile, _ map: ONNXFileMap
  ) throws(OnsetError) -> Onnx_ModelProto {
    let skeleton = ONNXSplice(map) { _, initializer in
      guard let raw = initializer.rawPayload, raw.count > decodedPayloadLimit else { return nil }
      return (initializer.descriptive + initializer.typedData).map { .original($0) }
    }
    guard skeleton.byteCount <= Int(Int32.max) else {
      throw OnsetError(
        .invalidFile, "the graph without its weights is larger than 2 GiB", at: file.path,
        fix: "this is not a valid ONNX model")
    }
    let bytes = try skeleton.bytes(of: file)
    do {
      return try Onnx_ModelProto(serializedBytes: bytes)
    } catch {
      throw OnsetError(
        .invalidFile, "this is not a valid ONNX model (protobuf says: \(error))", at: file.path,
        fix: "it may be truncated or damaged; copy or export it again")
    }
  }

  private static func checkVersion(
    _ proto: Onnx_ModelProto, _ path: String
  ) throws(OnsetError) {
    guard proto.hasGraph else {
      throw OnsetError(
        .invalidFile, "this is not an ONNX model: it has no graph", at: path,
        fix: "give the path of an .onnx file")
    }
    let versions = proto.opsetImport.filter { ["", "ai.onnx"].contains($0.domain) }.map(\.version)
    let opset = versions.max() ?? 1
    guard opset >= 7 || proto.graph.node.isEmpty else {
      throw OnsetError(
        .unsupported, "the model is of opset \(opset), and Onset reads opset 7 and later", at: path,
        fix: "export it again, or convert it with onnx.version_converter")
    }
  }

  private static func index(
    _ tensors: [StoredTensor], _ path: String
  ) throws(OnsetError) -> [String: StoredTensor] {
    var index: [String: StoredTensor] = [:]
    for (position, tensor) in tensors.enumerated() {
      let name = tensor.description.name
      guard !name.isEmpty else {
        throw OnsetError(
          .invalidFile, "initializer \(position + 1) has no name", at: path,
          fix: "export the model again")
      }
      guard index.updateValue(tensor, forKey: name) == nil else {
        throw OnsetError(
          .invalidFile, "two initializers have the name “\(name)”", at: path,
          fix: "export the model again")
      }
    }
    return index
  }
}
