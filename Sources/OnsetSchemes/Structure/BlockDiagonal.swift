import OnsetCore

/// One value on the diagonal of every block, zeros elsewhere.
struct BlockDiagonal {
  private let shape: Shape
  private let value: Double
  /// The diagonals' elements, as indices into the weight.
  private let indices: [Int]

  /// Finds the diagonals.
  ///
  /// - Parameters:
  ///   - shape: The weight's shape.
  ///   - layout: The meaning of its axes.
  ///   - value: What stands on the diagonals.
  ///   - columns: The columns of a block that its diagonal runs over.
  /// - Throws: `OnsetError` when the value or the shape makes no sense.
  init(
    of shape: Shape, layout: WeightLayout, value: Double, columns: (WeightBlock) -> [Int]
  ) throws(OnsetError) {
    try ScaleLimits.check(value, "gain")
    self.shape = shape
    self.value = value
    indices = try layout.blocks(of: shape).flatMap { block in
      zip(block.rowOffsets, columns(block)).map { $0 + $1 }
    }
  }

  /// The exact moments of the elements.
  var expectation: Expectation {
    let share = Double(indices.count) / Double(max(1, shape.count))
    return Expectation(
      mean: share * value,
      standardDeviation: value.magnitude * (share * (1 - share)).squareRoot())
  }

  /// Writes the elements from `offset` on.
  func fill(_ values: UnsafeMutableBufferPointer<Float>, from offset: Int) {
    shape.requireRange(of: values.count, from: offset, granularity: 1)
    values.update(repeating: 0)
    for index in indices where values.indices.contains(index - offset) {
      values[index - offset] = Float(value)
    }
  }
}
