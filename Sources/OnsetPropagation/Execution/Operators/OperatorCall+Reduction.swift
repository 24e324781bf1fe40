import OnsetCore
import OnsetModels
import OnsetTensor

extension OperatorCall {
  /// Reductions, and what orders or accumulates along one axis.
  func reduction() throws -> [Tensor] {
    let data = try tensor(0)
    switch node.operation {
    case .reduce(let kind, let axes, let keeps, let isNoop):
      return [try reduced(data, kind, axes: axes ?? integers(1), keeps: keeps, isNoop: isNoop)]
    case .argument(let isMaximum, let axis, let keeps, let last):
      return [
        isMaximum
          ? try data.argmax(axis: axis, keepingAxes: keeps, last: last)
          : try data.argmin(axis: axis, keepingAxes: keeps, last: last)
      ]
    case .topK(let axis, let isLargest, _):
      let (values, indices) = try data.topK(integer(1), axis: axis, largest: isLargest)
      return [values, indices]
    case .cumulativeSum(let isExclusive, let isReversed):
      return [try data.cumulativeSum(axis: integer(1), exclusive: isExclusive, reverse: isReversed)]
    case .cumulativeProduct(let isExclusive, let isReversed):
      return [
        try data.cumulativeProduct(axis: integer(1), exclusive: isExclusive, reverse: isReversed)
      ]
    default: throw unsupported("is no reduction")
    }
  }

  private func reduced(
    _ data: Tensor, _ kind: ReductionKind, axes: [Int]?, keeps: Bool, isNoop: Bool
  ) throws -> Tensor {
    // No axes mean all of them, unless the model says that they mean none.
    let chosen: [Int]? = (axes ?? []).isEmpty ? (isNoop ? [] : nil) : axes
    if data.dtype == .bool {
      if data.shape.count == 0 {
        let neutral = try reducedEmpty(data.cast(to: .float32), kind, axes: chosen, keeps: keeps)
        return try neutral?.greater(Tensor.scalar(0)) ?? data
      }
      return try reduced(
        data.cast(to: .int32), kind, axes: axes, keeps: keeps, isNoop: isNoop
      ).cast(to: .bool)
    }
    if let empty = try reducedEmpty(data, kind, axes: chosen, keeps: keeps) { return empty }
    switch kind {
    case .sum: return try data.sum(axes: chosen, keepingAxes: keeps)
    case .mean: return try data.mean(axes: chosen, keepingAxes: keeps)
    case .maximum: return try data.max(axes: chosen, keepingAxes: keeps)
    case .minimum: return try data.min(axes: chosen, keepingAxes: keeps)
    case .product: return try data.product(axes: chosen, keepingAxes: keeps)
    case .sumOfSquares: return try data.sumOfSquares(axes: chosen, keepingAxes: keeps)
    case .l1: return try data.l1(axes: chosen, keepingAxes: keeps)
    case .l2: return try data.l2(axes: chosen, keepingAxes: keeps)
    case .logSum: return try data.logSum(axes: chosen, keepingAxes: keeps)
    case .logSumExp: return try data.logSumExp(axes: chosen, keepingAxes: keeps)
    }
  }

  /// A reduction of no elements is the neutral element of its function.
  private func reducedEmpty(
    _ data: Tensor, _ kind: ReductionKind, axes: [Int]?, keeps: Bool
  ) throws -> Tensor? {
    guard data.shape.count == 0 else { return nil }
    let chosen = try data.checked(axes ?? Array(0..<data.rank))
    let shape = Shape(
      (0..<data.rank).compactMap { chosen.contains($0) ? (keeps ? 1 : nil) : data.shape[$0] })
    let neutral: Double =
      switch kind {
      case .sum, .sumOfSquares, .l1, .l2: 0
      case .product: 1
      case .mean: .nan
      case .maximum, .logSum, .logSumExp: -.infinity
      case .minimum: .infinity
      }
    return try Tensor(repeating: neutral, shape: shape, dtype: data.dtype)
  }
}
