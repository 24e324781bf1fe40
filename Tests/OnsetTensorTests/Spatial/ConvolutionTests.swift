import OnsetCore
import OnsetTensor
import Testing

struct ConvolutionTests {
  /// A convolution, small enough for plain loops.
  struct Case: CustomStringConvertible {
    var batch = 2, groups = 1, channels = 3, outputs = 4
    var input: [Int], kernel: [Int]
    var window = SlidingWindow()
    var description: String { "\(input) by \(kernel) in \(groups) groups, \(window)" }
    var inputShape: Shape { Shape([batch, channels] + input) }
    var kernelShape: Shape { Shape([outputs, channels / groups] + kernel) }
  }

  static let cases: [Case] = [
    Case(input: [7], kernel: [3]),
    Case(
      groups: 2, channels: 4, input: [9], kernel: [2],
      window: SlidingWindow(strides: [2], dilations: [3], before: [1], after: [2])),
    Case(input: [5, 6], kernel: [1, 1]),
    Case(groups: 2, channels: 4, input: [5, 6], kernel: [1, 1], window: .init(strides: [2])),
    Case(input: [6, 5], kernel: [3, 3], window: .init(padding: [1])),
    Case(
      input: [7, 8], kernel: [3, 2],
      window: SlidingWindow(strides: [2, 1], dilations: [1, 2], before: [0, 2], after: [2, 1])),
    Case(input: [9, 9], kernel: [3, 3], window: .init(strides: [2], padding: [1])),
    Case(groups: 4, channels: 4, input: [6, 7], kernel: [3, 3], window: .init(padding: [1])),
    Case(
      groups: 3, channels: 3, outputs: 6, input: [6, 20], kernel: [3, 3],
      window: SlidingWindow(strides: [2, 1], before: [2, 0], after: [0, 1])),
    Case(
      channels: 2, input: [4, 5, 3], kernel: [2, 3, 2],
      window: SlidingWindow(strides: [1, 2, 1], before: [1, 0, 1], after: [0, 1, 1])),
    Case(input: [4, 5], kernel: [3, 3], window: .init(padding: [4])),
    Case(input: [6, 6], kernel: [2, 2], window: .init(before: [-1, 0], after: [0, -2])),
    Case(channels: 1, outputs: 8, input: [8, 8], kernel: [3, 3]),
  ]

  /// Σ over all places of input · kernel · output, by its definition.
  static func visit(_ test: Case, _ output: Shape, _ body: (_ x: Int, _ w: Int, _ y: Int) -> Void) {
    let rank = test.input.count
    func all(_ list: [Int], _ otherwise: Int) -> [Int] {
      list.count == rank ? list : [Int](repeating: list.first ?? otherwise, count: rank)
    }
    let (strides, dilations) = (all(test.window.strides, 1), all(test.window.dilations, 1))
    let before = all(test.window.before, 0)
    let (perGroup, inner) = (test.channels / test.groups, test.outputs / test.groups)
    let (places, taps) = (output.dimensions.dropFirst(2).reduce(1, *), test.kernel.reduce(1, *))
    let positions = test.input.reduce(1, *)
    for n in 0..<test.batch {
      for o in 0..<test.outputs {
        for place in 0..<places {
          for i in 0..<perGroup {
            for tap in 0..<taps {
              var (p, t, at, step, isInside) = (place, tap, 0, 1, true)
              for axis in stride(from: rank - 1, through: 0, by: -1) {
                let (extent, size) = (output[axis + 2], test.kernel[axis])
                let index = p % extent * strides[axis] + t % size * dilations[axis] - before[axis]
                if index < 0 || index >= test.input[axis] { isInside = false }
                at += index * step
                (p, t, step) = (p / extent, t / size, step * test.input[axis])
              }
              guard isInside else { continue }
              body(
                (n * test.channels + o / inner * perGroup + i) * positions + at,
                (o * perGroup + i) * taps + tap, (n * test.outputs + o) * places + place)
            }
          }
        }
      }
    }
  }

  @Test(arguments: cases, [DType.float64, .float32])
  func equalsItsDefinition(_ test: Case, _ dtype: DType) throws {
    let tolerance = dtype == .float64 ? 1e-12 : 1e-5
    let x = try GradientCheck.sample(test.inputShape, seed: 1).cast(to: dtype)
    let w = try GradientCheck.sample(test.kernelShape, seed: 2).cast(to: dtype)
    let b = try GradientCheck.sample([test.outputs], seed: 3).cast(to: dtype)
    let y = try x.convolved(with: w, bias: b, window: test.window, groups: test.groups)
    let c = try GradientCheck.sample(y.shape, seed: 4).cast(to: dtype)
    let gradients = try gradient(at: [x, w, b]) { inputs in
      try inputs[0].convolved(
        with: inputs[1], bias: inputs[2], window: test.window, groups: test.groups
      ).multiplying(c).sum()
    }
    let (xs, ws, bs, cs) = (x.numbers, w.numbers, b.numbers, c.numbers)
    let places = y.shape.count / (test.batch * test.outputs)
    var expected = (0..<y.shape.count).map { bs[$0 / places % test.outputs] }
    var (dx, dw) = (xs.map { _ in 0.0 }, ws.map { _ in 0.0 })
    Self.visit(test, y.shape) { i, j, k in
      expected[k] += xs[i] * ws[j]
      dx[i] += cs[k] * ws[j]
      dw[j] += cs[k] * xs[i]
    }
    expectClose(y, expected, tolerance)
    expectClose(gradients[0], dx, tolerance)
    expectClose(gradients[1], dw, tolerance)
    let transposed = try c.transposedConvolved(
      with: w, window: test.window,
      outputPadding: outputPadding(test, y.shape), groups: test.groups)
    expectClose(transposed, dx, tolerance)
  }

