import Foundation
import OnsetCore
import OnsetModels

/// A small ONNX graph put together in code.
struct GraphFixture {
  /// The message, open for what the methods do not offer.
  var model = Onnx_ModelProto()

  /// An empty graph of an opset.
  init(opset: Int = 18) {
    model.irVersion = 8
    model.graph.name = "test"
    addOpset("", opset)
  }

  mutating func addOpset(_ domain: String, _ version: Int) {
    var entry = Onnx_OperatorSetIdProto()
    entry.domain = domain
    entry.version = Int64(version)
    model.opsetImport.append(entry)
  }

  /// An extent of an input: a number or a name.
  enum Extent: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    case number(Int), name(String)
    init(integerLiteral value: Int) { self = .number(value) }
    init(stringLiteral value: String) { self = .name(value) }
  }

  /// The value of an attribute.
  enum Attribute {
    case integer(Int), integers([Int]), real(Float), reals([Float]), text(String), graph(
      Onnx_GraphProto)
    case tensor(Onnx_TensorProto)
  }

  mutating func input(_ name: String, _ extents: [Extent], type: Int32 = 1) {
    model.graph.input.append(Self.info(name, extents, type: type))
  }

  mutating func output(_ name: String) { model.graph.output.append(Self.info(name, [], type: 1)) }

  private static func info(_ name: String, _ extents: [Extent], type: Int32) -> Onnx_ValueInfoProto
  {
    var info = Onnx_ValueInfoProto()
    info.name = name
    info.type.tensorType.elemType = type
    guard !extents.isEmpty else { return info }
    info.type.tensorType.shape.dim = extents.map { extent in
      var dimension = Onnx_TensorShapeProto.Dimension()
      switch extent {
      case .number(let value): dimension.dimValue = Int64(value)
      case .name(let name): dimension.dimParam = name
      }
      return dimension
    }
    return info
  }

  /// A float32 initializer whose elements are all the same.
  mutating func weight(_ name: String, _ dims: [Int], fill: Float = 0.5) {
    let count = dims.reduce(1, *)
    weight(name, dims, values: Array(repeating: fill, count: count))
  }

  mutating func weight(_ name: String, _ dims: [Int], values: [Float]) {
    model.graph.initializer.append(Self.tensor(name, dims, values))
  }

  static func tensor(_ name: String, _ dims: [Int], _ values: [Float]) -> Onnx_TensorProto {
    var tensor = Onnx_TensorProto()
    tensor.name = name
    tensor.dims = dims.map { Int64($0) }
    tensor.dataType = 1
    tensor.floatData = values
    return tensor
  }

  /// An int64 initializer; a list unless `dims` says otherwise.
  mutating func integers(_ name: String, _ values: [Int], dims: [Int]? = nil) {
    var tensor = Onnx_TensorProto()
    tensor.name = name
    tensor.dims = (dims ?? [values.count]).map { Int64($0) }
    tensor.dataType = 7
    tensor.int64Data = values.map { Int64($0) }
    model.graph.initializer.append(tensor)
  }

  mutating func node(
    _ type: String, _ inputs: [String], _ outputs: [String],
    _ attributes: [String: Attribute] = [:],
    name: String = "", domain: String = "", metadata: [String: String] = [:]
  ) {
    model.graph.node.append(
      Self.node(type, inputs, outputs, attributes, name: name, domain: domain, metadata: metadata))
  }

  static func node(
    _ type: String, _ inputs: [String], _ outputs: [String],
    _ attributes: [String: Attribute] = [:],
    name: String = "", domain: String = "", metadata: [String: String] = [:]
  ) -> Onnx_NodeProto {
    var node = Onnx_NodeProto()
    node.opType = type
    node.name = name
    node.domain = domain
    node.input = inputs
    node.output = outputs
    node.attribute = attributes.sorted { $0.key < $1.key }.map { attribute($0.key, $0.value) }
    node.metadataProps = metadata.sorted { $0.key < $1.key }.map { entry($0.key, $0.value) }
    return node
  }

  static func entry(_ key: String, _ value: String) -> Onnx_StringStringEntryProto {
    var entry = Onnx_StringStringEntryProto()
    entry.key = key
    entry.value = value
    return entry
  }

  static func attribute(_ name: String, _ value: Attribute) -> Onnx_AttributeProto {
    var attribute = Onnx_AttributeProto()
    attribute.name = name
    switch value {
    case .integer(let value): (attribute.type, attribute.i) = (.int, Int64(value))
    case .integers(let values): (attribute.type, attribute.ints) = (.ints, values.map { Int64($0) })
    case .real(let value): (attribute.type, attribute.f) = (.float, value)
    case .reals(let values): (attribute.type, attribute.floats) = (.floats, values)
    case .text(let value): (attribute.type, attribute.s) = (.string, Data(value.utf8))
    case .graph(let value): (attribute.type, attribute.g) = (.graph, value)
    case .tensor(let value): (attribute.type, attribute.t) = (.tensor, value)
    }
    return attribute
  }

  func network(_ inputShapes: [String: [Int]] = [:]) throws(OnsetError) -> Network {
    try Network(model, inputShapes: inputShapes)
  }
}

extension Network {
  /// The value of a name.
  func value(_ name: String) -> Value? { values.first { $0.name == name } }

  /// The operator of a name.
  func node(_ name: String) -> Operator? { operators.first { $0.name == name } }

  /// The parameter of a name.
  func parameter(_ name: String) -> Parameter? { parameters.first { $0.name.text == name } }

  /// The roles in which a parameter is used.
  func roles(_ name: String) -> [ParameterRole] { parameter(name)?.uses.map(\.role) ?? [] }
}
