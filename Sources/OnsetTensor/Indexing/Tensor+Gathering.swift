import OnsetCore

extension Tensor {
  /// Slices along an axis, picked by index: the axis is replaced by the axes of `indices`.
  ///
  /// - Throws: `OnsetError` for an index outside the axis.
  public func gather(_ indices: Tensor, axis: Int = 0) throws -> Tensor {
    let axis = try checked(axis)
    let extent = shape[axis]
    let chosen = try indices.checkedIndices(below: extent)
    let outer = shape.dimensions[..<axis].reduce(1, *)
    let width = shape.dimensions[(axis + 1)...].reduce(1, *)
    let result = try Shape(
      checking: Array(shape.dimensions[..<axis]) + indices.shape.dimensions
        + Array(shape.dimensions[(axis + 1)...]))
    try MachineMemory.check(result, dtype)
    let places = (0..<outer).flatMap { block in chosen.map { block * extent + $0 } }
    return try picked(at: places, width: width, as: result)
  }

  /// Elements picked one by one: place p of the result is p with its index along `axis` replaced.
  public func gatherElements(_ indices: Tensor, axis: Int = 0) throws -> Tensor {
    try picked(at: elementPlaces(indices, axis: axis), as: indices.shape)
  }

  /// Slices picked by the index vectors in the last axis of `indices`, within `batchAxes` leading axes.
  public func gatherND(_ indices: Tensor, batchAxes: Int = 0) throws -> Tensor {
    let (places, width) = try slicePlaces(indices, batchAxes: batchAxes)
    let depth = indices.shape[indices.rank - 1]
    let result = indices.shape.dimensions.dropLast() + shape.dimensions[(batchAxes + depth)...]
    return try picked(at: places, width: width, as: Shape(checking: Array(result)))
  }

  /// How an element that is already there and one that comes to it make one.
  public enum Merge: Sendable { case replace, add, multiply, maximum, minimum }

  /// This tensor with elements of `updates` put where ``gatherElements(_:axis:)`` would pick them.
  public func scatterElements(
    _ indices: Tensor, _ updates: Tensor, axis: Int = 0, merge: Merge = .replace
  ) throws -> Tensor {
    guard indices.shape == updates.shape else {
      throw OnsetError(
        .shapeMismatch, "indices of shape \(indices.shape) and updates of shape \(updates.shape)")
    }
    return try merged(updates, at: elementPlaces(indices, axis: axis), width: 1, merge)
  }

  /// This tensor with slices of `updates` put where ``gatherND(_:batchAxes:)`` would pick them.
  public func scatterND(
    _ indices: Tensor, _ updates: Tensor, merge: Merge = .replace
  ) throws -> Tensor {
    let (places, width) = try slicePlaces(indices, batchAxes: 0)
    guard places.count * width == updates.shape.count else {
      throw OnsetError(
        .shapeMismatch,
        "indices of shape \(indices.shape) into shape \(shape) do not fit updates of shape "
          + "\(updates.shape)")
    }
    return try merged(updates, at: places, width: width, merge)
  }

  private func merged(
    _ updates: Tensor, at places: [Int], width: Int, _ merge: Merge
  ) throws -> Tensor {
    guard dtype == updates.dtype else {
      throw OnsetError(
        .invalidArgument, "updates of type \(updates.dtype.rawValue) to \(dtype.rawValue)")
    }
    if merge == .add { return try adding(updates.added(at: places, width: width, in: shape)) }
    guard merge == .replace || (node == nil && updates.node == nil) else {
      throw OnsetError(
        .unsupported, "there is no derivative of a scatter that multiplies or compares")
    }
    let result = try StridedCopy(shape: shape, strides: shape.strides).gathered(from: self)
    dtype.withElement { type in
      func put<Element: TensorElement>(_ type: Element.Type) {
        let to = result.storage.bytes.assumingMemoryBound(to: Element.self)
        let from = updates.pointer(Element.self)
        for (index, place) in places.enumerated() {
          for i in 0..<width {
            let (old, new) = (to[place * width + i], from[index * width + i])
            to[place * width + i] =
              switch merge {
              case .replace, .add: new
              case .multiply: Element(number: old.number * new.number)
              case .maximum: old.number < new.number ? new : old
              case .minimum: new.number < old.number ? new : old
              }
          }
        }
      }
      put(type)
    }
    return result.recorded(from: [self, updates], keeping: .nothing) { context in
      let c = context.cotangent
      let zeros = try Tensor.zeros(context.inputs[1].shape, dtype: c.dtype)
      return [
        context.wanted[0] ? try c.merged(zeros, at: places, width: width, .replace) : nil,
        context.wanted[1] ? try c.picked(at: places, width: width, as: zeros.shape) : nil,
      ]
    }
  }

  private func elementPlaces(_ indices: Tensor, axis: Int) throws -> [Int] {
    let axis = try checked(axis)
    guard indices.rank == rank,
      (0..<rank).allSatisfy({ $0 == axis || indices.shape[$0] <= shape[$0] })
    else {
      throw OnsetError(
        .shapeMismatch, "indices of shape \(indices.shape) do not fit a tensor of shape \(shape)")
    }
    let chosen = try indices.checkedIndices(below: shape[axis])
    let (extents, own) = (indices.shape.dimensions, shape.strides)
    return chosen.enumerated().map { flat, index in
      var (rest, place) = (flat, index * own[axis])
      for a in stride(from: rank - 1, through: 0, by: -1) {
        if a != axis { place += rest % extents[a] * own[a] }
        rest /= extents[a]
      }
      return place
    }
  }

  private func slicePlaces(_ indices: Tensor, batchAxes: Int) throws -> (places: [Int], width: Int)
  {
    guard indices.rank > batchAxes, batchAxes >= 0, let depth = indices.shape.dimensions.last,
      batchAxes + depth <= rank,
      shape.dimensions.prefix(batchAxes).elementsEqual(indices.shape.dimensions.prefix(batchAxes))
    else {
      throw OnsetError(
        .shapeMismatch, "indices of shape \(indices.shape) do not fit a tensor of shape \(shape)")
    }
    let width = shape.dimensions[(batchAxes + depth)...].reduce(1, *)
    let indexed = shape.dimensions[batchAxes..<(batchAxes + depth)]
    let numbers = indices.integers
    let count = indices.shape.dimensions.dropLast().reduce(1, *)
    let batches = shape.dimensions[..<batchAxes].reduce(1, *)
    let perBatch = Swift.max(1, count / Swift.max(1, batches))
    let places = try (0..<count).map { entry in
      var place = entry / perBatch % Swift.max(1, batches)
      for (level, extent) in indexed.enumerated() {
        let index = numbers[entry * depth + level]
        guard index >= -extent, index < extent else {
          throw OnsetError(
            .invalidValue, "index \(index) lies outside an axis of extent \(extent)")
        }
        place = place * extent + (index < 0 ? index + extent : index)
      }
      return place
    }
    return (places, width)
  }
}
