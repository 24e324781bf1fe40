package import OnsetCore

/// Two shapes brought to one: an axis of extent 1, or one that is missing in front, repeats.
package struct Broadcast: Sendable {
  /// The common shape.
  package let shape: Shape
  /// Axes of the common shape with neighbours merged where both tensors walk through them alike, with
  /// each tensor's stride, 0 where it repeats.
  let extents: [Int]
  let strides: ([Int], [Int])

  /// - Throws: `OnsetError` that names both shapes and the operation when they do not fit.
  package init(_ a: Shape, _ b: Shape, for operation: String) throws {
    let rank = max(a.rank, b.rank)
    let left = Broadcast.padded(a, rank: rank)
    let right = Broadcast.padded(b, rank: rank)
    var common: [Int] = []
    for (x, y) in zip(left, right) {
      guard x == y || x == 1 || y == 1 else {
        throw OnsetError(
          .shapeMismatch, "\(operation) of shapes \(a) and \(b) that do not broadcast",
          fix: "extents must be equal or 1, counted from the last axis")
      }
      common.append(x == 1 ? y : x)
    }
    shape = try Shape(checking: common)
    var extents: [Int] = []
    var strides: ([Int], [Int]) = ([], [])
    var steps = (1, 1)
    for axis in stride(from: rank - 1, through: 0, by: -1) where common[axis] != 1 {
      let (s, t) = (left[axis] == 1 ? 0 : steps.0, right[axis] == 1 ? 0 : steps.1)
      steps = (steps.0 * left[axis], steps.1 * right[axis])
      if let extent = extents.first, s == strides.0[0] * extent, t == strides.1[0] * extent {
        extents[0] = extent * common[axis]
      } else {
        extents.insert(common[axis], at: 0)
        strides.0.insert(s, at: 0)
        strides.1.insert(t, at: 0)
      }
    }
    self.extents = extents.isEmpty ? [1] : extents
    self.strides = extents.isEmpty ? ([1], [1]) : strides
  }

  private static func padded(_ shape: Shape, rank: Int) -> [Int] {
    [Int](repeating: 1, count: rank - shape.rank) + shape.dimensions
  }

  /// Runs `body` on all rows: where each starts in a and b and in the result, and its length; the steps
  /// within a row are ``steps``. On all cores, each row within one call.
  func forEachRow(_ body: @Sendable (_ a: Int, _ b: Int, _ out: Int, _ length: Int) -> Void) {
    guard let row = extents.last else { return }
    let rows = extents.dropLast().reduce(1, *)
    let steps = steps
    if rows == 1 {
      ArrayKernels.run(row) { range in
        body(range.lowerBound * steps.0, range.lowerBound * steps.1, range.lowerBound, range.count)
      }
      return
    }
    ArrayKernels.run(rows, chunk: max(1, ArrayKernels.chunk / max(1, row))) { range in
      for index in range {
        let (a, b) = starts(ofRow: index)
        body(a, b, index * row, row)
      }
    }
  }

  /// The steps of each tensor along a row, 0 or 1.
  var steps: (Int, Int) { (strides.0.last ?? 0, strides.1.last ?? 0) }

  private func starts(ofRow index: Int) -> (Int, Int) {
    var (rest, a, b) = (index, 0, 0)
    for axis in stride(from: extents.count - 2, through: 0, by: -1) {
      let place = rest % extents[axis]
      rest /= extents[axis]
      a += place * strides.0[axis]
      b += place * strides.1[axis]
    }
    return (a, b)
  }
}
