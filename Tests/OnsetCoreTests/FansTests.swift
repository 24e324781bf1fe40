import OnsetCore
import Testing

/// Expected numbers are counted by hand from what each layer connects.
@Suite struct FansTests {
  static let table: [(WeightLayout, Shape, fanIn: Double, fanOut: Double)] = [
    (.linear, [64, 32], 32, 64),
    (.matmul, [32, 64], 32, 64),
    (.embedding, [1000, 16], 1, 16),
    (.convolution(), [16, 8, 3, 5], 120, 240),
    (.convolution(spatialRank: 1), [16, 8, 5], 40, 80),
    (.convolution(spatialRank: 3), [4, 2, 3, 3, 3], 54, 108),
    (.convolution(groups: 4), [16, 2, 3, 3], 18, 36),
    (.convolution(groups: 32), [32, 1, 3, 3], 9, 9),
    (.convolution(groups: 32), [64, 1, 3, 3], 9, 18),
    (.transposedConvolution(), [8, 16, 4, 4], 128, 256),
    (.transposedConvolution(stride: [2, 2]), [8, 16, 4, 4], 32, 256),
    (.transposedConvolution(groups: 2, stride: [2, 2]), [8, 8, 4, 4], 16, 128),
    (.recurrent(gates: ["input", "forget", "cell", "output"], hidden: 24), [96, 20], 20, 24),
    (.attention(queries: 64, keys: 16, values: 16), [96, 48], 48, 32),
    (.stacked(.linear), [6, 32, 20], 20, 32),
    (.stacked(.recurrent(gates: ["reset", "update", "new"], hidden: 5)), [2, 15, 7], 7, 5),
    // Flax's DenseGeneral: one input axis, and heads and their width as outputs.
    (WeightLayout(axes: [.input, .output, .output]), [512, 8, 64], 512, 512),
    // A Keras convolution keeps its window first.
    (WeightLayout(axes: [.window, .window, .input, .output]), [3, 3, 8, 16], 72, 144),
  ]

  @Test(arguments: table)
  func fansCountConnections(_ layout: WeightLayout, _ shape: Shape, fanIn: Double, fanOut: Double)
    throws
  {
    let fans = try layout.fans(of: shape)
    #expect(fans == Fans(fanIn: fanIn, fanOut: fanOut))
    #expect(fans.average == (fanIn + fanOut) / 2)
  }

  @Test func partsHaveFansOfTheirOwn() throws {
    let layout = WeightLayout.attention(queries: 64, keys: 16, values: 8)
    let blocks = try layout.blocks(of: [88, 48])
    #expect(blocks.map(\.name) == ["q", "k", "v"])
    let fanOuts = try blocks.map { try layout.fans(of: $0, in: [88, 48]).fanOut }
    #expect(fanOuts == [64, 16, 8])
  }

  @Test func groupsHaveFansOfTheirOwn() throws {
    let layout = WeightLayout.transposedConvolution(groups: 2, stride: [2, 2])
    for block in try layout.blocks(of: [8, 8, 4, 4]) {
      #expect(try layout.fans(of: block, in: [8, 8, 4, 4]) == Fans(fanIn: 16, fanOut: 128))
    }
  }

  /// A transposed convolution on a grid, counted tap by tap: fans are what really lands, on average.
  @Test(arguments: [(4, 2), (3, 2), (3, 1), (2, 3)])
  func transposedFanInIsTheAverageNumberOfTapsThatLand(_ taps: Int, stride: Int) throws {
    let inputs = 300
    var landed = [Int](repeating: 0, count: inputs * stride + taps)
    for input in 0..<inputs {
      for tap in 0..<taps { landed[input * stride + tap] += 1 }
    }
    // Away from the border every residue of the output's position occurs equally often.
    let inner = landed[taps..<taps + stride * 100]
    let average = Double(inner.reduce(0, +)) / Double(inner.count)
    let layout = WeightLayout.transposedConvolution(stride: [stride], spatialRank: 1)
    let fans = try layout.fans(of: [5, 7, taps])
    #expect(abs(fans.fanIn - 5 * average) < 1e-12)
  }

  static let misfits: [(WeightLayout, Shape, reason: String)] = [
    (.linear, [3, 4, 5], "has 3 axes but its layout has 2"),
    (.vector, [3], "not for a vector"),
    (.convolution(groups: 3), [16, 2, 3, 3], "3 groups do not divide the output axis"),
    (.convolution(groups: 0), [16, 2, 3, 3], "must be at least 1"),
    (.transposedConvolution(groups: 3), [16, 2, 3, 3], "3 groups do not divide the input axis"),
    (.transposedConvolution(stride: [0, 1]), [16, 2, 3, 3], "must be at least 1"),
    (.attention(queries: 4, keys: 4, values: 4), [13, 2], "do not fill the packed axis"),
    (.recurrent(gates: ["a", "b"], hidden: 0), [0, 2], "do not fill the packed axis"),
  ]

  @Test(arguments: misfits)
  func layoutsThatDoNotFitAreRefused(_ layout: WeightLayout, _ shape: Shape, reason: String) {
    let error = #expect(throws: OnsetError.self) { try layout.fans(of: shape) }
    #expect(error?.description.contains(reason) == true)
  }
}
