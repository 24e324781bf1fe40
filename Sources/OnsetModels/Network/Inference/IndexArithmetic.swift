/// Row-major index lists of the operators that move elements, with every size checked.
package enum IndexArithmetic {
  /// The number of elements of a shape, or `nil` when an extent is negative or the product overflows.
  static func count(_ dimensions: [Int]) -> Int? {
    dimensions.reduce(1) { (count: Int?, extent) in
      guard let count, extent >= 0 else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      return overflow ? nil : product
    }
  }

  /// Row-major strides.
  static func strides(_ dimensions: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: dimensions.count)
    for axis in stride(from: dimensions.count - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] * dimensions[axis + 1]
    }
    return strides
  }

  /// The axis counted from the front, or `nil` when there is none such.
  static func axis(_ axis: Int, rank: Int) -> Int? {
    guard axis >= -rank, axis < rank else { return nil }
    return axis < 0 ? axis + rank : axis
  }

  /// For every index of `dimensions` in row-major order, the offset Σ index·stride + origin.
  static func offsets(_ dimensions: [Int], strides: [Int], origin: Int = 0) -> [Int] {
    var offsets = [origin]
    for (extent, stride) in zip(dimensions, strides) {
      var next: [Int] = []
      next.reserveCapacity(offsets.count * extent)
      for offset in offsets {
        for index in 0..<extent { next.append(offset + index * stride) }
      }
      offsets = next
    }
    return offsets
  }

  /// For every index of the broadcast shape, the index in the tensor that is broadcast to it.
  static func broadcast(_ dimensions: [Int], to target: [Int]) -> [Int]? {
    guard dimensions.count <= target.count else { return nil }
    let padded = [Int](repeating: 1, count: target.count - dimensions.count) + dimensions
    var strides = strides(padded)
    for axis in target.indices {
      guard padded[axis] == target[axis] || padded[axis] == 1 else { return nil }
      if padded[axis] == 1 { strides[axis] = 0 }
    }
    return offsets(target, strides: strides)
  }

  /// The shape to which several known shapes broadcast, or `nil` when they do not.
  static func broadcastShape(_ shapes: [[Int]]) -> [Int]? {
    let rank = shapes.map(\.count).max() ?? 0
    var result = [Int](repeating: 1, count: rank)
    for shape in shapes {
      for (offset, extent) in shape.enumerated() {
        let axis = rank - shape.count + offset
        if extent == 1 { continue }
        guard result[axis] == 1 || result[axis] == extent else { return nil }
        result[axis] = extent
      }
    }
    return result
  }

  /// The range that ONNX's `Slice` takes along one axis: its start and how many steps.
  ///
  /// Numbers outside the axis are clamped, so that the largest integer means "to the end".
  package static func slice(start: Int, end: Int, step: Int, extent: Int) -> (
    start: Int, count: Int
  )? {
    guard step != 0, step != .min, extent >= 0 else { return nil }
    func resolved(_ position: Int) -> Int {
      if position >= 0 { return position }
      return position < -extent ? -1 : position + extent
    }
    if step > 0 {
      let from = min(max(resolved(start), 0), extent)
      let to = min(max(resolved(end), 0), extent)
      return (from, to > from ? (to - from - 1) / step + 1 : 0)
    }
    let from = min(max(resolved(start), 0), max(extent - 1, 0))
    let to = min(max(resolved(end), -1), extent)
    return (from, from > to && extent > 0 ? (from - to - 1) / -step + 1 : 0)
  }
}
