import SwiftProtobuf

/// Spells the fused operators of ONNX Runtime's own domain in standard ones, where that is exact.
///
/// A fused operator that reads more than what is spelled here (masks, caches) stays as it is, and so
/// becomes an unknown operator.
enum ContributedOperators {
  /// The standard nodes that compute what a node of the domain `com.microsoft` computes, or just the node.
  static func standard(_ flat: FlatNode) -> [FlatNode] {
    guard flat.node.domain == "com.microsoft" else { return [flat] }
    var rewriting = Rewriting(flat)
    let node = flat.node
    let inputs = node.input
    func input(_ position: Int) -> String { position < inputs.count ? inputs[position] : "" }
    let isSingle = node.output.dropFirst().allSatisfy(\.isEmpty)
    switch node.opType {
    case "Gelu": return rewriting.finish("Gelu", [input(0)])
    case "QuickGelu":
      let alpha = rewriting.attribute("alpha") ?? rewriting.number("alpha", 1.702)
      return rewriting.finish("Swish", [input(0)], [alpha])
    case "FastGelu", "BiasGelu":
      let sum = input(1).isEmpty ? input(0) : rewriting.add("Add", [input(0), input(1)])
      let kind = node.opType == "FastGelu" ? "tanh" : "none"
      return rewriting.finish("Gelu", [sum], [rewriting.text("approximate", kind)])
    case "FusedMatMul" where node.attribute.allSatisfy({ $0.i == 0 && ($0.f == 0 || $0.f == 1) }):
      return rewriting.finish("MatMul", [input(0), input(1)])
    case "FusedGemm", "FusedConv":
      return rewriting.withActivation(node.opType == "FusedGemm" ? "Gemm" : "Conv") ?? [flat]
    case "LayerNormalization": return rewriting.finish("LayerNormalization", inputs, node.attribute)
    case "SkipLayerNormalization" where isSingle:
      let sum = rewriting.sum([input(0), input(1), input(4)])
      return rewriting.finish("LayerNormalization", [sum, input(2), input(3)], node.attribute)
    case "SkipSimplifiedLayerNormalization" where isSingle:
      let sum = rewriting.sum([input(0), input(1), input(3)])
      return rewriting.finish("SimplifiedLayerNormalization", [sum, input(2)], node.attribute)
    default: return [flat]
    }
  }
}

/// Nodes under construction in place of one node.
private struct Rewriting {
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
