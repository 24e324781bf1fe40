import COnsetKernels
import OnsetCore

extension Tensor {
  /// The product over axes, all by default.
  ///
  /// Halves are multiplied until one is left, so that its derivative is right with zeros among the
  /// elements.
  public func product(axes: [Int]? = nil, keepingAxes: Bool = false) throws -> Tensor {
    let axes = try checked(axes ?? Array(0..<rank))
    var result = self
    for axis in axes {
      while result.shape[axis] > 1 {
        let half = result.shape[axis] / 2
        let pairs = try result.sliced(axis: axis, start: 0, count: half)
          .multiplying(result.sliced(axis: axis, start: half, count: half))
        let rest = result.shape[axis] % 2
        result =
          rest == 0
          ? pairs
          : try .concatenated(
            [pairs, result.sliced(axis: axis, start: 2 * half, count: 1)], axis: axis)
      }
      if result.shape[axis] == 0 {
        result = try Tensor.ones(result.reducedShape([axis], keepingAxes: true), dtype: dtype)
      }
    }
    return try result.reshaped(to: reducedShape(axes, keepingAxes: keepingAxes))
  }

  /// Σ|x| over axes, all by default.
  public func l1(axes: [Int]? = nil, keepingAxes: Bool = false) throws -> Tensor {
    try absolute().sum(axes: axes, keepingAxes: keepingAxes)
  }

  /// √Σx² over axes, all by default.
  public func l2(axes: [Int]? = nil, keepingAxes: Bool = false) throws -> Tensor {
    try sumOfSquares(axes: axes, keepingAxes: keepingAxes).squareRoot()
  }

  /// log Σx over axes, all by default.
  public func logSum(axes: [Int]? = nil, keepingAxes: Bool = false) throws -> Tensor {
    try sum(axes: axes, keepingAxes: keepingAxes).log()
  }

  /// log Σeˣ over axes, all by default, without overflow.
  public func logSumExp(axes: [Int]? = nil, keepingAxes: Bool = false) throws -> Tensor {
    let axes = try checked(axes ?? Array(0..<rank))
    let top = try detached.max(axes: axes, keepingAxes: true)
    let finite = try top.absolute().less(constant(.infinity)).select(top, otherwise: constant(0))
    let result = try subtracting(finite).exp().sum(axes: axes, keepingAxes: true).log().adding(
      finite)
    return try result.reshaped(to: reducedShape(axes, keepingAxes: keepingAxes))
  }

  /// Running sums along an axis.
  ///
  /// - Parameters:
  ///   - axis: The axis.
  ///   - exclusive: Whether a sum leaves out its own place.
  ///   - reverse: Whether to run from the end.
  public func cumulativeSum(axis: Int, exclusive: Bool = false, reverse: Bool = false) throws
    -> Tensor
  {
    let axis = try checked(axis)
    let (extent, inner) = (shape[axis], shape.strides[axis])
    let result = try Tensor(shape: shape, dtype: dtype) { out in
      dtype.withElement { type in
        func run<Element: TensorElement>(_ type: Element.Type) {
          let (from, to) = (pointer(Element.self), out.assumingMemoryBound(to: Element.self))
          for line in 0..<(extent == 0 ? 0 : shape.count / extent) {
            let start = line / inner * inner * extent + line % inner
            var sum = Element(number: 0)
            for step in 0..<extent {
              let place = start + (reverse ? extent - 1 - step : step) * inner
              let next = sum.sum(from[place])
              to[place] = exclusive ? sum : next
              sum = next
            }
          }
        }
        run(type)
      }
    }
    return result.recorded(from: [self], keeping: .nothing) {
      [try $0.cotangent.cumulativeSum(axis: axis, exclusive: exclusive, reverse: !reverse)]
    }
  }

  /// Running products along an axis; see ``cumulativeSum(axis:exclusive:reverse:)``.
  public func cumulativeProduct(
    axis: Int, exclusive: Bool = false, reverse: Bool = false
  ) throws -> Tensor {
    let axis = try checked(axis)
    if reverse {
      return try flipped(axes: [axis]).cumulativeProduct(axis: axis, exclusive: exclusive)
        .flipped(axes: [axis])
    }
    guard shape[axis] > 0 else { return self }
    var products: [Tensor] = []
    for place in 0..<shape[axis] {
      let next = try sliced(axis: axis, start: place, count: 1)
      products.append(try products.last.map { try $0.multiplying(next) } ?? next)
    }
    if exclusive {
      products.insert(try Tensor.ones(products[0].shape, dtype: dtype), at: 0)
      products.removeLast()
    }
    return try .concatenated(products, axis: axis)
  }
}
