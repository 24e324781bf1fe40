import OnsetCore

extension ShapeInference {
  /// Normalizations, whose first output has the input's shape.
  func normalization(
    _ operation: Operation, _ inputs: [ValueFacts?], outputCount: Int
  ) -> [ValueFacts] {
    let input = facts(inputs, 0)
    if case .crossEntropy(_, let reduction, _) = operation {
      let loss = ValueFacts(input.dtype, reduction == "none" ? facts(inputs, 1).extents : [])
      return [loss, ValueFacts(input.dtype, input.extents)]
    }
    let main = ValueFacts(input.dtype, input.extents)
    guard outputCount > 1 else { return [main] }
    switch operation {
    case .batchNormalization:
      let statistic = ValueFacts(input.dtype, input.rank.map { _ in [input.extent(1)] })
      return [main] + Array(repeating: statistic, count: outputCount - 1)
    case .layerNormalization(let axis, _), .rmsNormalization(let axis, _):
      guard let extents = input.extents, let axis = IndexArithmetic.axis(axis, rank: extents.count)
      else { return [main] }
      let kept = extents.indices.map { $0 < axis ? extents[$0] : SymbolicInteger(1) }
      let statistic = ValueFacts(.float32, kept)
      return [main] + Array(repeating: statistic, count: outputCount - 1)
    default:
      return [main]
    }
  }

  /// Recurrent layers and fused attention.
  func recurrence(
    _ operation: Operation, _ inputs: [ValueFacts?], outputCount: Int
  ) -> [ValueFacts] {
    switch operation {
    case .recurrent(let attributes): return recurrent(attributes, inputs)
    case .attention(let attributes): return attention(attributes, inputs, outputCount: outputCount)
    default: return []
    }
  }

  private func recurrent(
    _ attributes: RecurrentAttributes, _ inputs: [ValueFacts?]
  ) -> [ValueFacts] {
    let input = facts(inputs, 0)
    let hidden = facts(inputs, 2).extent(2) ?? SymbolicInteger(attributes.hiddenSize)
    let directions = SymbolicInteger(attributes.direction == .bidirectional ? 2 : 1)
    guard input.rank == 3 else { return [] }
    let (first, second) = (input.extent(0), input.extent(1))
    let batch = attributes.isBatchFirst ? first : second
    let sequence =
      attributes.isBatchFirst
      ? [first, second, directions, hidden] : [first, directions, second, hidden]
    let state =
      attributes.isBatchFirst ? [batch, directions, hidden] : [directions, batch, hidden]
    let last = ValueFacts(input.dtype, state)
    return [ValueFacts(input.dtype, sequence), last, last]
  }

  /// Queries of shape (batch, heads, positions, size), or packed as (batch, positions, heads · size).
  private func attention(
    _ attributes: AttentionAttributes, _ inputs: [ValueFacts?], outputCount: Int
  ) -> [ValueFacts] {
    let query = facts(inputs, 0)
    let value = facts(inputs, 2)
    var output = ValueFacts(query.dtype, nil)
    if query.rank == 4, value.rank == 4 {
      output.extents = [query.extent(0), query.extent(1), query.extent(2), value.extent(3)]
    } else if query.rank == 3, value.rank == 3 {
      var width = query.extent(2)
      if let heads = attributes.queryHeads, let others = attributes.keyValueHeads, heads > 0,
        others > 0
      {
        width = value.extent(2)?.divided(by: SymbolicInteger(others))?
          .multiplied(by: SymbolicInteger(heads))
      }
      output.extents = [query.extent(0), query.extent(1), width]
    }
    return [output]
  }
}
