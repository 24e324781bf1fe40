import OnsetCore

extension Tensor {
  /// Every `step`-th element along one axis.
  ///
  /// - Parameters:
  ///   - axis: The axis; negative ones count from the back.
  ///   - start: The first place, within the axis when `count` is not 0.
  ///   - count: How many places.
  ///   - step: From one place to the next; negative steps go backwards.
  /// - Throws: `OnsetError` when a place lies outside the axis.
  public func sliced(axis: Int, start: Int, count: Int, step: Int = 1) throws -> Tensor {
    let axis = try checked(axis)
    let last = start + (count - 1) * step
    guard count >= 0, step != 0,
      count == 0 || ((0..<shape[axis]).contains(start) && (0..<shape[axis]).contains(last))
    else {
      throw OnsetError(
        .shapeMismatch,
        "a slice of \(count) from \(start) by \(step) leaves axis \(axis) of shape \(shape)")
    }
    if count == shape[axis], step == 1 { return self }
    var (extents, strides) = (shape.dimensions, shape.strides)
    extents[axis] = count
    let offset = count == 0 ? 0 : start * strides[axis]
    strides[axis] *= step
    return try strided(StridedCopy(shape: Shape(extents), strides: strides, offset: offset))
  }

  /// The elements of a walk that meets none twice.
  func strided(_ walk: StridedCopy) throws -> Tensor {
    try walk.gathered(from: self).recorded(from: [self], keeping: .nothing) { context in
      [try context.cotangent.placed(along: walk, in: context.inputs[0].shape)]
    }
  }

  /// Zeros, with these elements along a walk: the adjoint of ``strided(_:)``.
  func placed(along walk: StridedCopy, in shape: Shape) throws -> Tensor {
    try walk.scattered(self, into: shape).recorded(from: [self], keeping: .nothing) {
      [try $0.cotangent.strided(walk)]
    }
  }

  /// The axes in reverse.
  public func flipped(axes: [Int]) throws -> Tensor {
    try checked(axes).reduce(self) { tensor, axis in
      let extent = tensor.shape[axis]
      return try tensor.sliced(axis: axis, start: Swift.max(0, extent - 1), count: extent, step: -1)
    }
  }

  /// Parts of the given sizes along an axis.
  public func split(axis: Int, sizes: [Int]) throws -> [Tensor] {
    let axis = try checked(axis)
    guard sizes.reduce(0, +) == shape[axis], sizes.allSatisfy({ $0 >= 0 }) else {
      throw OnsetError(
        .shapeMismatch, "parts of sizes \(sizes) do not make up axis \(axis) of shape \(shape)")
    }
    var start = 0
    return try sizes.map { size in
      defer { start += size }
      return try sliced(axis: axis, start: start, count: size)
    }
  }

  /// Tensors of one type, one after the other along an axis.
  ///
  /// - Throws: `OnsetError` that names the shapes when they differ in another axis.
  public static func concatenated(_ parts: [Tensor], axis: Int) throws -> Tensor {
    guard let first = parts.first else {
      throw OnsetError(.invalidArgument, "there is nothing to concatenate")
    }
    let axis = try first.checked(axis)
    for part in parts {
      let fits =
        part.rank == first.rank && part.dtype == first.dtype
        && (0..<first.rank).allSatisfy { $0 == axis || part.shape[$0] == first.shape[$0] }
      guard fits else {
        throw OnsetError(
          .shapeMismatch,
          "tensors of shapes \(first.shape) (\(first.dtype.rawValue)) and \(part.shape) "
            + "(\(part.dtype.rawValue)) cannot be concatenated along axis \(axis)")
      }
    }
    var extents = first.shape.dimensions
    extents[axis] = parts.reduce(0) { $0 + $1.shape[axis] }
    let shape = try Shape(checking: extents)
    let outer = extents[..<axis].reduce(1, *)
    let inner = extents[(axis + 1)...].reduce(first.dtype.size, *)
    let result = try Tensor(shape: shape, dtype: first.dtype) { out in
      var start = 0
      for part in parts {
        let length = part.shape[axis] * inner
        // Pieces of a fixed size, so that both cores have some of a single long block too.
        let piece = 4 * ArrayKernels.chunk
        let pieces = (length + piece - 1) / piece
        nonisolated(unsafe) let (from, to) = (part.bytes, out + start)
        let step = extents[axis] * inner
        ArrayKernels.run(outer * pieces, chunk: Swift.max(1, piece / Swift.max(1, length))) {
          for turn in $0 {
            let (block, first) = (turn / pieces, turn % pieces * piece)
            (to + block * step + first).copyMemory(
              from: from + block * length + first, byteCount: Swift.min(piece, length - first))
          }
        }
        start += length
      }
    }
    return result.recorded(from: parts, keeping: .nothing) { context in
      try context.cotangent.split(axis: axis, sizes: context.inputs.map { $0.shape[axis] })
    }
  }
}
