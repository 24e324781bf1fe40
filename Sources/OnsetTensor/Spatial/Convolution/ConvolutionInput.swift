import COnsetKernels
import OnsetCore
import OnsetLinearAlgebra

extension ConvolutionGeometry {
  /// The transposed convolution, from the output to the input.
  func convolveBack<Element: MatrixElement>(
    _ output: UnsafePointer<Element>, _ kernel: UnsafePointer<Element>,
    into input: UnsafeMutablePointer<Element>
  ) {
    if isPointwise {
      return mirrored.convolve(output, kernel, bias: nil, kernelIsTurned: true, into: input)
    }
    // With steps of 1 it is a convolution itself, whose columns need no adding up; for few positions
    // turning the kernel would cost more than that.
    if strides.allSatisfy({ $0 == 1 }), batch * outputPositions >= 1024 {
      let turned = Scratch<Element>(self.kernel.count)
      turn(kernel, into: turned.start)
      return mirrored.convolve(output, turned.start, bias: nil, into: input)
    }
    foldBack(output, kernel, into: input)
  }

  /// The kernel with its two axes of channels exchanged and its taps in reverse.
  func turn<Element: MatrixElement>(
    _ kernel: UnsafePointer<Element>, into turned: UnsafeMutablePointer<Element>
  ) {
    nonisolated(unsafe) let (kernel, turned) = (kernel, turned)
    let (outputs, inputs, taps) = (groupOutputs, groupInputs, taps)
    // A few output channels at a time: their elements for all input channels stay in the cache.
    let some = 16
    let blocks = (outputs + some - 1) / some
    ParallelLoop.run(groups * blocks, threads: .max) { turn in
      let (group, block) = turn.quotientAndRemainder(dividingBy: blocks)
      for i in 0..<inputs {
        for o in (block * some)..<min(outputs, (block + 1) * some) {
          let from = kernel + ((group * outputs + o) * inputs + i) * taps
          let to = turned + ((group * inputs + i) * outputs + o) * taps
          for tap in 0..<taps { to[tap] = from[taps - 1 - tap] }
        }
      }
    }
  }

  /// Per image and block of channels, columns = kernelᵀ · output, added up where taps overlap.
  private func foldBack<Element: MatrixElement>(
    _ output: UnsafePointer<Element>, _ kernel: UnsafePointer<Element>,
    into input: UnsafeMutablePointer<Element>
  ) {
    nonisolated(unsafe) let (output, kernel, input) = (output, kernel, input)
    let (taps, k) = (taps, groupOutputs)
    // Blocks of one image overlap in the input: they are one turn, and channels are cut instead.
    let chunk = max(1, min(groupInputs, 512 / taps))
    let chunks = (groupInputs + chunk - 1) / chunk
    let blocks = ColumnBlocks(
      batch: batch, positions: outputPositions,
      size: ColumnBlocks.size(rows: chunk * taps, bytes: MemoryLayout<Element>.stride))
    let perImage = max(1, blocks.count / max(1, batch))
    let spans = blocks.count / perImage
    ParallelLoop.run(spans * groups * chunks, threads: .max) { turn in
      let (rest, part) = turn.quotientAndRemainder(dividingBy: chunks)
      let (span, group) = rest.quotientAndRemainder(dividingBy: groups)
      let first = part * chunk
      let channels = min(chunk, groupInputs - first)
      let channel = group * groupInputs + first
      let plane = inputPositions
      var window = window
      for index in (span * perImage)..<((span + 1) * perImage) {
        let block = blocks[index]
        let gathered = Scratch<Element>(block.images == 1 ? 0 : k * block.columns)
        let rows = rows(
          block, of: output, channel: group * k, channels: k, in: gathered.start)
        let stride = columnStride(block.columns, Element.self)
        let columns = Scratch<Element>(channels * taps * stride)
        Element.multiply(
          (.transposed, .asStored), m: channels * taps, n: block.columns, k: k,
          a: kernel + group * k * groupInputs * taps + first * taps, aStride: groupInputs * taps,
          b: rows.start, bStride: rows.stride, keep: 0, c: columns.start, cStride: stride)
        for image in 0..<block.images {
          let to = input + ((block.image + image) * inputChannels + channel) * plane
          if index == span * perImage { to.update(repeating: 0, count: channels * plane) }
          ArrayKernels.loops.fold(
            Element.dtype.kernelType, &window, to, channels, block.first, block.width,
            columns.start + image * block.width, stride)
        }
      }
    }
  }
}
