import COnsetKernels
import OnsetCore

extension Tensor {
  /// Reduced over axes without history; extents become 1. Neighbouring axes go in one loop; `following`
  /// is the function of all loops but the first.
  func reduced(
    _ function: onset_reduction, axes: [Int], following: onset_reduction
  ) throws -> Tensor {
    guard dtype != .bool else {
      throw OnsetError(.invalidArgument, "a reduction of truth values", fix: "cast them first")
    }
    var (result, function) = (detached, function)
    var pending = axes.sorted()
    while let last = pending.popLast() {
      var first = last
      while pending.last == first - 1 { first = pending.removeLast() }
      result = try result.reducedOnce(function, first...last)
      function = following
    }
    return result
  }

  private func reducedOnce(_ function: onset_reduction, _ axes: ClosedRange<Int>) throws -> Tensor {
    var extents = shape.dimensions
    let outer = extents[..<axes.lowerBound].reduce(1, *)
    let count = extents[axes].reduce(1, *)
    let inner = extents[(axes.upperBound + 1)...].reduce(1, *)
    for axis in axes { extents[axis] = 1 }
    let reduction = StridedReduction(function: function, outer: outer, count: count, inner: inner)
    // A long sum is cut into parts of a fixed size, and the parts are summed: the same bits on any
    // number of cores.
    if let parts = reduction.parts {
      let partial = try Tensor(shape: [parts, inner], dtype: dtype) { reduction.runParts(self, $0) }
      let merge =
        function == ONSET_SUM_OF_SQUARES || function == ONSET_SUM_OF_SIZES ? ONSET_SUM : function
      return try partial.reducedOnce(merge, 0...0).viewed(as: Shape(extents))
    }
    return try Tensor(shape: Shape(extents), dtype: dtype) { reduction.run(self, $0) }
  }

  /// The shape without, or with extent 1 at, the axes.
  func reducedShape(_ axes: [Int], keepingAxes: Bool) -> Shape {
    Shape((0..<rank).compactMap { axes.contains($0) ? (keepingAxes ? 1 : nil) : shape[$0] })
  }

  /// The sum over axes, all by default.
  ///
  /// Sums of float32 run in float64 within a loop; their order is fixed.
  public func sum(axes: [Int]? = nil, keepingAxes: Bool = false) throws -> Tensor {
    let axes = try checked(axes ?? Array(0..<rank))
    if axes.isEmpty { return self }
    let whole = reducedShape(axes, keepingAxes: true)
    return try reduced(ONSET_SUM, axes: axes, following: ONSET_SUM)
      .viewed(as: reducedShape(axes, keepingAxes: keepingAxes))
      .recorded(from: [self], keeping: .nothing) { context in
        [try context.cotangent.reshaped(to: whole).expanded(to: context.inputs[0].shape)]
      }
  }

  /// The mean over axes, all by default.
  public func mean(axes: [Int]? = nil, keepingAxes: Bool = false) throws -> Tensor {
    let sum = try sum(axes: axes, keepingAxes: keepingAxes)
    let count = Double(shape.count) / Double(Swift.max(1, sum.shape.count))
    return try dtype.isFloatingPoint
      ? sum.multiplying(constant(1 / Swift.max(1, count)))
      : sum.dividing(by: constant(Swift.max(1, count)))
  }

  /// The sum of squares over axes, all by default.
  public func sumOfSquares(axes: [Int]? = nil, keepingAxes: Bool = false) throws -> Tensor {
    let axes = try checked(axes ?? Array(0..<rank))
    let whole = reducedShape(axes, keepingAxes: true)
    if axes.isEmpty { return try multiplying(self) }
    return try reduced(ONSET_SUM_OF_SQUARES, axes: axes, following: ONSET_SUM)
      .viewed(as: reducedShape(axes, keepingAxes: keepingAxes))
      .recorded(from: [self]) { context in
        let c = try context.cotangent.reshaped(to: whole)
        return [try context.inputs[0].multiplying(c * 2)]
      }
  }

  /// The largest element over axes, NaN if one is; the derivative is shared equally among ties.
  public func max(axes: [Int]? = nil, keepingAxes: Bool = false) throws -> Tensor {
    try extreme(ONSET_GREATEST, axes: axes, keepingAxes: keepingAxes)
  }

  /// The smallest element over axes; see ``max(axes:keepingAxes:)``.
  public func min(axes: [Int]? = nil, keepingAxes: Bool = false) throws -> Tensor {
    try extreme(ONSET_LEAST, axes: axes, keepingAxes: keepingAxes)
  }

  private func extreme(
    _ function: onset_reduction, axes: [Int]?, keepingAxes: Bool
  ) throws -> Tensor {
    let axes = try checked(axes ?? Array(0..<rank))
    if axes.isEmpty { return self }
    let whole = reducedShape(axes, keepingAxes: true)
    return try reduced(function, axes: axes, following: function)
      .viewed(as: reducedShape(axes, keepingAxes: keepingAxes))
      .recorded(from: [self], keeping: .both) { context in
        let best = try context.output.detached.reshaped(to: whole)
        let mask = try context.inputs[0].detached.equal(best).cast(to: context.cotangent.dtype)
        let share = try mask.dividing(by: mask.sum(axes: axes, keepingAxes: true))
        return [try share.multiplying(context.cotangent.reshaped(to: whole))]
      }
  }
}
