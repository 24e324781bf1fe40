import OnsetCore
import OnsetRandom

/// The blocks of a weight, and the smallest stretches of elements that hold whole blocks.
struct BlockTiling {
  /// The blocks in the order in which they are stored.
  let blocks: [WeightBlock]
  /// How many consecutive elements hold whole blocks, from any multiple of this number on.
  let granularity: Int

  /// Takes a weight apart.
  ///
  /// - Throws: `OnsetError` when the shape does not fit the layout, or the layout has no outputs.
  init(of shape: Shape, layout: WeightLayout) throws(OnsetError) {
    blocks = try layout.blocks(of: shape)
    let sizes = Set(blocks.map { $0.rows * $0.columns })
    if sizes.count == 1, let size = sizes.first, blocks.allSatisfy({ $0.span == size }) {
      granularity = max(1, size)
    } else if layout.axes.first == .stack, shape[0] > 0 {
      granularity = max(1, shape.count / shape[0])
    } else {
      granularity = max(1, shape.count)
    }
  }

  /// The blocks that lie within a range of elements.
  func blocks(in range: Range<Int>) -> [WeightBlock] {
    blocks.filter { $0.first.map(range.contains) ?? false }
  }
}

extension WeightBlock {
  /// The block's first element, or `nil` when it has none.
  var first: Int? {
    guard let row = rowOffsets.first, let column = columnOffsets.first else { return nil }
    return row + column
  }

  /// The number of elements from the block's first to its last, those of other blocks included.
  var span: Int {
    guard let first, let row = rowOffsets.last, let column = columnOffsets.last else { return 0 }
    return row + column - first + 1
  }

  /// The block's own stream: that of the parameter where the block is all of it.
  func stream(of parameter: RandomStream) -> RandomStream {
    name.isEmpty ? parameter : parameter.substream(name)
  }
}

extension Shape {
  /// Traps when a caller asks for elements that do not exist or cannot be drawn alone.
  func requireRange(of count: Int, from offset: Int, granularity: Int) {
    precondition(offset >= 0 && count <= self.count - offset, "elements outside the weight")
    precondition(
      offset % granularity == 0 && (count % granularity == 0 || offset + count == self.count),
      "elements that have to be drawn together were asked for apart")
  }
}
