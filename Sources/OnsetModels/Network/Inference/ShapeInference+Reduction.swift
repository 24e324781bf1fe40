import OnsetCore

extension ShapeInference {
  /// Reductions along axes, and those that keep an index or a running sum.
  func reduction(_ operation: Operation, _ inputs: [ValueFacts?]) -> [ValueFacts] {
    let input = facts(inputs, 0)
    switch operation {
    case .reduce(let kind, let axes, let keeps, let isNoop):
      return [reduce(kind, input, given: axes, inputs, keeps: keeps, isNoop: isNoop)]
    case .argument(_, let axis, let keeps, _):
      var result = ValueFacts(.int64, nil)
      result.extents = reduced(input.extents, axes: [axis], keeps: keeps)
      return [result]
    case .topK(let axis, _, _):
      var extents = input.extents
      if let rank = input.rank, let axis = IndexArithmetic.axis(axis, rank: rank) {
        extents?[axis] = facts(inputs, 1).elements?.symbolic?.first ?? nil
      }
      return [ValueFacts(input.dtype, extents), ValueFacts(.int64, extents)]
    case .cumulativeSum(let isExclusive, let isReversed):
      var result = ValueFacts(input.dtype, input.extents)
      if let elements = input.elements, let axis = facts(inputs, 1).elements?.integers?.first {
        result.elements = Folding.cumulativeSum(
          elements, axis: axis, isExclusive: isExclusive, isReversed: isReversed)
      }
      return [result]
    case .cumulativeProduct: return [ValueFacts(input.dtype, input.extents)]
    default: return []
    }
  }

  private func reduce(
    _ kind: ReductionKind, _ input: ValueFacts, given: [Int]?, _ inputs: [ValueFacts?], keeps: Bool,
    isNoop: Bool
  ) -> ValueFacts {
    let hasAxesInput = inputs.count > 1 && inputs[1] != nil
    let axes = given ?? (hasAxesInput ? facts(inputs, 1).elements?.integers : [])
    var result = ValueFacts(input.dtype, nil)
    guard let extents = input.extents else { return result }
    guard let axes else {
      result.extents = keeps ? extents.map { _ in nil } : nil
      return result
    }
    if axes.isEmpty, isNoop { return input }
    let all = axes.isEmpty ? Array(extents.indices) : axes
    result.extents = reduced(extents, axes: all, keeps: keeps)
    if let elements = input.elements, let dimensions = result.dimensions {
      result.elements = Folding.reduce(kind, elements, axes: all, dimensions: dimensions)
    }
    return result
  }

  /// The extents after the given axes are gone, or 1 where they are kept.
  private func reduced(
    _ extents: [SymbolicInteger?]?, axes: [Int], keeps: Bool
  ) -> [SymbolicInteger?]? {
    guard let extents else { return nil }
    let gone = axes.compactMap { IndexArithmetic.axis($0, rank: extents.count) }
    guard gone.count == axes.count else { return nil }
    if keeps {
      return extents.indices.map { gone.contains($0) ? SymbolicInteger(1) : extents[$0] }
    }
    return extents.indices.filter { !gone.contains($0) }.map { extents[$0] }
  }
}
