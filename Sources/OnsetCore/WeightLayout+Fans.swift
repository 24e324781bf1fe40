extension WeightLayout {
  /// The connections into one output and out of one input of a weight of this shape.
  ///
  /// ```
  /// convolution              fan-in = in/groups · taps          fan-out = out/groups · taps
  /// transposed, stride s     fan-in = in/groups · taps / Π s    fan-out = out/groups · taps
  /// packed parts             fan-out counts one part of average size, never all of them
  /// ```
  ///
  /// Parts of different sizes have different fan-outs: ask ``blocks(of:)`` for those.
  ///
  /// - Parameter shape: The weight's shape, one extent per axis of the layout.
  /// - Throws: ``OnsetError`` when the shape does not fit the layout, or the layout has no outputs.
  public func fans(of shape: Shape) throws(OnsetError) -> Fans {
    try check(shape)
    guard axes.contains(.output) else {
      throw OnsetError(
        .shapeMismatch, "fans are defined for weights between inputs and outputs, not for a vector")
    }
    let taps = Double(extent(of: .window, in: shape))
    let inputs = Double(extent(of: .input, in: shape))
    let outputs = Double(extent(of: .output, in: shape)) / Double(max(1, parts.count))
    let groups = Double(groups)
    guard isTransposedConvolution else {
      return Fans(fanIn: inputs * taps, fanOut: outputs / groups * taps)
    }
    let landing = taps / Double(stride.reduce(1, *))
    return Fans(fanIn: inputs / groups * landing, fanOut: outputs * taps)
  }

  /// The fans of one block, as if it were a weight of its own.
  ///
  /// - Throws: ``OnsetError`` when the shape does not fit the layout.
  public func fans(of block: WeightBlock, in shape: Shape) throws(OnsetError) -> Fans {
    let whole = try fans(of: shape)
    let taps = Double(extent(of: .window, in: shape))
    return Fans(fanIn: whole.fanIn, fanOut: Double(block.rowOffsets.count) * taps)
  }

  /// Checks that a shape fits this layout.
  ///
  /// - Throws: ``OnsetError`` that names the axis that does not fit.
  package func check(_ shape: Shape) throws(OnsetError) {
    guard shape.rank == axes.count else {
      throw OnsetError(
        .shapeMismatch,
        "a weight of shape \(shape) has \(shape.rank) axes but its layout has \(axes.count)")
    }
    guard groups >= 1, stride.allSatisfy({ $0 >= 1 }) else {
      throw OnsetError(.invalidValue, "groups (\(groups)) and strides \(stride) must be at least 1")
    }
    let grouped: Axis = isTransposedConvolution ? .input : .output
    guard groups == 1 || extent(of: grouped, in: shape) % groups == 0 else {
      throw OnsetError(
        .shapeMismatch, "\(groups) groups do not divide the \(grouped.rawValue) axis of \(shape)")
    }
    guard !parts.isEmpty else { return }
    let packed = parts.reduce(0) { $0 + $1.extent }
    guard let axis = packedAxis, packed == shape[axis], groups == 1,
      parts.allSatisfy({ $0.extent > 0 })
    else {
      throw OnsetError(
        .shapeMismatch,
        "packed parts of \(parts.map(\.extent)) do not fill the packed axis of \(shape)")
    }
  }

  /// The axis along which parts are packed: the first with outputs, or a vector's only one.
  package var packedAxis: Int? { axes.firstIndex { $0 == .output || $0 == .feature } }

  /// The product of the extents of all axes of one kind.
  package func extent(of kind: Axis, in shape: Shape) -> Int {
    zip(axes, shape.dimensions).reduce(1) { $1.0 == kind ? $0 * $1.1 : $0 }
  }
}
