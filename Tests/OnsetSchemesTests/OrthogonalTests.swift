import OnsetCore
import OnsetLinearAlgebra
import OnsetRandom
import OnsetSchemes
import Testing

@Suite struct OrthogonalTests {
  static let large: [WeightCase] =
    WeightCase.all + [
      .init(name: "square", layout: .linear, shape: [300, 300]),
      .init(name: "wide", layout: .linear, shape: [100, 500]),
      .init(name: "one column", layout: .linear, shape: [70, 1]),
      .init(name: "one number", layout: .linear, shape: [1, 1]),
    ]

  @Test(arguments: large)
  func everyBlockIsOrthogonal(_ weight: WeightCase) throws {
    for gain in [1, 1.4142135623730951] {
      let values = try Orthogonal(gain: gain).values(weight.shape, weight.layout)
      for block in try weight.layout.blocks(of: weight.shape) {
        let matrix = block.matrix(of: values, times: 1 / gain)
        let allowed = 1e-6 * Double(min(block.rows, block.columns)).squareRoot()
        #expect(try matrix.orthogonalityDefect() <= allowed, "block \(block.name)")
      }
    }
  }

  /// The control to the test above: gates are orthogonal one by one, and unrelated to each other.
  @Test func gatesAreUnrelated() throws {
    let layout = WeightLayout.recurrent(gates: ["input", "forget", "cell", "output"], hidden: 32)
    let values = try Orthogonal().values([128, 32], layout)
    let blocks = try layout.blocks(of: [128, 32]).map { $0.matrix(of: values) }
    for (index, gate) in blocks.enumerated() {
      for other in blocks[..<index] {
        #expect(gate != other)
        // The singular values of a product of orthogonal matrices are 1, so its trace has variance 1.
        let product = try gate.transposedMultiplied(by: other)
        let trace = (0..<32).reduce(0) { $0 + product[$1, $1] }
        #expect(abs(trace) < 5.5)
      }
    }
    let whole = try Orthogonal().values([128, 32], .linear)
    let gate = try WeightLayout.recurrent(gates: ["a", "b", "c", "d"], hidden: 32)
      .blocks(of: [128, 32])[0].matrix(of: whole)
    #expect(
      try gate.orthogonalityDefect() > 1, "one matrix over all gates is not orthogonal per gate")
  }

  /// A weight drawn alone, as a part of a stack: the block's name decides its stream.
  @Test func blocksHaveStreamsOfTheirOwn() throws {
    let stream = RandomStream(seed: 1, name: "experts")
    let stacked = try Orthogonal().values([3, 8, 8], .stacked(.linear), stream: stream)
    for expert in 0..<3 {
      let alone = try Orthogonal().values([8, 8], .linear, stream: stream.substream("\(expert)"))
      #expect(Array(stacked[expert * 64..<(expert + 1) * 64]) == alone)
    }
  }

  /// The distribution does not change when a matrix is multiplied by a fixed orthogonal one: here, by
  /// signs. Without the sign fix the diagonal would be biased; see the tests of the reflections.
  @Test func elementsHaveNoPreferredSign() throws {
    let draws = 4000
    var (corner, square, fourth) = (0.0, 0.0, 0.0)
    for draw in 0..<draws {
      let values = try Orthogonal().values([4, 4], .linear, seed: UInt64(draw))
      corner += Double(values[0])
      square += Double(values[0] * values[0])
      fourth += Double(values[0] * values[0] * values[0] * values[0])
    }
    // On the sphere in 4 dimensions: E x² = 1/4, E x⁴ = 3/(4·6) = 1/8, E x⁸ = 105/(4·6·8·10) = 7/128.
    let allowed = 5 / Double(draws).squareRoot()
    #expect(abs(corner / Double(draws)) < allowed * 0.5)
    #expect(abs(square / Double(draws) - 0.25) < allowed * (1.0 / 8 - 1.0 / 16).squareRoot())
    #expect(abs(fourth / Double(draws) - 0.125) < allowed * (7.0 / 128 - 1.0 / 64).squareRoot())
  }

  @Test func storageOrderDoesNotChangeTheMatrix() throws {
    let linear = try Orthogonal().values([30, 20], .linear)
    let matmul = try Orthogonal().values([20, 30], .matmul)
    for row in 0..<30 {
      for column in 0..<20 { #expect(linear[row * 20 + column] == matmul[column * 30 + row]) }
    }
  }

  @Test func stacksCanBeDrawnOneCopyAtATime() throws {
    #expect(try Orthogonal().granularity(for: [6, 32, 20], layout: .stacked(.linear)) == 640)
    #expect(
      try Orthogonal().granularity(
        for: [64, 12, 3],
        layout: .convolution(
          groups: 4, spatialRank: 1)) == 16 * 36)
    let packed = WeightLayout.attention(queries: 64, keys: 16, values: 16)
    #expect(try Orthogonal().granularity(for: [96, 48], layout: packed) == 96 * 48)
  }
}

extension WeightBlock {
  /// The block's matrix, outputs by inputs, out of the elements of a weight.
  func matrix(of values: [Float], times factor: Double = 1) -> Matrix {
    Matrix(rows: rows, columns: columns) {
      factor * Double(values[rowOffsets[$0] + columnOffsets[$1]])
    }
  }
}
