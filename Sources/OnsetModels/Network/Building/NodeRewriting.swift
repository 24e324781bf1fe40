import SwiftProtobuf

/// Nodes under construction in place of one node.
struct NodeRewriting {
  private let original: FlatNode
  private var nodes: [FlatNode] = []

  init(_ original: FlatNode) { self.original = original }

  /// Adds a node and returns the name of its only output.
  mutating func add(_ type: String, _ inputs: [String]) -> String {
    let output = "\(original.name)/\(type)_\(nodes.count)"
    nodes.append(make(type, inputs, [output], [], name: output))
    return output
  }

  /// Adds the sum of the inputs that are there.
  mutating func sum(_ inputs: [String]) -> String {
    let given = inputs.filter { !$0.isEmpty }
    return given.dropFirst().reduce(given.first ?? "") { add("Add", [$0, $1]) }
  }

  /// Adds the last node, which computes the original's outputs.
  mutating func finish(
    _ type: String, _ inputs: [String], _ attributes: [Onnx_AttributeProto] = []
  ) -> [FlatNode] {
    let outputs = Array(original.node.output.prefix(1))
    nodes.append(make(type, inputs, outputs, attributes, name: original.name))
    return nodes
  }

  /// The standard operator with its attributes, then the activation that was fused into it.
  mutating func withActivation(_ type: String) -> [FlatNode]? {
    let activation = attribute("activation").map { String(decoding: $0.s, as: UTF8.self) } ?? ""
    let plain = ["Relu", "Tanh", "Sigmoid", "Softplus", "Softsign", ""]
    guard plain.contains(activation) || activation == "LeakyRelu" else { return nil }
    let own = original.node.attribute.filter { !$0.name.hasPrefix("activation") }
    guard !activation.isEmpty else { return finish(type, original.node.input, own) }
    let inner = "\(original.name)/\(type)"
    nodes.append(make(type, original.node.input, [inner], own, name: inner))
    guard activation == "LeakyRelu" else { return finish(activation, [inner]) }
    let slope = attribute("activation_alpha")?.f ?? attribute("activation_params")?.floats.first
    return finish(activation, [inner], [number("alpha", slope ?? 0.01)])
  }

  /// An attribute of the original node.
  func attribute(_ name: String) -> Onnx_AttributeProto? {
    original.node.attribute.first { $0.name == name }
  }

  /// A new attribute with a number.
  func number(_ name: String, _ value: Float) -> Onnx_AttributeProto {
    var attribute = Onnx_AttributeProto()
    attribute.name = name
    attribute.type = .float
    attribute.f = value
    return attribute
  }

  /// A new attribute with a text.
  func text(_ name: String, _ value: String) -> Onnx_AttributeProto {
    var attribute = Onnx_AttributeProto()
    attribute.name = name
    attribute.type = .string
    attribute.s.append(contentsOf: value.utf8)
    return attribute
  }

  private func make(
    _ type: String, _ inputs: [String], _ outputs: [String],
    _ attributes: [Onnx_AttributeProto], name: String
  ) -> FlatNode {
    var node = Onnx_NodeProto()
    node.opType = type
    node.name = name
    node.input = inputs
    node.output = outputs
    node.attribute = attributes
    node.metadataProps = original.node.metadataProps
    return FlatNode(node: node, opsets: original.opsets, name: name)
  }
}
