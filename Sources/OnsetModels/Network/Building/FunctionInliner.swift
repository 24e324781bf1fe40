import OnsetCore
import SwiftProtobuf

/// Replaces calls of a model's own functions by the functions' nodes.
///
/// Names inside a call get the call's name as a prefix, and attributes that refer to the call's are filled
/// in. The depth and the number of calls are bounded, so that a small file cannot unfold without end.
struct FunctionInliner {
  /// More nodes and calls than this are refused.
  static let nodeLimit = 1 << 18
  /// Functions that call functions, at most this deep.
  static let depthLimit = 64

  private let functions: [String: Onnx_FunctionProto]
  private var nodes: [FlatNode] = []
  private var usedNames: Set<String> = []
  private var steps = 0

  /// Expands every call in a model's graph.
  ///
  /// - Throws: `OnsetError` when functions call each other in a circle or the result is too large.
  static func nodes(of model: Onnx_ModelProto) throws(OnsetError) -> [FlatNode] {
    var functions: [String: Onnx_FunctionProto] = [:]
    for function in model.functions { functions[key(function.domain, function.name)] = function }
    var inliner = FunctionInliner(functions: functions)
    let opsets = versions(model.opsetImport)
    for node in model.graph.node {
      try inliner.append(node, opsets: opsets, depth: 0)
    }
    return inliner.nodes
  }

  /// The version of each domain; the two spellings of ONNX's own domain are one.
  static func versions(_ imports: [Onnx_OperatorSetIdProto]) -> [String: Int] {
    imports.reduce(into: [:]) { versions, entry in
      versions[entry.domain == "ai.onnx" ? "" : entry.domain] = Int(entry.version)
    }
  }

  private init(functions: [String: Onnx_FunctionProto]) { self.functions = functions }

  private static func key(_ domain: String, _ name: String) -> String { "\(domain)::\(name)" }

  private mutating func append(
    _ node: Onnx_NodeProto, opsets: [String: Int], depth: Int
  ) throws(OnsetError) {
    steps += 1
    guard steps <= Self.nodeLimit else {
      throw OnsetError(
        .invalidFile, "the model unfolds into more than \(Self.nodeLimit) operators",
        fix: "export it without nested functions")
    }
    let name = uniqueName(for: node)
    guard let function = functions[Self.key(node.domain, node.opType)] else {
      nodes.append(FlatNode(node: node, opsets: opsets, name: name))
      return
    }
    guard depth < Self.depthLimit else {
      throw OnsetError(
        .invalidFile, "the function '\(node.opType)' calls itself", at: name,
        fix: "export the model without functions")
    }
    let versions = function.opsetImport.isEmpty ? opsets : Self.versions(function.opsetImport)
    for inner in body(of: function, called: node, name: name) {
      try append(inner, opsets: versions, depth: depth + 1)
    }
  }

  /// The function's nodes with the names of the call's values and its attributes filled in.
  private func body(
    of function: Onnx_FunctionProto, called call: Onnx_NodeProto, name: String
  ) -> [Onnx_NodeProto] {
    var names: [String: String] = [:]
    for (position, formal) in function.input.enumerated() {
      names[formal] = position < call.input.count ? call.input[position] : ""
    }
    for (position, formal) in function.output.enumerated() where position < call.output.count {
      if !call.output[position].isEmpty { names[formal] = call.output[position] }
    }
    var attributes: [String: Onnx_AttributeProto] = [:]
    for attribute in function.attributeProto { attributes[attribute.name] = attribute }
    for attribute in call.attribute { attributes[attribute.name] = attribute }
    return function.node.map { inner in
      var node = inner
      node.input = inner.input.map { $0.isEmpty ? "" : names[$0] ?? "\(name)/\($0)" }
      node.output = inner.output.map { $0.isEmpty ? "" : names[$0] ?? "\(name)/\($0)" }
      node.name = "\(name)/\(inner.name.isEmpty ? inner.opType : inner.name)"
      if node.metadataProps.isEmpty { node.metadataProps = call.metadataProps }
      node.attribute = inner.attribute.compactMap { attribute in
        guard !attribute.refAttrName.isEmpty else { return attribute }
        guard var filled = attributes[attribute.refAttrName] else { return nil }
        filled.name = attribute.name
        return filled
      }
      return node
    }
  }

  private mutating func uniqueName(for node: Onnx_NodeProto) -> String {
    // Nested calls lengthen names; what no reader would want to see whole is replaced.
    let isUsable = !node.name.isEmpty && node.name.utf8.count <= 1024
    let stem = isUsable ? node.name : "\(node.opType.prefix(64))_\(steps)"
    var name = stem
    var suffix = 1
    while !usedNames.insert(name).inserted {
      suffix += 1
      name = "\(stem)_\(suffix)"
    }
    return name
  }
}
