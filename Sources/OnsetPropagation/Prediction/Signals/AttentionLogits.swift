/// The products of queries and keys before the softmax, kept as their two factors.
struct AttentionLogits {
  var query: Field
  var key: Field
  /// Features that each product sums over.
  var size: Int
  /// What the products are multiplied by.
  var scale: Double
  /// Which keys each query sees, row-major; `nil` for all.
  var mask: [Bool]?
  var factors: AxisFactors
}

/// Attention weights: the softmax of logits.
struct AttentionWeights {
  var logits: AttentionLogits
}
