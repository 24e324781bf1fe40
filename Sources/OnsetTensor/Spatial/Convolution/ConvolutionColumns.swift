import COnsetKernels

/// The columns of one block for one group: where they lie, and how far apart their rows are.
struct ConvolutionColumns<Element: MatrixElement> {
  let start: UnsafePointer<Element>
  let stride: Int
}

extension ConvolutionGeometry {
  /// Elements from row to row of unfolded columns; the slack is what `unfold` may write too much.
  func columnStride<Element: MatrixElement>(_ columns: Int, _ type: Element.Type) -> Int {
    columns + 64 / MemoryLayout<Element>.stride
  }

  /// What the kernel sees of some channels of the input, one row per channel and tap: the input itself
  /// where the kernel is pointwise, else unfolded into `scratch`.
  func columns<Element: MatrixElement>(
    _ block: ColumnBlocks.Block, of input: UnsafePointer<Element>, channel: Int, channels: Int,
    in scratch: UnsafeMutablePointer<Element>
  ) -> ConvolutionColumns<Element> {
    let plane = inputPositions
    if isPointwise, block.images == 1 {
      let start = input + (block.image * inputChannels + channel) * plane + block.first
      return ConvolutionColumns(start: start, stride: plane)
    }
    var window = window
    let stride = columnStride(block.columns, Element.self)
    for index in 0..<block.images {
      ArrayKernels.loops.unfold(
        Element.dtype.kernelType, &window,
        input + ((block.image + index) * inputChannels + channel) * plane, channels, block.first,
        block.width, scratch + index * block.width, stride)
    }
    return ConvolutionColumns(start: UnsafePointer(scratch), stride: stride)
  }

  /// Some channels of the output as a matrix with one row per channel.
  func rows<Element: MatrixElement>(
    _ block: ColumnBlocks.Block, of output: UnsafePointer<Element>, channel: Int, channels: Int,
    in scratch: UnsafeMutablePointer<Element>
  ) -> ConvolutionColumns<Element> {
    let plane = outputPositions
    if block.images == 1 {
      let start = output + (block.image * outputChannels + channel) * plane + block.first
      return ConvolutionColumns(start: start, stride: plane)
    }
    for index in 0..<block.images {
      let from = output + ((block.image + index) * outputChannels + channel) * plane
      for row in 0..<channels {
        (scratch + row * block.columns + index * plane).update(
          from: from + row * plane, count: plane)
      }
    }
    return ConvolutionColumns(start: UnsafePointer(scratch), stride: block.columns)
  }
}
