import OnsetCore

/// Up to four tensors that broadcast to one shape, walked through row by row without copies.
struct JointWalk: Sendable {
  /// Axes of the common shape, with neighbours merged where all tensors walk through them alike.
  private var extents: [Int] = []
  /// From one place to the next along each axis, 0 where a tensor repeats.
  private var strides: [SIMD4<Int>] = []

  /// - Parameters:
  ///   - shape: The common shape.
  ///   - operands: Shapes that broadcast to it.
  init(shape: Shape, operands: [Shape]) {
    var steps = SIMD4<Int>(repeating: 1)
    for axis in stride(from: shape.rank - 1, through: 0, by: -1) where shape[axis] != 1 {
      var own = SIMD4<Int>.zero
      for (index, operand) in operands.enumerated() {
        let place = axis - shape.rank + operand.rank
        guard place >= 0, operand[place] != 1 else { continue }
        own[index] = steps[index]
        steps[index] *= operand[place]
      }
      if let extent = extents.first, own == strides[0] &* extent {
        extents[0] = extent * shape[axis]
      } else {
        extents.insert(shape[axis], at: 0)
        strides.insert(own, at: 0)
      }
    }
    if extents.isEmpty { (extents, strides) = ([1], [.zero]) }
  }

  /// The steps along a row, 0 or 1.
  var steps: SIMD4<Int> { strides[strides.count - 1] }

  /// Runs `body` on all rows, or parts of one long row: where each tensor and the result start, and the
  /// length.
  func forEachRow(_ body: @Sendable (_ starts: SIMD4<Int>, _ out: Int, _ length: Int) -> Void) {
    let row = extents[extents.count - 1]
    let rows = extents.dropLast().reduce(1, *)
    let steps = steps
    if rows == 1 {
      return ArrayKernels.run(row) { body(steps &* $0.lowerBound, $0.lowerBound, $0.count) }
    }
    ArrayKernels.run(rows, chunk: max(1, ArrayKernels.chunk / max(1, row))) { range in
      for index in range {
        var (rest, starts) = (index, SIMD4<Int>.zero)
        for axis in stride(from: extents.count - 2, through: 0, by: -1) {
          starts &+= strides[axis] &* (rest % extents[axis])
          rest /= extents[axis]
        }
        body(starts, index * row, row)
      }
    }
  }
}
