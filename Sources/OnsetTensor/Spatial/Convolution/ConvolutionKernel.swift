import COnsetKernels
import OnsetCore
import OnsetLinearAlgebra

extension ConvolutionGeometry {
  /// The gradient of the kernel: per group, output times columns, summed over all positions.
  ///
  /// The kernel is cut into tiles, each summed over all positions by one core; where these are few, the
  /// positions are cut into slabs as well, which are added up in their order.
  func correlate<Element: MatrixElement>(
    _ input: UnsafePointer<Element>, _ output: UnsafePointer<Element>,
    into kernel: UnsafeMutablePointer<Element>
  ) {
    nonisolated(unsafe) let (input, output) = (input, output)
    let (taps, m, n) = (taps, groupOutputs, groupInputs * taps)
    let chunk = max(1, min(groupInputs, (isPointwise ? 256 : 288) / taps))
    let (chunks, tile) = ((groupInputs + chunk - 1) / chunk, min(m, 512))
    let tiles = (m + tile - 1) / tile
    let blocks = ColumnBlocks(
      batch: batch, positions: outputPositions,
      size: max(256, ColumnBlocks.size(rows: chunk * taps, bytes: MemoryLayout<Element>.stride)))
    let turns = groups * chunks * tiles
    let slabs = turns >= 4 ? 1 : min(blocks.count, 8)
    let count = self.kernel.count
    let partial = Scratch<Element>(slabs > 1 ? slabs * count : 0)
    nonisolated(unsafe) let sums = slabs > 1 ? partial.start : kernel
    ParallelLoop.run(turns * slabs, threads: .max) { turn in
      let (rest, part) = turn.quotientAndRemainder(dividingBy: tiles)
      let (slab, place) = rest.quotientAndRemainder(dividingBy: groups * chunks)
      let (group, piece) = place.quotientAndRemainder(dividingBy: chunks)
      let (row, height) = (part * tile, min(tile, m - part * tile))
      let first = piece * chunk
      let channels = min(chunk, groupInputs - first)
      let c = sums + slab * count + (group * m + row) * n + first * taps
      for index in (blocks.count * slab / slabs)..<(blocks.count * (slab + 1) / slabs) {
        let block = blocks[index]
        let isDirect = isPointwise && block.images == 1
        let scratch = Scratch<Element>(
          isDirect ? 0 : channels * taps * columnStride(block.columns, Element.self))
        let columns = columns(
          block, of: input, channel: group * groupInputs + first, channels: channels,
          in: scratch.start)
        let gathered = Scratch<Element>(block.images == 1 ? 0 : height * block.columns)
        let rows = rows(
          block, of: output, channel: group * m + row, channels: height, in: gathered.start)
        Element.multiply(
          (.asStored, .transposed), m: height, n: channels * taps, k: block.columns, a: rows.start,
          aStride: rows.stride, b: columns.start, bStride: columns.stride,
          keep: index == blocks.count * slab / slabs ? 0 : 1, c: c, cStride: n)
      }
    }
    guard slabs > 1 else { return }
    kernel.update(from: sums, count: count)
    for slab in 1..<slabs {
      for index in 0..<count { kernel[index] += sums[slab * count + index] }
    }
  }
}
