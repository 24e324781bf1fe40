import OnsetCore
import OnsetModels
import OnsetPropagation

/// One parameter with what the graph says about its surroundings: the input of a ``SchemeFamily``.
struct ParameterContext {
  /// The parameter.
  let parameter: Parameter
  /// The entry to be decided, in the framework's orientation.
  let entry: PlanEntry
  /// The use that decides.
  let use: ParameterUse?
  /// The operator that consumes it.
  let consumer: Operator?
  /// What follows the consumer, where it is a linear map or a normalization.
  let path: SignalPath?
  /// The residual branch that ends here, if one does.
  let residual: ResidualPlace?
  /// The operator that holds the kernel of the same layer.
  let layer: Network.OperatorID?
  /// The kernel of the same layer; for recurrent layers the hidden one.
  let kernel: PlanEntry?
  /// Whether the same tensor is both an embedding and the kernel of the head.
  var isTiedEmbedding: Bool {
    parameter.uses.contains { $0.role == .embedding }
      && parameter.uses.contains { $0.role == .kernel }
  }

  /// Whether this is part of a framework's fused multi-head attention module, told by its name.
  var isMultiheadAttention: Bool {
    let name = entry.name.text
    return name.hasSuffix("in_proj_weight") || name.hasSuffix("in_proj_bias")
      || name.hasSuffix("out_proj.bias")
  }
}
