import Foundation
import OnsetCore
import OnsetLinearAlgebra
import OnsetRandom
import OnsetSchemes
import OnsetTestSupport
import Testing

/// Sparse and sinusoidal rows, centred rows, packed parts, and products with a number.
@Suite struct StructuredSchemeTests {
  @Test(arguments: [(0.0, 40), (0.9, 4), (0.33, 26), (0.99, 1), (1.0, 1)])
  func everyUnitKeepsTheSameNumberOfInputs(_ sparsity: Double, kept: Int) throws {
    let rule = Sparse(sparsity: sparsity, standardDeviation: 0.1)
    for (layout, shape) in [(WeightLayout.linear, [30, 40] as Shape), (.matmul, [40, 30])] {
      let values = try rule.values(shape, layout)
      let matrix = try layout.blocks(of: shape)[0].matrix(of: values)
      for row in 0..<30 { #expect((0..<40).count { matrix[row, $0] != 0 } == kept) }
    }
  }

  @Test func keptInputsAreSpreadEvenly() throws {
    let values = try Sparse(sparsity: 0.75, standardDeviation: 1).values([2000, 16], .linear)
    for column in 0..<16 {
      let kept = (0..<2000).count { values[$0 * 16 + column] != 0 }
      // Binomial(2000, ¼): deviation 19.4.
      #expect(abs(Double(kept) - 500) < 5.5 * 19.4)
    }
    #expect(Set((0..<2000).map { row in (0..<16).map { values[row * 16 + $0] != 0 } }).count > 800)
  }

  @Test(arguments: [(10, 25), (24, 25), (16, 17), (60, 20), (5, 3), (7, 4)])
  func wavesAreBalancedAndDistinct(_ rows: Int, columns: Int) throws {
    let rule = Sinusoidal(scale: 2, mode: .fanIn)
    let values = try rule.values([rows, columns], .linear)
    let matrix = try WeightLayout.linear.blocks(of: [rows, columns])[0].matrix(of: values)
    let variance = 2 / Double(columns)
    let gram = try matrix.transposed.transposedMultiplied(by: matrix.transposed)
    let waves = (columns - 1) / 2 * 2
    for row in 0..<rows {
      let sum = (0..<columns).reduce(0) { $0 + matrix[row, $1] }
      #expect(abs(sum) < 1e-6)
      #expect(abs(gram[row, row] / Double(columns) - variance) < 1e-6 * variance)
      for other in 0..<row {
        let cosine = gram[row, other] / gram[row, row]
        #expect(abs(cosine) < 0.9999, "rows \(row) and \(other) are not copies")
        if other / waves == row / waves { #expect(abs(cosine) < 1e-6) }
      }
    }
  }

  private static let evenWeights: [(layout: WeightLayout, shape: Shape)] = [
    (.linear, [12, 20]), (.matmul, [20, 12]), (.convolution(), [12, 20, 3, 3]),
  ]

  @Test(arguments: evenWeights)
  func mirroredHalvesAreNegatives(_ layout: WeightLayout, shape: Shape) throws {
    let values = try Scheme.orthogonal(gain: 1.5).mirrored().values(shape, layout)
    let matrix = try layout.blocks(of: shape)[0].matrix(of: values)
    let (rows, columns) = (matrix.rows / 2, matrix.columns / 2)
    for row in 0..<rows {
      var (square, product) = (0.0, 0.0)
      for column in 0..<columns {
        let element = matrix[row, column]
        #expect(matrix[row + rows, column] == -element)
        #expect(matrix[row, column + columns] == -element)
        #expect(matrix[row + rows, column + columns] == element)
        square += element * element
        product += element * matrix[0, column]
      }
      #expect(abs(square - 2.25) < 1e-5)
      if row > 0 { #expect(abs(product) < 1e-5) }
    }
  }

  @Test func oneSideAloneCanBeMirrored() throws {
    let outputs = try Scheme.heNormal().mirrored(.outputs).values([6, 5], .linear)
    for index in 0..<15 { #expect(outputs[index + 15] == -outputs[index]) }
    let inputs = try Scheme.heNormal().mirrored(.inputs).values([5, 6], .linear)
    for index in 0..<30 where index % 6 < 3 { #expect(inputs[index + 3] == -inputs[index]) }
    #expect(Set(inputs.map(abs)).count == 15)
  }

  @Test func whatHasNoHalvesCannotBeMirrored() {
    for (shape, layout) in [
      ([5, 6] as Shape, WeightLayout.linear), ([6, 5], .linear), ([8], .vector),
      ([8, 2, 3, 3], .convolution(groups: 2)),
      ([12, 8], .attention(queries: 4, keys: 4, values: 4)),
    ] {
      #expect(throws: OnsetError.self, "\(shape)") {
        try Scheme.orthogonal().mirrored().expectation(for: shape, layout: layout)
      }
    }
  }

  @Test func wavesNeedThreeInputs() {
    #expect(throws: OnsetError.self) { try Sinusoidal().values([5, 2], .linear) }
    #expect(throws: OnsetError.self) {
      try Sinusoidal().expectation(for: [5, 1, 1, 1], layout: .convolution(groups: 5))
    }
  }

  @Test func wavesAreSines() throws {
    let values = try Sinusoidal(scale: 1, mode: .fanIn).values([2, 7], .linear)
    for column in 0..<7 {
      let angle = 2 * Double.pi * Double(column) / 7
      let amplitude = (2.0 / 7).squareRoot()
      #expect(abs(Double(values[column]) - amplitude * sin(angle)) < 1e-7)
      #expect(abs(Double(values[7 + column]) - amplitude * cos(angle)) < 1e-7)
    }
  }

  @Test(arguments: [0.0, 0.3, 1.0])
  func centringLeavesTheStatedShareOfEachRowsSum(_ share: Double) throws {
    for example in WeightCase.all where example.name != "depthwise" {
      let plain = try VarianceScaling.heNormal().values(example.shape, example.layout)
      let scheme = Scheme.heNormal().rowCentred(share: share)
      let centred = try scheme.values(example.shape, example.layout)
      for block in try example.layout.blocks(of: example.shape) {
        let (before, after) = (block.matrix(of: plain), block.matrix(of: centred))
        for row in stride(from: 0, to: block.rows, by: 7) {
          let sums = [before, after].map { matrix in
            (0..<block.columns).reduce(0) { $0 + matrix[row, $1] }
          }
          #expect(abs(sums[1] - (1 - share).squareRoot() * sums[0]) < 1e-5, "\(example.name)")
        }
      }
    }
  }

  /// What centring is for: the share κ of the inputs' mean no longer reaches the outputs.
  @Test func centringRemovesTheShareOfTheMeanFromTheSignal() throws {
    let (width, share, mean, spread) = (600, 0.6, 2.0, 0.5)
    let scheme = Scheme.leCunNormal.rowCentred(share: share)
    let values = try scheme.values([width, width], .linear)
    var generator = SplitMix(state: 9)
    let input = (0..<width).map { _ in mean + spread * generator.normal() }
    let output = (0..<width).map { row in
      (0..<width).reduce(0) { $0 + Double(values[row * width + $1]) * input[$1] }
    }
    let second = output.reduce(0) { $0 + $1 * $1 } / Double(width)
    let expected = mean * mean + spread * spread - share * mean * mean
    // A chi-squared mean over 600 outputs: 5.8 % of spread.
    #expect(abs(second / expected - 1) < 5 * (2.0 / Double(width)).squareRoot())
    #expect(abs(second / (mean * mean + spread * spread) - 1) > 0.35, "without centring")
  }

  @Test func onlyUncorrelatedRowsCanBeCentred() {
    let scheme = Scheme.identity().rowCentred()
    let error = #expect(throws: OnsetError.self) { try scheme.values([4, 4], .linear) }
    #expect(error?.code == .unsupported)
    #expect(throws: OnsetError.self) { try Scheme.heNormal().rowCentred(share: 1.5).validate() }
  }

  @Test func forgetGatesOpen() throws {
    let gates = ["input", "forget", "cell", "output"].map { WeightLayout.Part($0, extent: 3) }
    let rule = Blockwise(["forget": .ones], otherwise: .zeros)
    let expected: [Float] = [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    // As a vector, and as a kernel of one column.
    #expect(try rule.values([12], WeightLayout(axes: [.feature], parts: gates)) == expected)
    #expect(try rule.values([12], WeightLayout(axes: [.output], parts: gates)) == expected)
    let twice = WeightLayout(axes: [.stack, .feature], parts: gates)
    #expect(try rule.values([2, 12], twice) == expected + expected)
    let moments = try rule.expectation(
      for: [12], layout: WeightLayout(axes: [.feature], parts: gates))
    #expect(moments.mean == 0.25)
    #expect(abs(moments.standardDeviation - (0.1875).squareRoot()) < 1e-15)
  }

  @Test func partsAreDrawnAsWeightsOfTheirOwn() throws {
    let layout = WeightLayout(
      axes: [.input, .output], parts: [.init("q", extent: 5), .init("k", extent: 3)])
    let rule = Blockwise(["k": .orthogonal()], otherwise: .heNormal(mode: .fanOut))
    let stream = RandomStream(seed: 3, name: "w")
    let values = try rule.values([4, 8], layout, stream: stream)
    let q = try Scheme.heNormal(mode: .fanOut).values(
      [4, 5], .matmul, stream: stream.substream("q"))
    let k = try Orthogonal().values([4, 3], .matmul, stream: stream.substream("k"))
    for row in 0..<4 {
      #expect(Array(values[row * 8..<row * 8 + 5]) == Array(q[row * 5..<row * 5 + 5]))
      #expect(Array(values[row * 8 + 5..<row * 8 + 8]) == Array(k[row * 3..<row * 3 + 3]))
    }
  }

  @Test func unknownPartsAreNamed() {
    let rule = Blockwise(["forgotten": .ones], otherwise: .zeros)
    let layout = WeightLayout.recurrent(gates: ["input", "forget"], hidden: 2)
    let error = #expect(throws: OnsetError.self) { try rule.values([4, 2], layout) }
    #expect(
      error?.description
        == "the weight has no packed part 'forgotten'; its parts are input, forget.")
    let whole = #expect(throws: OnsetError.self) { try rule.values([4, 2], .linear) }
    #expect(whole?.fix == "it is not packed at all")
  }

  @Test func factorsMultiply() throws {
    let plain = try Scheme.normal(standardDeviation: 0.02).values([50, 3], .linear)
    let scaled = try Scheme.normal(standardDeviation: 0.02).scaled(by: -0.125).values(
      [50, 3], .linear)
    #expect(zip(plain, scaled).allSatisfy { $1 == $0 * -0.125 })
  }
}
