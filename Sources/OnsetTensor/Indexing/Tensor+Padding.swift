import OnsetCore

extension Tensor {
  /// What stands outside a padded tensor.
  public enum Padding: Sendable {
    /// A number.
    case constant(Double)
    /// The elements mirrored at the outermost one, which is not repeated.
    case reflect
    /// The outermost element.
    case edge
    /// The elements again from the other end.
    case wrap
  }

  /// More elements around: `before` and `after` count them per axis; negative counts cut off.
  public func padded(before: [Int], after: [Int], with padding: Padding = .constant(0)) throws
    -> Tensor
  {
    guard before.count == rank, after.count == rank else {
      throw OnsetError(
        .shapeMismatch, "padding by \(before) and \(after) does not fit shape \(shape)")
    }
    let result = try Shape(checking: (0..<rank).map { shape[$0] + before[$0] + after[$0] })
    try MachineMemory.check(result, dtype)
    let maps = try (0..<rank).map { axis in
      try (0..<result[axis]).map {
        try Tensor.source(of: $0 - before[axis], extent: shape[axis], padding)
      }
    }
    let picked = try picked(at: places(maps, in: result), as: result)
    guard case .constant(let value) = padding, value != 0 else { return picked }
    let inside = try Tensor.ones(shape, dtype: .float32).padded(before: before, after: after)
    return try inside.greater(inside.constant(0)).select(picked, otherwise: constant(value))
  }

  /// The place within an axis for one outside it, or -1.
  private static func source(of place: Int, extent: Int, _ padding: Padding) throws -> Int {
    if (0..<extent).contains(place) { return place }
    if case .constant = padding { return -1 }
    guard extent > 0 else {
      throw OnsetError(.shapeMismatch, "an axis without elements cannot be continued")
    }
    switch padding {
    case .constant: return -1
    case .edge: return place < 0 ? 0 : extent - 1
    case .wrap: return (place % extent + extent) % extent
    case .reflect:
      guard extent > 1 else { return 0 }
      let period = 2 * (extent - 1)
      let folded = (place % period + period) % period
      return folded < extent ? folded : period - folded
    }
  }

  /// Places of this tensor's elements from a map per axis; -1 where one is.
  private func places(_ maps: [[Int]], in result: Shape) -> [Int] {
    let strides = shape.strides
    var places = [0]
    for axis in 0..<rank {
      places = places.flatMap { base in
        maps[axis].map { base < 0 || $0 < 0 ? -1 : base + $0 * strides[axis] }
      }
    }
    return places
  }

  /// The tensor again and again along each axis.
  public func tiled(_ repeats: [Int]) throws -> Tensor {
    guard repeats.count == rank, repeats.allSatisfy({ $0 >= 0 }) else {
      throw OnsetError(.shapeMismatch, "\(repeats) repeats do not fit shape \(shape)")
    }
    let products = (0..<rank).map { shape[$0].multipliedReportingOverflow(by: repeats[$0]) }
    guard products.allSatisfy({ !$0.overflow }) else {
      throw OnsetError(.shapeMismatch, "\(repeats) repeats of shape \(shape) overflow")
    }
    let result = try Shape(checking: products.map(\.partialValue))
    try MachineMemory.check(result, dtype)
    let maps = (0..<rank).map { axis in (0..<result[axis]).map { $0 % shape[axis] } }
    return try picked(at: places(maps, in: result), as: result)
  }

  /// The upper triangle of the last two axes, from `diagonal` on; zeros below.
  public func upperTriangle(diagonal: Int = 0) throws -> Tensor {
    try triangle { row, column in column - row >= diagonal }
  }

  /// The lower triangle of the last two axes, up to `diagonal`; zeros above.
  public func lowerTriangle(diagonal: Int = 0) throws -> Tensor {
    try triangle { row, column in column - row <= diagonal }
  }

  private func triangle(_ isInside: (Int, Int) -> Bool) throws -> Tensor {
    guard rank >= 2 else {
      throw OnsetError(.shapeMismatch, "a tensor of shape \(shape) has no triangles")
    }
    let (rows, columns) = (shape[rank - 2], shape[rank - 1])
    let places = (0..<shape.count).map { flat in
      isInside(flat / columns % rows, flat % columns) ? flat : -1
    }
    return try picked(at: places, as: shape)
  }
}
