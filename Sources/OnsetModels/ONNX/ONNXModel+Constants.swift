package import OnsetCore
import SwiftProtobuf

extension ONNXModel {
  /// The tensors of `Constant` nodes that are too large to be part of the network's graph.
  ///
  /// - Parameter names: The names of the nodes' results in the network, after functions are inlined.
  /// - Throws: `OnsetError` when shape and elements of one do not fit each other, or external data is
  ///   missing.
  package func constants(named names: Set<String>) throws(OnsetError) -> [String: StoredTensor] {
    var found: [String: StoredTensor] = [:]
    for flat in try FunctionInliner.nodes(of: proto) where flat.node.opType == "Constant" {
      guard let name = flat.node.output.first, names.contains(name),
        let value = flat.node.attribute.first(where: { $0.name == "value" })
      else { continue }
      found[name] = try tensor(value.t)
    }
    return found
  }
}