  /// What the input has more than the transposed convolution would give without.
  private func outputPadding(_ test: Case, _ output: Shape) throws -> [Int] {
    let zeros = try Tensor.zeros(output, dtype: .float64)
    let kernel = try Tensor.zeros(test.kernelShape, dtype: .float64)
    let shape = try zeros.transposedConvolved(
      with: kernel, window: test.window, groups: test.groups
    ).shape
    return test.input.indices.map { test.input[$0] - shape[$0 + 2] }
  }

  @Test(arguments: cases.filter { $0.inputShape.count < 300 })
  func derivatives(_ test: Case) throws {
    let x = try GradientCheck.sample(test.inputShape, seed: 5)
    let w = try GradientCheck.sample(test.kernelShape, seed: 6)
    let b = try GradientCheck.sample([test.outputs], seed: 7)
    try GradientCheck.verify([x, w, b]) {
      try $0[0].convolved(with: $0[1], bias: $0[2], window: test.window, groups: test.groups).sin()
    }
  }

  @Test func derivativesOfTransposed() throws {
    let x = try GradientCheck.sample([2, 4, 3, 2], seed: 8)
    let w = try GradientCheck.sample([4, 2, 3, 2], seed: 9)
    let b = try GradientCheck.sample([4], seed: 10)
    let window = SlidingWindow(strides: [2, 3], before: [1, 0], after: [0, 1])
    try GradientCheck.verify([x, w, b]) {
      try $0[0].transposedConvolved(
        with: $0[1], bias: $0[2], window: window, outputPadding: [1, 0], groups: 2
      ).sin()
    }
  }

  /// Sizes at which the work is cut into blocks of positions, channels and images.
  @Test(arguments: [
    Case(
      batch: 3, channels: 40, outputs: 130, input: [23, 19], kernel: [3, 3],
      window: .init(padding: [1])),
    Case(
      batch: 2, channels: 33, outputs: 20, input: [31, 30], kernel: [3, 3],
      window: .init(strides: [2])),
    Case(batch: 5, channels: 300, outputs: 20, input: [9, 9], kernel: [1, 1]),
    Case(
      batch: 5, channels: 300, outputs: 20, input: [9, 9], kernel: [1, 1],
      window: .init(strides: [2])),
    Case(
      batch: 3, channels: 3, outputs: 8, input: [61, 60], kernel: [7, 7],
      window: .init(strides: [2], padding: [3])),
    Case(
      batch: 1, channels: 280, outputs: 140, input: [4, 40], kernel: [1, 3],
      window: .init(padding: [0, 1])),
    Case(
      batch: 4, groups: 2, channels: 6, outputs: 4, input: [20, 21], kernel: [3, 2],
      window: SlidingWindow(dilations: [1, 3], before: [2, 0], after: [0, 1])),
    Case(
      batch: 3, channels: 2, outputs: 9, input: [7, 8, 9], kernel: [2, 3, 3],
      window: SlidingWindow(before: [0, 2, 1], after: [1, 0, 2])),
  ])
  func equalsItsDefinitionInBlocks(_ test: Case) throws {
    try equalsItsDefinition(test, .float64)
  }

  @Test func shapesThatDoNotFit() throws {
    let x = try Tensor.zeros([1, 4, 5, 5])
    let message = #expect(throws: OnsetError.self) {
      try x.convolved(with: Tensor.zeros([2, 3, 3, 3]))
    }
    #expect(message?.message.contains("1×4×5×5") == true)
    #expect(message?.message.contains("2×3×3×3") == true)
    #expect(throws: OnsetError.self) { try x.convolved(with: Tensor.zeros([2, 4, 6, 3])) }
    #expect(throws: OnsetError.self) { try x.convolved(with: Tensor.zeros([2, 4, 3])) }
    #expect(throws: OnsetError.self) {
      try x.convolved(with: Tensor.zeros([2, 4, 3, 3]), bias: Tensor.zeros([3]))
    }
    #expect(throws: OnsetError.self) {
      try x.convolved(with: Tensor.zeros([2, 4, 3, 3]), window: .init(strides: [0]))
    }
    #expect(throws: OnsetError.self) {
      try x.convolved(with: Tensor.zeros([2, 4, 3, 3]), window: .init(padding: [.max]))
    }
    #expect(throws: OnsetError.self) {
      try x.convolved(with: Tensor.zeros([2, 4, 3, 3], dtype: .float64))
    }
    #expect(
      try Tensor.zeros([0, 4, 5, 5]).convolved(with: .zeros([2, 4, 3, 3])).shape == [0, 2, 3, 3])
  }
}

/// The gradients of `function` at `points`, with the function last.
private func gradient(at points: [Tensor], of function: ([Tensor]) throws -> Tensor) throws
  -> [Tensor]
{
  try OnsetTensor.gradient(of: function, at: points)
}

/// Compares elements, relative to the largest.
func expectClose(
  _ tensor: Tensor, _ expected: [Double], _ tolerance: Double,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let scale = expected.map(abs).max() ?? 1
  let worst = zip(tensor.numbers, expected).map { abs($0 - $1) }.max() ?? 0
  #expect(tensor.shape.count == expected.count, sourceLocation: sourceLocation)
  #expect(worst <= tolerance * max(1, scale), sourceLocation: sourceLocation)
}
