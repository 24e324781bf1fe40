public import OnsetCore

extension Tensor {
  /// The elements in order along an axis, with where they came from (int64); equal ones keep their
  /// order, NaN comes last, or first when descending.
  public func sorted(axis: Int = -1, descending: Bool = false) throws -> (
    values: Tensor, indices: Tensor
  ) {
    try ordered(axis: axis, count: nil, descending: descending)
  }

  /// The `count` largest, or smallest, along an axis in order, with their places (int64).
  public func topK(_ count: Int, axis: Int = -1, largest: Bool = true) throws -> (
    values: Tensor, indices: Tensor
  ) {
    try ordered(axis: axis, count: count, descending: largest)
  }

  /// The place of the largest element along an axis (int64), of the first, or the last, of equal ones.
  public func argmax(axis: Int, keepingAxes: Bool = false, last: Bool = false) throws -> Tensor {
    try extremePlace(axis, keepingAxes, last) { $1 < $0 }
  }

  /// The place of the smallest element along an axis (int64).
  public func argmin(axis: Int, keepingAxes: Bool = false, last: Bool = false) throws -> Tensor {
    try extremePlace(axis, keepingAxes, last) { $0 < $1 }
  }

  private func extremePlace(
    _ axis: Int, _ keepingAxes: Bool, _ last: Bool, _ isBetter: (Double, Double) -> Bool
  ) throws -> Tensor {
    let axis = try checked(axis)
    let (extent, inner) = (shape[axis], shape.strides[axis])
    guard extent > 0 else {
      throw OnsetError(.shapeMismatch, "axis \(axis) of shape \(shape) has no largest element")
    }
    let values = numbers
    let result = (0..<shape.count / extent).map { index in
      let start = index / inner * inner * extent + index % inner
      var best = 0
      for place in 1..<Swift.max(1, extent) {
        let (new, old) = (values[start + place * inner], values[start + best * inner])
        if isBetter(new, old) || (last && new == old) || (new.isNaN && !old.isNaN) { best = place }
      }
      return Int64(best)
    }
    return try Tensor(result, shape: reducedShape([axis], keepingAxes: keepingAxes))
  }

  private func ordered(
    axis: Int, count: Int?, descending: Bool
  ) throws -> (values: Tensor, indices: Tensor) {
    let axis = try checked(axis)
    let (extent, inner) = (shape[axis], shape.strides[axis])
    let count = count ?? extent
    guard (0...extent).contains(count) else {
      throw OnsetError(
        .shapeMismatch, "the first \(count) of axis \(axis) of shape \(shape) are not that many")
    }
    var extents = shape.dimensions
    extents[axis] = count
    let result = Shape(extents)
    let values = numbers
    var places = [Int](repeating: 0, count: result.count)
    var indices = [Int64](repeating: 0, count: result.count)
    for line in 0..<(count == 0 ? 0 : shape.count / extent) {
      let (outer, column) = (line / inner, line % inner)
      let start = outer * extent * inner + column
      let order = (0..<extent).sorted { a, b in
        let (x, y) = (values[start + a * inner], values[start + b * inner])
        if x.isNaN != y.isNaN { return x.isNaN == descending }
        return x == y || x.isNaN ? a < b : (x < y) != descending
      }
      for (rank, place) in order.prefix(count).enumerated() {
        let target = outer * count * inner + rank * inner + column
        places[target] = start + place * inner
        indices[target] = Int64(place)
      }
    }
    return (try picked(at: places, as: result), try Tensor(indices, shape: result))
  }

  /// The index vectors of the elements that are not zero, one per column (int64), in row-major order.
  public func nonzero() throws -> Tensor {
    let found = numbers.enumerated().filter { $0.element != 0 }.map(\.offset)
    let strides = shape.strides
    let rows = (0..<rank).flatMap { axis in
      found.map { Int64($0 / strides[axis] % shape[axis]) }
    }
    return try Tensor(rows, shape: [rank, found.count])
  }

  /// `on` where an index points along a new axis of extent `depth`, `off` elsewhere; an index outside
  /// the axis points nowhere.
  public func oneHot(
    depth: Int, axis: Int = -1, off: Double = 0, on: Double = 1, dtype: DType = .float32
  ) throws -> Tensor {
    let axis = axis < 0 ? axis + rank + 1 : axis
    guard (0...rank).contains(axis), depth >= 0 else {
      throw OnsetError(.invalidArgument, "no axis \(axis) of \(depth) for shape \(shape)")
    }
    var extents = shape.dimensions
    extents.insert(depth, at: axis)
    let inner = extents[(axis + 1)...].reduce(1, *)
    let hot = integers.map { $0 < 0 ? $0 + depth : $0 }
    return try Tensor.generated(shape: Shape(checking: extents), dtype: dtype) { flat in
      hot[flat / (inner * depth) * inner + flat % inner] == flat / inner % depth ? on : off
    }
  }
}
