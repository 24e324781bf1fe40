import OnsetCore

/// How the elements of a packed weight fall into its parts.
struct PackedParts {
  /// The parts in the order in which they are packed; one for a weight that is not packed.
  let parts: [PackedPart]
  /// What each part takes of the packed axis.
  private let ranges: [Range<Int>]
  /// The extent of the packed axis.
  private let extent: Int
  /// How many elements lie between neighbours along the packed axis.
  private let stride: Int

  /// Takes a weight apart.
  ///
  /// - Throws: `OnsetError` when the shape does not fit the layout.
  init(of shape: Shape, layout: WeightLayout) throws(OnsetError) {
    try layout.check(shape)
    guard !layout.parts.isEmpty, let axis = layout.packedAxis else {
      parts = [PackedPart(name: "", layout: layout, shape: shape)]
      (ranges, extent, stride) = ([0..<1], 1, max(1, shape.count))
      return
    }
    var (parts, ranges): ([PackedPart], [Range<Int>]) = ([], [])
    var layoutOfPart = layout
    layoutOfPart.parts = []
    for part in layout.parts {
      var dimensions = shape.dimensions
      dimensions[axis] = part.extent
      parts.append(
        PackedPart(name: part.name, layout: layoutOfPart, shape: try Shape(checking: dimensions)))
      let start = ranges.last?.upperBound ?? 0
      ranges.append(start..<start + part.extent)
    }
    self.parts = parts
    self.ranges = ranges
    extent = shape[axis]
    stride = shape.strides[axis]
  }

  /// Calls `body` for each run of elements within a range, in order.
  func forEachRun<Failure: Error>(
    in range: Range<Int>, _ body: (PackedRun) throws(Failure) -> Void
  ) throws(Failure) {
    var start = range.lowerBound
    while start < range.upperBound {
      let coordinate = start / stride % extent
      let outer = start / (stride * extent)
      let part = ranges.firstIndex { $0.contains(coordinate) } ?? 0
      let packed = ranges[part]
      let end = (outer * extent + packed.upperBound) * stride
      let index = (outer * packed.count + coordinate - packed.lowerBound) * stride + start % stride
      let run = start..<min(end, range.upperBound)
      try body(PackedRun(part: part, range: run, indexInPart: index))
      start = run.upperBound
    }
  }
}
