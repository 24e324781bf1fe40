import SwiftProtobuf

/// Spells the fused operators of ONNX Runtime's own domain in standard ones, where that is exact.
///
/// A fused operator that reads more than what is spelled here (masks, caches) stays as it is, and so
/// becomes an unknown operator.
enum ContributedOperators {
  /// The standard nodes that compute what a node of the domain `com.microsoft` computes, or just the node.
  static func standard(_ flat: FlatNode) -> [FlatNode] {
    guard flat.node.domain == "com.microsoft" else { return [flat] }
    var rewriting = NodeRewriting(flat)
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
