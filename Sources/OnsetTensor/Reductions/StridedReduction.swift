import COnsetKernels
import OnsetCore

/// The reduction of [outer, count, inner] to [outer, inner], cut for all cores.
struct StridedReduction: Sendable {
  let function: onset_reduction
  let outer: Int
  let count: Int
  let inner: Int

  /// Columns that a core takes at a time; as many as the loop holds sums of.
  private static let columns = 128

  private var rowsPerPart: Int { max(1, ArrayKernels.chunk / max(1, inner)) }

  /// How many parts of the rows are reduced apart, or nil where other cuts are enough.
  var parts: Int? {
    guard outer == 1, inner < 4 * Self.columns, count > 2 * rowsPerPart else { return nil }
    return (count + rowsPerPart - 1) / rowsPerPart
  }

  /// Reduces each part to a row of its own.
  func runParts(_ source: Tensor, _ out: UnsafeMutableRawPointer) {
    let (size, type) = (source.dtype.size, source.dtype.kernelType)
    nonisolated(unsafe) let (from, out) = (source.bytes, out)
    let (loop, rows) = (ArrayKernels.loops.reduce, rowsPerPart)
    ArrayKernels.run(count, chunk: rows) { range in
      loop?(
        function, type, from + range.lowerBound * inner * size, 1, range.count, inner, inner,
        out + range.lowerBound / rows * inner * size)
    }
  }

  /// Reduces whole columns, which leaves each one's sum as it would be on one core.
  func run(_ source: Tensor, _ out: UnsafeMutableRawPointer) {
    let (size, type) = (source.dtype.size, source.dtype.kernelType)
    nonisolated(unsafe) let (from, out) = (source.bytes, out)
    let loop = ArrayKernels.loops.reduce
    let one = max(1, count * inner)
    guard inner > Self.columns, one > ArrayKernels.chunk else {
      ArrayKernels.run(outer, chunk: max(1, ArrayKernels.chunk / one)) { range in
        loop?(
          function, type, from + range.lowerBound * count * inner * size, range.count, count, inner,
          inner, out + range.lowerBound * inner * size)
      }
      return
    }
    let width = max(1, ArrayKernels.chunk / max(1, count) / Self.columns) * Self.columns
    let blocks = (inner + width - 1) / width
    ArrayKernels.run(outer * blocks, chunk: 1) { turns in
      for turn in turns {
        let (row, first) = (turn / blocks, turn % blocks * width)
        loop?(
          function, type, from + (row * count * inner + first) * size, 1, count,
          min(width, inner - first), inner, out + (row * inner + first) * size)
      }
    }
  }
}
