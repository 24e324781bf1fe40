import OnsetLinearAlgebra
import OnsetCore

extension Tensor {
  /// The matrix product over the last two axes; the axes in front broadcast. A vector counts as a row on
  /// the left and as a column on the right, and that axis is dropped from the result.
  ///
  /// Runs on all cores in tiles of fixed size, 2·m·n·k operations a product.
  ///
  /// - Throws: `OnsetError` that names both shapes when they do not fit.
  public func matmul(_ other: Tensor) throws -> Tensor {
    guard rank > 0, other.rank > 0 else { throw productError(other) }
    if rank == 1 {
      let product = try unsqueezed([0]).matmul(other)
      return try product.squeezed([other.rank == 1 ? 0 : product.rank - 2])
    }
    if other.rank == 1 { return try matmul(other.unsqueezed([1])).squeezed([-1]) }
    // One matrix on the right serves all rows on the left at once.
    if other.rank == 2, rank > 2 {
      guard shape[rank - 1] == other.shape[0] else { throw productError(other) }
      let rows = shape.dimensions.dropLast().reduce(1, *)
      return try reshaped(to: [rows, shape[rank - 1]]).product(other)
        .reshaped(to: Shape(shape.dimensions.dropLast() + [other.shape[1]]))
    }
    let batch = try Broadcast(
      Shape(Array(shape.dimensions.dropLast(2))), Shape(Array(other.shape.dimensions.dropLast(2))),
      for: "the matrix product of shapes \(shape) and \(other.shape): leading axes"
    ).shape.dimensions
    return try expanded(to: Shape(batch + shape.dimensions.suffix(2)))
      .product(other.expanded(to: Shape(batch + other.shape.dimensions.suffix(2))))
  }

  /// op(A)·op(B) over the last two axes, of tensors whose other axes are equal.
  package func product(_ other: Tensor, turned: (Bool, Bool) = (false, false)) throws -> Tensor {
    let (m, k) = matrixExtents(turned.0)
    let (otherK, n) = other.matrixExtents(turned.1)
    let batch = shape.dimensions.dropLast(2)
    guard k == otherK, batch == other.shape.dimensions.dropLast(2), dtype == other.dtype,
      dtype.isFloatingPoint
    else { throw productError(other) }
    let shape = try Shape(checking: batch + [m, n])
    let sides: (BLAS.Side, BLAS.Side) = (
      turned.0 ? .transposed : .asStored, turned.1 ? .transposed : .asStored
    )
    let tiles = ProductTiles(batch: batch.reduce(1, *), m: m, n: n, k: k, sides: sides)
    let result = try Tensor(shape: shape, dtype: dtype) { out in
      if dtype == .float32 {
        tiles.run(
          pointer(Float.self), other.pointer(Float.self), out.assumingMemoryBound(to: Float.self))
      } else {
        tiles.run(
          pointer(Double.self), other.pointer(Double.self), out.assumingMemoryBound(to: Double.self)
        )
      }
    }
    return result.recorded(from: [self, other]) { context in
      let (a, b, c) = (context.inputs[0], context.inputs[1], context.cotangent)
      let (s, t) = turned
      return [
        !context.wanted[0]
          ? nil
          : try s ? b.product(c, turned: (t, true)) : c.product(b, turned: (false, !t)),
        !context.wanted[1]
          ? nil
          : try t ? c.product(a, turned: (true, s)) : a.product(c, turned: (!s, false)),
      ]
    }
  }

  private func matrixExtents(_ turned: Bool) -> (Int, Int) {
    let (rows, columns) = (shape[rank - 2], shape[rank - 1])
    return turned ? (columns, rows) : (rows, columns)
  }

  private func productError(_ other: Tensor) -> OnsetError {
    OnsetError(
      .shapeMismatch,
      "a tensor of shape \(shape) (\(dtype.rawValue)) cannot be multiplied as a matrix by one of "
        + "shape \(other.shape) (\(other.dtype.rawValue))")
  }
}
