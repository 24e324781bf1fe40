public import OnsetCore

extension Tensor {
  /// The same elements in another shape, without a copy.
  ///
  /// - Throws: `OnsetError` that names both shapes when they differ in their number of elements.
  public func reshaped(to shape: Shape) throws -> Tensor {
    guard shape.count == self.shape.count else {
      throw OnsetError(
        .shapeMismatch, "a tensor of shape \(self.shape) cannot be reshaped to \(shape)")
    }
    if shape == self.shape { return self }
    return viewed(as: shape).recorded(from: [self], keeping: .nothing) { context in
      [try context.cotangent.reshaped(to: context.inputs[0].shape)]
    }
  }

  /// The axes in another order: axis i of the result is axis `order[i]` of this tensor.
  public func transposed(_ order: [Int]) throws -> Tensor {
    guard order.sorted() == Array(0..<rank) else {
      throw OnsetError(.shapeMismatch, "\(order) is no order of the axes of shape \(shape)")
    }
    if order == Array(0..<rank) { return self }
    let strides = shape.strides
    let walk = StridedCopy(
      shape: Shape(order.map { shape[$0] }), strides: order.map { strides[$0] })
    var inverse = order
    for (place, axis) in order.enumerated() { inverse[axis] = place }
    let back = inverse
    return try walk.gathered(from: self).recorded(from: [self], keeping: .nothing) {
      [try $0.cotangent.transposed(back)]
    }
  }

  /// The last two axes exchanged.
  public func transposed() throws -> Tensor {
    guard rank >= 2 else { return self }
    return try transposed(Array(0..<rank - 2) + [rank - 1, rank - 2])
  }

  /// Axes of extent 1, and axes that are missing in front, repeated to a larger shape.
  public func expanded(to target: Shape) throws -> Tensor {
    if target == shape { return self }
    let missing = target.rank - rank
    guard missing >= 0,
      (0..<rank).allSatisfy({ shape[$0] == 1 || shape[$0] == target[$0 + missing] })
    else {
      throw OnsetError(
        .shapeMismatch, "a tensor of shape \(shape) cannot be expanded to \(target)")
    }
    let own = shape.strides
    let strides = (0..<target.rank).map { axis in
      axis < missing || shape[axis - missing] == 1 ? 0 : own[axis - missing]
    }
    let walk = StridedCopy(shape: target, strides: strides)
    return try walk.gathered(from: self).recorded(from: [self], keeping: .nothing) { context in
      [try context.cotangent.summed(to: context.inputs[0].shape)]
    }
  }

  /// Summed over the axes along which `target` would repeat: the adjoint of ``expanded(to:)``.
  package func summed(to target: Shape) throws -> Tensor {
    if target == shape { return self }
    let missing = rank - target.rank
    let axes = (0..<rank).filter { $0 < missing || (target[$0 - missing] == 1 && shape[$0] != 1) }
    return try sum(axes: axes).reshaped(to: target)
  }

  /// Without the given axes, which must have extent 1; without all such axes by default.
  public func squeezed(_ axes: [Int]? = nil) throws -> Tensor {
    let axes = try axes.map { try checked($0) } ?? (0..<rank).filter { shape[$0] == 1 }
    guard axes.allSatisfy({ shape[$0] == 1 }) else {
      throw OnsetError(.shapeMismatch, "axes \(axes) of shape \(shape) are not all of extent 1")
    }
    return try reshaped(to: Shape((0..<rank).filter { !axes.contains($0) }.map { shape[$0] }))
  }

  /// With axes of extent 1 at the given places of the result.
  public func unsqueezed(_ axes: [Int]) throws -> Tensor {
    let total = rank + axes.count
    let places = axes.map { $0 < 0 ? $0 + total : $0 }
    guard Set(places).count == axes.count, places.allSatisfy({ (0..<total).contains($0) }) else {
      throw OnsetError(.shapeMismatch, "\(axes) are no places for new axes of shape \(shape)")
    }
    var rest = shape.dimensions[...]
    return try reshaped(
      to: Shape((0..<total).map { places.contains($0) ? 1 : rest.popFirst() ?? 1 }))
  }

  /// Axes counted from the front; negative ones count from the back.
  package func checked(_ axes: [Int]) throws -> [Int] {
    let result = axes.map { $0 < 0 ? $0 + rank : $0 }
    guard Set(result).count == axes.count, result.allSatisfy({ (0..<rank).contains($0) }) else {
      throw OnsetError(.shapeMismatch, "\(axes) are not different axes of shape \(shape)")
    }
    return result
  }

  package func checked(_ axis: Int) throws -> Int { try checked([axis])[0] }
}
