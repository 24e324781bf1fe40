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

extension Folding {
  /// Running sums along one axis.
  static func cumulativeSum(
    _ input: FoldedTensor, axis: Int, isExclusive: Bool, isReversed: Bool
  ) -> FoldedTensor? {
    guard let axis = IndexArithmetic.axis(axis, rank: input.dimensions.count),
      var values = input.integers, !values.isEmpty
    else { return nil }
    let stride = IndexArithmetic.strides(input.dimensions)[axis]
    let extent = input.dimensions[axis]
    for start in values.indices where (start / stride) % extent == 0 {
      var sum = 0
      for step in 0..<extent {
        let index = start + (isReversed ? extent - 1 - step : step) * stride
        let (next, overflow) = sum.addingReportingOverflow(values[index])
        guard !overflow else { return nil }
        values[index] = isExclusive ? sum : next
        sum = next
      }
    }
    return FoldedTensor(
      dtype: input.dtype, dimensions: input.dimensions, elements: .integers(values))
  }

  /// A sum, mean, product, maximum or minimum over axes; other reductions are left to the run.
  static func reduce(
    _ kind: ReductionKind, _ input: FoldedTensor, axes: [Int], dimensions: [Int]
  ) -> FoldedTensor? {
    let rank = input.dimensions.count
    let gone = axes.compactMap { IndexArithmetic.axis($0, rank: rank) }
    guard gone.count == axes.count, let count = IndexArithmetic.count(dimensions) else {
      return nil
    }
    let kept = input.dimensions.indices.map { gone.contains($0) ? 1 : input.dimensions[$0] }
    var strides = IndexArithmetic.strides(kept)
    for axis in gone { strides[axis] = 0 }
    let targets = IndexArithmetic.offsets(input.dimensions, strides: strides)
    var groups = [[Int]](repeating: [], count: count)
    for (source, target) in targets.enumerated() { groups[target].append(source) }
    if let values = input.integers {
      let results = groups.compactMap { integer(kind, $0.map { values[$0] }) }
      guard results.count == count else { return nil }
      return FoldedTensor(dtype: input.dtype, dimensions: dimensions, elements: .integers(results))
    }
    if let values = input.symbolic, kind == .product {
      let results = groups.map { SymbolicInteger.product($0.map { values[$0] }) }
      return FoldedTensor(dtype: input.dtype, dimensions: dimensions, elements: .symbolic(results))
    }
    guard let values = input.reals else { return nil }
    let results = groups.compactMap { real(kind, $0.map { values[$0] }) }
    guard results.count == count else { return nil }
    return FoldedTensor(dtype: input.dtype, dimensions: dimensions, elements: .reals(results))
  }

  private static func integer(_ kind: ReductionKind, _ values: [Int]) -> Int? {
    switch kind {
    case .maximum: return values.max()
    case .minimum: return values.min()
    case .sum, .product:
      return values.reduce(kind == .sum ? 0 : 1) { (result: Int?, value) in
        guard let result else { return nil }
        let next =
          kind == .sum
          ? result.addingReportingOverflow(value) : result.multipliedReportingOverflow(by: value)
        return next.overflow ? nil : next.partialValue
      }
    default: return nil
    }
  }

  private static func real(_ kind: ReductionKind, _ values: [Double]) -> Double? {
    switch kind {
    case .maximum: values.max()
    case .minimum: values.min()
    case .sum: values.reduce(0, +)
    case .mean: values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    case .product: values.reduce(1, *)
    case .sumOfSquares: values.reduce(0) { $0 + $1 * $1 }
    default: nil
    }
  }
}
