import COnsetKernels
import OnsetCore
import OnsetLinearAlgebra

extension ConvolutionGeometry {
  /// The convolution: per block of positions and group, kernel times columns.
  ///
  /// - Parameter kernelIsTurned: The kernel lies as [channels / groups, output channels / groups] in each
  ///   group, without taps.
  func convolve<Element: MatrixElement>(
    _ input: UnsafePointer<Element>, _ kernel: UnsafePointer<Element>,
    bias: UnsafePointer<Element>?, kernelIsTurned: Bool = false,
    into output: UnsafeMutablePointer<Element>
  ) {
    nonisolated(unsafe) let (input, kernel, bias, output) = (input, kernel, bias, output)
    let (m, k) = (groupOutputs, groupInputs * taps)
    let blocks = ColumnBlocks(
      batch: batch, positions: outputPositions,
      size: ColumnBlocks.size(rows: k, bytes: MemoryLayout<Element>.stride))
    // Few blocks are cut across output channels too, so that all cores have something to do.
    let tile = blocks.count * groups >= 8 ? m : min(m, 256)
    let tiles = (m + tile - 1) / tile
    ParallelLoop.run(blocks.count * groups * tiles, threads: .max) { turn in
      let (rest, part) = turn.quotientAndRemainder(dividingBy: tiles)
      let (group, block) = (rest % groups, blocks[rest / groups])
      let (row, height) = (part * tile, min(tile, m - part * tile))
      let isDirect = isPointwise && block.images == 1
      let scratch = Scratch<Element>(
        isDirect ? 0 : k * columnStride(block.columns, Element.self))
      let columns = columns(
        block, of: input, channel: group * groupInputs, channels: groupInputs, in: scratch.start)
      let a = kernel + group * m * k + (kernelIsTurned ? row : row * k)
      let side = kernelIsTurned ? BLAS.Side.transposed : .asStored
      let channel = group * m + row
      let product = Scratch<Element>(block.images == 1 ? 0 : height * block.columns)
      let (c, cStride) =
        block.images == 1
        ? (
          output + (block.image * outputChannels + channel) * outputPositions + block.first,
          outputPositions
        )
        : (product.start, block.columns)
      if let bias {
        for i in 0..<height {
          (c + i * cStride).update(repeating: bias[channel + i], count: block.columns)
        }
      }
      Element.multiply(
        (side, .asStored), m: height, n: block.columns, k: k, a: a,
        aStride: kernelIsTurned ? m : k, b: columns.start, bStride: columns.stride,
        keep: bias == nil ? 0 : 1, c: c, cStride: cStride)
      if block.images > 1 {
        spread(product.start, block, channel: channel, channels: height, into: output)
      }
    }
  }

  /// Copies a product over several whole images to where these lie.
  private func spread<Element: MatrixElement>(
    _ product: UnsafePointer<Element>, _ block: ColumnBlocks.Block, channel: Int, channels: Int,
    into output: UnsafeMutablePointer<Element>
  ) {
    let plane = outputPositions
    for index in 0..<block.images {
      let to = output + ((block.image + index) * outputChannels + channel) * plane
      for row in 0..<channels {
        (to + row * plane).update(from: product + row * block.columns + index * plane, count: plane)
      }
    }
  }
}
