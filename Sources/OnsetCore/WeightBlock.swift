/// One independent matrix inside a weight: a group, a gate, a head's projection, an expert.
///
/// Its element in row `r` (an output) and column `c` (an input at one tap) lies, row-major, at
/// `rowOffsets[r] + columnOffsets[c]` in the tensor. Offsets add up because rows and columns live on
/// different axes.
public struct WeightBlock: Hashable, Sendable {
  /// What the block is within its tensor, such as `forget`, `q` or `2` for the third group; empty when
  /// the tensor is one block.
  public let name: String
  /// Where each row starts.
  public let rowOffsets: [Int]
  /// How far each column lies from the start of its row.
  public let columnOffsets: [Int]

  /// The number of outputs.
  public var rows: Int { rowOffsets.count }
  /// The number of inputs times the taps of the window.
  public var columns: Int { columnOffsets.count }
}

extension WeightLayout {
  /// The independent matrices that a weight of this shape holds, in the order in which they are stored.
  ///
  /// - Parameter shape: The weight's shape, one extent per axis of the layout.
  /// - Returns: At least one block for a weight with outputs; blocks cover every element once.
  /// - Throws: ``OnsetError`` when the shape does not fit the layout, or the layout has no outputs.
  /// - Complexity: O(rows + columns) per block.
  public func blocks(of shape: Shape) throws(OnsetError) -> [WeightBlock] {
    try check(shape)
    guard axes.contains(.output) else {
      throw OnsetError(.shapeMismatch, "a vector of shape \(shape) is not a matrix")
    }
    var blocks: [WeightBlock] = []
    for (index, start) in offsets(of: [.stack], in: shape).enumerated() {
      for (label, ranges) in divisions(of: shape) {
        let stackLabel = axes.contains(.stack) ? "\(index)" : ""
        blocks.append(
          WeightBlock(
            name: [stackLabel, label].filter { !$0.isEmpty }.joined(separator: "."),
            rowOffsets: offsets(of: [.output], in: shape, within: ranges).map { $0 + start },
            columnOffsets: offsets(of: [.input, .window, .lookup], in: shape, within: ranges)))
      }
    }
    return blocks
  }

  /// The parts or groups into which the tensor falls, each as a restriction of one axis.
  private func divisions(of shape: Shape) -> [(label: String, ranges: [Int: Range<Int>])] {
    let divided: Axis = isTransposedConvolution ? .input : .output
    guard let axis = axes.firstIndex(of: divided) else { return [("", [:])] }
    if groups > 1 {
      let size = shape[axis] / groups
      return (0..<groups).map { ("\($0)", [axis: $0 * size..<($0 + 1) * size]) }
    }
    guard !parts.isEmpty, divided == .output else { return [("", [:])] }
    var start = 0
    return parts.map { part in
      defer { start += part.extent }
      return (part.name, [axis: start..<start + part.extent])
    }
  }

  /// Row-major offsets of every combination of indices along the axes of some kinds.
  private func offsets(
    of kinds: Set<Axis>, in shape: Shape, within ranges: [Int: Range<Int>] = [:]
  ) -> [Int] {
    let strides = shape.strides
    var offsets = [0]
    for axis in axes.indices where kinds.contains(axes[axis]) {
      let range = ranges[axis] ?? 0..<shape[axis]
      offsets = offsets.flatMap { base in range.map { base + $0 * strides[axis] } }
    }
    return offsets
  }
}
