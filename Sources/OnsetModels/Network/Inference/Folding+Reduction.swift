import OnsetCore

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
