import OnsetCore
import SwiftProtobuf

/// A node of the graph after functions have been expanded, with the operator sets that give it meaning.
struct FlatNode {
  /// The node as the file has it, or as a function or a rewriting made it.
  var node: Onnx_NodeProto
  /// The version of each operator set, by domain.
  var opsets: [String: Int]
  /// A name that is unique in the graph.
  var name: String

  /// The version of the operator set of ONNX's own domain.
  var opset: Int { opsets[""] ?? 0 }

  /// The value of a metadata entry.
  func metadata(_ key: String) -> String? {
    node.metadataProps.first { $0.key == key }?.value
  }

  /// Values of the graph that the bodies of `If`, `Loop` or `Scan` read without listing them as inputs.
  ///
  /// - Complexity: O(nodes of the bodies).
  var capturedNames: [String] {
    var captured: [String] = []
    var seen = Set(node.input)
    for body in node.attribute.flatMap({ ($0.hasG ? [$0.g] : []) + $0.graphs }) {
      for name in Self.freeNames(of: body, depth: 0) where seen.insert(name).inserted {
        captured.append(name)
      }
    }
    return captured
  }

  /// Names that a body reads but does not define; deeper bodies than 32 are left out.
  private static func freeNames(of body: Onnx_GraphProto, depth: Int) -> [String] {
    guard depth < 32 else { return [] }
    var defined = Set(body.input.map(\.name) + body.initializer.map(\.name))
    var free: [String] = []
    for node in body.node {
      var reads = node.input
      for inner in node.attribute.flatMap({ ($0.hasG ? [$0.g] : []) + $0.graphs }) {
        reads += freeNames(of: inner, depth: depth + 1)
      }
      free += reads.filter { !$0.isEmpty && !defined.contains($0) }
      defined.formUnion(node.output)
    }
    free += body.output.map(\.name).filter { !defined.contains($0) }
    return free
  }
}
