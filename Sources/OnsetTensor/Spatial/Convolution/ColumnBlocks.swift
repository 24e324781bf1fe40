/// The output positions of all images, cut into the columns of matrix products.
///
/// A block is a part of one image, or several whole images where these are small. The cut depends on the
/// sizes alone, so that results do not depend on the number of cores.
struct ColumnBlocks: Sendable {
  let batch: Int
  let positions: Int
  private let perImage: Int
  private let imagesPerBlock: Int

  struct Block {
    let image: Int, images: Int
    /// The first position in each image, and how many.
    let first: Int, width: Int
    var columns: Int { images * width }
  }

  /// - Parameter size: About how many columns a block should have.
  init(batch: Int, positions: Int, size: Int) {
    (self.batch, self.positions) = (batch, positions)
    if positions >= size {
      perImage = (positions + size / 2) / size
      imagesPerBlock = 1
    } else {
      perImage = 1
      let most = max(1, (size + positions / 2) / max(1, positions))
      let blocks = max(1, (batch + most - 1) / most)
      imagesPerBlock = (batch + blocks - 1) / blocks
    }
  }

  /// Columns for which the unfolded input, `rows` high, stays in a core's second cache, within what a
  /// matrix product needs to be worth its packing.
  static func size(rows: Int, bytes: Int) -> Int {
    max(192, min(2048, 512 * 1024 / max(1, rows * bytes)))
  }

  var count: Int {
    imagesPerBlock > 1 ? (batch + imagesPerBlock - 1) / imagesPerBlock : batch * perImage
  }

  subscript(index: Int) -> Block {
    if imagesPerBlock > 1 {
      let image = index * imagesPerBlock
      return Block(
        image: image, images: min(imagesPerBlock, batch - image), first: 0, width: positions)
    }
    let part = index % perImage
    let (from, to) = (positions * part / perImage, positions * (part + 1) / perImage)
    return Block(image: index / perImage, images: 1, first: from, width: to - from)
  }
}
