import OnsetCore

/// A walk through a tensor with any strides, forwards or backwards.
struct StridedCopy: Sendable {
  /// The extents of the walk.
  let shape: Shape
  /// How far the place in memory moves along each axis, in elements.
  let strides: [Int]
  /// Where the walk starts.
  var offset = 0

  /// The elements that the walk meets, in its order, without history.
  func gathered(from source: Tensor) throws -> Tensor {
    try Tensor(shape: shape, dtype: source.dtype) { out in
      nonisolated(unsafe) let (from, to) = (source.bytes, out)
      switch source.dtype.size {
      case 1:
        walk(UInt8.self) {
          to.assumingMemoryBound(to: UInt8.self)[$1] = from.assumingMemoryBound(to: UInt8.self)[$0]
        }
      case 4:
        walk(UInt32.self) {
          to.assumingMemoryBound(to: UInt32.self)[$1] =
            from.assumingMemoryBound(to: UInt32.self)[$0]
        }
      default:
        walk(UInt64.self) {
          to.assumingMemoryBound(to: UInt64.self)[$1] =
            from.assumingMemoryBound(to: UInt64.self)[$0]
        }
      }
    }
  }

  /// A tensor of zeros into which the elements are put back where the walk meets them; it must meet no
  /// place twice.
  func scattered(_ values: Tensor, into shape: Shape) throws -> Tensor {
    let zeros = try Tensor.zeros(shape, dtype: values.dtype)
    nonisolated(unsafe) let (from, to) = (values.bytes, zeros.storage.bytes)
    switch values.dtype.size {
    case 1:
      walk(UInt8.self) {
        to.assumingMemoryBound(to: UInt8.self)[$0] = from.assumingMemoryBound(to: UInt8.self)[$1]
      }
    case 4:
      walk(UInt32.self) {
        to.assumingMemoryBound(to: UInt32.self)[$0] = from.assumingMemoryBound(to: UInt32.self)[$1]
      }
    default:
      walk(UInt64.self) {
        to.assumingMemoryBound(to: UInt64.self)[$0] = from.assumingMemoryBound(to: UInt64.self)[$1]
      }
    }
    return zeros
  }

  /// Calls `body` with each place in memory and its place in the order of the walk.
  @inline(__always)
  private func walk<Word>(_ type: Word.Type, _ body: @Sendable (Int, Int) -> Void) {
    let rank = shape.rank
    guard shape.count > 0 else { return }
    guard rank > 0 else { return body(offset, 0) }
    let (row, step) = (shape[rank - 1], strides[rank - 1])
    let (extents, strides, offset) = (shape.dimensions, strides, offset)
    ArrayKernels.run(shape.count / row, chunk: Swift.max(1, ArrayKernels.chunk / row)) { rows in
      var counters = [Int](repeating: 0, count: rank)
      var (rest, start) = (rows.lowerBound, offset)
      for axis in stride(from: rank - 2, through: 0, by: -1) {
        counters[axis] = rest % extents[axis]
        rest /= extents[axis]
        start += counters[axis] * strides[axis]
      }
      for index in rows {
        for column in 0..<row { body(start + column * step, index * row + column) }
        var axis = rank - 2
        while axis >= 0 {
          counters[axis] += 1
          start += strides[axis]
          if counters[axis] < extents[axis] { break }
          start -= counters[axis] * strides[axis]
          counters[axis] = 0
          axis -= 1
        }
      }
    }
  }
}
