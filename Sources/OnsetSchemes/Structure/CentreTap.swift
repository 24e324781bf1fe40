import OnsetCore

/// The middle of a convolution's window: tap ⌊extent / 2⌋ along each window axis.
struct CentreTap {
  private let axes: [(stride: Int, extent: Int)]

  /// Finds the window of a weight.
  ///
  /// - Throws: `OnsetError` when the layout has no window.
  init(of shape: Shape, layout: WeightLayout, otherwise fix: String) throws(OnsetError) {
    try layout.check(shape)
    let strides = shape.strides
    axes = layout.axes.indices.filter { layout.axes[$0] == .window }.map {
      (strides[$0], shape[$0])
    }
    guard !axes.isEmpty else {
      throw OnsetError(
        .shapeMismatch, "a weight of shape \(shape) has no window whose centre could be set",
        fix: fix)
    }
  }

  /// The number of taps in the window.
  var taps: Int { axes.reduce(1) { $0 * $1.extent } }

  /// The columns of a block that belong to the centre, one per input.
  func columnOffsets(of block: WeightBlock) -> [Int] {
    block.columnOffsets.filter { offset in
      axes.allSatisfy { offset / $0.stride % $0.extent == $0.extent / 2 }
    }
  }
}
