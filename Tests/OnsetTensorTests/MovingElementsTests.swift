import OnsetCore
import OnsetTensor
import Testing

/// Loops that move or add elements, against plain loops, on every path and number of cores.
struct MovingElementsTests {
  private func flat(_ index: [Int], _ shape: Shape) -> Int {
    zip(index, shape.strides).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func index(_ flat: Int, _ shape: Shape) -> [Int] {
    var rest = flat
    return shape.strides.map { stride in
      defer { rest %= stride }
      return rest / stride
    }
  }

  @Test(
    "Axes in every order",
    arguments: [[3, 17, 33], [2, 16, 40], [5, 1, 300], [4, 3, 2], [70, 60, 1]])
  func orders(_ extents: [Int]) throws {
    let shape = Shape(extents)
    for dtype in [DType.float32, .float64, .bool] {
      let x = try Tensor.generated(shape: shape, dtype: dtype) {
        dtype == .bool ? Double($0 % 3 % 2) : Double($0)
      }
      let numbers = x.numbers
      for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let y = try x.transposed(order)
        let values = y.numbers
        for place in 0..<shape.count {
          let target = index(place, y.shape)
          var source = [0, 0, 0]
          for (axis, from) in order.enumerated() { source[from] = target[axis] }
          guard values[place] == numbers[flat(source, shape)] else {
            Issue.record("\(dtype) of shape \(shape) in order \(order): element \(place)")
            break
          }
        }
      }
    }
    let x = try ExecutionPaths.sample(shape, seed: 1)
    try ExecutionPaths.verify { [try x.transposed([2, 1, 0]), try x.transposed([0, 2, 1])] }
  }

  @Test(arguments: [0, 1, 2]) func slicesAndTheirAdjoints(_ axis: Int) throws {
    let shape: Shape = [12, 40, 90]
    let x = try ExecutionPaths.sample(shape, seed: 2)
    let numbers = x.numbers
    for (start, count, step) in [(2, 5, 1), (11, 4, -3), (1, 1, 1), (0, 0, 1)] {
      let part = try x.sliced(axis: axis, start: start, count: count, step: step)
      var back = [Double](repeating: 0, count: shape.count)
      let values = part.numbers
      for place in 0..<part.shape.count {
        var source = index(place, part.shape)
        source[axis] = start + source[axis] * step
        #expect(values[place] == numbers[flat(source, shape)])
        back[flat(source, shape)] = values[place]
        if place > 200 { break }
      }
      guard part.shape.count > 0, part.shape.count < 200 else { continue }
      let pulled = try vectorJacobianProduct(
        of: { try $0.sliced(axis: axis, start: start, count: count, step: step) }, at: x,
        cotangent: part)
      #expect(pulled.numbers == back)
    }
    // The parts of a split, put together again, are the whole, and so are their cotangents.
    let sizes = axis == 0 ? [5, 7] : axis == 1 ? [1, 39] : [64, 26]
    let again = try Tensor.concatenated(x.split(axis: axis, sizes: sizes), axis: axis)
    #expect(try ExecutionPaths.bits([again]) == ExecutionPaths.bits([x]))
    let pulled = try vectorJacobianProduct(
      of: { try .concatenated($0.split(axis: axis, sizes: sizes), axis: axis) }, at: x, cotangent: x
    )
    #expect(try ExecutionPaths.bits([pulled]) == ExecutionPaths.bits([x]))
  }

  @Test func repeatedElements() throws {
    let x = try ExecutionPaths.sample([3, 1, 5], seed: 3)
    let y = try x.expanded(to: [2, 3, 7, 5])
    let (found, numbers) = (y.numbers, x.numbers)
    for place in 0..<y.shape.count {
      let at = index(place, y.shape)
      #expect(found[place] == numbers[at[1] * 5 + at[3]])
    }
    let column = try ExecutionPaths.sample([40, 1], seed: 4).expanded(to: [40, 900])
    #expect(column.numbers[899] == column.numbers[0] && column.numbers[900] != column.numbers[0])
  }

  @Test(arguments: [
    ([4, 5, 6], [4, 5, 6], [4, 5, 6]), ([5, 6], [4, 1, 6], []), ([4, 1, 1], [], [5, 6]),
    ([], [4, 5, 6], [6]), ([4, 5, 6], [], []), ([1, 1, 1], [1, 5, 1], [4, 1, 6]),
  ])
  func choices(_ mask: [Int], _ yes: [Int], _ no: [Int]) throws {
    for dtype in [DType.float32, .int64, .bool] {
      let a = try ExecutionPaths.sample(Shape(yes), seed: 5).cast(to: dtype)
      let b = try ExecutionPaths.sample(Shape(no), seed: 6).cast(to: dtype)
      let m = try ExecutionPaths.sample(Shape(mask), seed: 7)
      let truth = try m.greater(m.constant(0))
      let found = try truth.select(a, otherwise: b)
      let whole = found.shape
      let (c, u, v) = (
        try truth.expanded(to: whole).numbers, try a.expanded(to: whole).numbers,
        try b.expanded(to: whole).numbers
      )
      #expect(found.numbers == zip(c, zip(u, v)).map { $0 != 0 ? $1.0 : $1.1 })
    }
  }

  @Test(arguments: [
    [40_000, 7], [3, 50_000], [700, 600], [2, 300, 400], [100_000, 1], [5, 9, 4],
  ])
  func sumsAlongRows(_ extents: [Int]) throws {
    let x = try ExecutionPaths.sample(Shape(extents), seed: 8)
    let inner = extents.last ?? 1
    var sums = [Double](repeating: 0, count: inner)
    for (place, number) in x.numbers.enumerated() { sums[place % inner] += number }
    let axes = Array(0..<extents.count - 1)
    ExecutionPaths.expect(try x.sum(axes: axes), near: sums)
    try ExecutionPaths.verify {
      [
        try x.sum(axes: axes), try x.sumOfSquares(axes: axes), try x.max(axes: axes),
        try x.sum(axes: [0]), try x.sum(axes: [extents.count - 1]), try x.sum(),
      ]
    }
  }

  @Test func gatheredRowsAddUp() throws {
    let (rows, width, picks) = (300, 70, 900)
    let indices = try Tensor((0..<picks).map { Int64(($0 * $0 * 31 + 7) % rows) }, shape: [picks])
    let table = try ExecutionPaths.sample([rows, width], seed: 9)
    let c = try ExecutionPaths.sample([picks, width], seed: 10)
    var sums = [Double](repeating: 0, count: rows * width)
    let numbers = c.numbers
    for (pick, row) in indices.integers.enumerated() {
      for i in 0..<width { sums[row * width + i] += numbers[pick * width + i] }
    }
    let pulled = { try ExecutionPaths.pulled([table], c) { try $0[0].gather(indices) } }
    ExecutionPaths.expect(try pulled()[1], near: sums)
    try ExecutionPaths.verify(pulled)
  }
}
