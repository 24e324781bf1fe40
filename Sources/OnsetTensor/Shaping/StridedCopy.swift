import COnsetKernels
import OnsetCore

/// A walk through a tensor with any strides, forwards or backwards.
struct StridedCopy: Sendable {
  /// The extents of the walk.
  let shape: Shape
  /// How far the place in memory moves along each axis, in elements.
  let strides: [Int]
  /// Where the walk starts.
  var offset = 0

  /// The elements that the walk meets, in its order, without history.
  func gathered(from source: Tensor) throws -> Tensor {
    try Tensor(shape: shape, dtype: source.dtype) { out in
      copy(UnsafeMutableRawPointer(mutating: source.bytes), out, source.dtype.size, isGather: true)
    }
  }

  /// A tensor of zeros into which the elements are put back where the walk meets them; it must meet no
  /// place twice.
  func scattered(_ values: Tensor, into shape: Shape) throws -> Tensor {
    let zeros = try Tensor.zeros(shape, dtype: values.dtype)
    copy(
      zeros.storage.bytes, UnsafeMutableRawPointer(mutating: values.bytes), values.dtype.size,
      isGather: false)
    return zeros
  }

  private func copy(
    _ memory: UnsafeMutableRawPointer, _ order: UnsafeMutableRawPointer, _ size: Int, isGather: Bool
  ) {
    let memory = memory + offset * size
    switch size {
    case 1: WordCopy<UInt8>(memory, order, isGather: isGather).run(StridedAxes(self))
    case 4: WordCopy<UInt32>(memory, order, isGather: isGather).run(StridedAxes(self))
    default: WordCopy<UInt64>(memory, order, isGather: isGather).run(StridedAxes(self))
    }
  }
}

/// The copy between memory with strides and elements in order, in words of one size, on all cores.
private struct WordCopy<Word: BitwiseCopyable & Sendable>: @unchecked Sendable {
  let memory: UnsafeMutablePointer<Word>
  let order: UnsafeMutablePointer<Word>
  let isGather: Bool

  init(_ memory: UnsafeMutableRawPointer, _ order: UnsafeMutableRawPointer, isGather: Bool) {
    self.memory = memory.assumingMemoryBound(to: Word.self)
    self.order = order.assumingMemoryBound(to: Word.self)
    self.isGather = isGather
  }

  func run(_ axes: StridedAxes) {
    var outer = axes
    guard axes.count > 0 else { return }
    guard let step = axes.strides.last?[0] else { return copyRow(.zero, 1) }
    let row = outer.remove(axes.extents.count - 1)
    if step == 1 {
      // One long row is cut, so that both cores have a part.
      guard !outer.extents.isEmpty else {
        return ArrayKernels.run(row.extent) { copyRow(SIMD2(repeating: $0.lowerBound), $0.count) }
      }
      return forEachRow(outer, row.extent) { copyRow($0, row.extent) }
    }
    if step != 0, row.extent >= 4,
      let turned = outer.strides.indices.last(where: {
        outer.strides[$0][0] == 1 && outer.extents[$0] >= 4
      })
    {
      return runTurned(outer, turned, row.extent, step)
    }
    forEachRow(outer, row.extent) { place in
      let (at, to) = (memory + place[0], order + place[1])
      if step == 0, isGather { return to.update(repeating: at[0], count: row.extent) }
      if isGather {
        for index in 0..<row.extent { to[index] = at[index * step] }
      } else {
        for index in 0..<row.extent { at[index * step] = to[index] }
      }
    }
  }

  private func forEachRow(
    _ rows: StridedAxes, _ length: Int, _ body: @Sendable (SIMD2<Int>) -> Void
  ) {
    ArrayKernels.run(rows.count, chunk: max(1, ArrayKernels.chunk / length)) {
      rows.forEach(in: $0, body)
    }
  }

  private func copyRow(_ place: SIMD2<Int>, _ count: Int) {
    if isGather {
      (order + place[1]).update(from: memory + place[0], count: count)
    } else {
      (memory + place[0]).update(from: order + place[1], count: count)
    }
  }

  /// Rows of the walk lie `step` apart in memory while another axis lies there side by side: the two are
  /// turned as matrices, in tiles, so that neither side is walked across its cache lines.
  private func runTurned(_ axes: StridedAxes, _ axis: Int, _ rows: Int, _ step: Int) {
    var outer = axes
    let columns = outer.remove(axis)
    let wide = max(16, ArrayKernels.chunk / rows / 16 * 16)
    let blocks = (columns.extent + wide - 1) / wide
    let loop = ArrayKernels.loops.turn
    let others = outer
    ArrayKernels.run(others.count * blocks, chunk: 1) { turns in
      for turn in turns {
        let first = turn % blocks * wide
        let width = min(wide, columns.extent - first)
        others.forEach(in: turn / blocks..<turn / blocks + 1) { place in
          let at = memory + place[0] + first
          let to = order + place[1] + first * columns.stride[1]
          if isGather {
            loop?(MemoryLayout<Word>.size, at, rows, width, step, to, columns.stride[1])
          } else {
            loop?(MemoryLayout<Word>.size, to, width, rows, columns.stride[1], at, step)
          }
        }
      }
    }
  }
}
