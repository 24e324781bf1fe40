import OnsetCore

extension Tensor {
  /// The mean of each window over 1 to 3 spatial axes, one axis after the other.
  ///
  /// - Parameters:
  ///   - extents: Elements of the window along each spatial axis.
  ///   - window: Steps and padding of zeros.
  ///   - roundingUp: Whether a last window that is not full counts, if it starts inside.
  ///   - countingPadding: Whether the divisor counts a window's elements in the padding, too; what a
  ///     rounded-up window has behind the padding never counts.
  /// - Throws: `OnsetError` when the window does not fit.
  public func averagePooled(
    _ extents: [Int], window: SlidingWindow = SlidingWindow(), roundingUp: Bool = false,
    countingPadding: Bool = false
  ) throws -> Tensor {
    try pooled(extents, window, roundingUp) { inside, padded in
      1 / Double(Swift.max(1, countingPadding ? padded : inside))
    }
  }

  /// (Σ |x|ᵖ)^(1/p) over each window. The derivative by a window of zeros is 0.
  ///
  /// - Parameters:
  ///   - extents: Elements of the window along each spatial axis.
  ///   - p: The order, at least 1.
  ///   - window: Steps and padding of zeros.
  ///   - roundingUp: Whether a last window that is not full counts, if it starts inside.
  /// - Throws: `OnsetError` when the window does not fit, or for an order below 1.
  public func lpPooled(
    _ extents: [Int], p: Double = 2, window: SlidingWindow = SlidingWindow(),
    roundingUp: Bool = false
  ) throws -> Tensor {
    try root(p) { try $0.pooled(extents, window, roundingUp) { _, _ in 1 } }
  }

  /// The mean over all spatial axes, which are kept with extent 1.
  public func globalAveragePooled() throws -> Tensor {
    try mean(axes: spatialAxes(), keepingAxes: true)
  }

  /// The largest element over all spatial axes, which are kept with extent 1.
  public func globalMaxPooled() throws -> Tensor {
    try max(axes: spatialAxes(), keepingAxes: true)
  }

  /// (Σ |x|ᵖ)^(1/p) over all spatial axes, which are kept with extent 1.
  public func globalLpPooled(p: Double = 2) throws -> Tensor {
    try root(p) { try $0.sum(axes: spatialAxes(), keepingAxes: true) }
  }

  private func pooled(
    _ extents: [Int], _ window: SlidingWindow, _ roundingUp: Bool,
    weight: (_ inside: Int, _ padded: Int) -> Double
  ) throws -> Tensor {
    let geometry = try PoolingGeometry(
      input: shape, extents: extents, window: window, roundingUp: roundingUp)
    return try extents.indices.reversed().reduce(self) { result, axis in
      try result.mapped(axis: axis + 2, by: geometry.sums(axis: axis, weight: weight))
    }
  }

  /// The p-th root of a sum of p-th powers.
  private func root(_ p: Double, sum: (Tensor) throws -> Tensor) throws -> Tensor {
    guard p >= 1, p.isFinite else {
      throw OnsetError(.invalidArgument, "a norm of order \(p)", fix: "use an order from 1 on")
    }
    if p == 1 { return try sum(absolute()) }
    let powers = try p == 2 ? multiplying(self) : absolute().power(constant(p))
    let sums = try sum(powers)
    // The root of 0 has an infinite slope, which the powers' slope of 0 would turn into NaN.
    let isPositive = try sums.detached.greater(sums.constant(0))
    let safe = try isPositive.select(sums, otherwise: sums.constant(1))
    let root = try p == 2 ? safe.squareRoot() : safe.power(constant(1 / p))
    return try isPositive.select(root, otherwise: sums.constant(0))
  }

  private func spatialAxes() throws -> [Int] {
    guard rank >= 3 else {
      throw OnsetError(.shapeMismatch, "a tensor of shape \(shape) has no spatial axes")
    }
    return Array(2..<rank)
  }
}
