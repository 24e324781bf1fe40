import OnsetCore
import Testing

@Suite struct WeightBlockTests {
  static let cases: [(layout: WeightLayout, shape: Shape, blocks: Int)] = [
    (.linear, [6, 4], 1),
    (.matmul, [4, 6], 1),
    (.embedding, [10, 3], 1),
    (.convolution(), [6, 4, 3, 2], 1),
    (.convolution(groups: 3), [6, 4, 3, 2], 3),
    (.convolution(groups: 6), [6, 1, 3, 3], 6),
    (.transposedConvolution(groups: 2), [6, 5, 2, 2], 2),
    (.attention(queries: 6, keys: 2, values: 3), [11, 4], 3),
    (.recurrent(gates: ["input", "forget", "cell", "output"], hidden: 3), [12, 5], 4),
    (.stacked(.linear), [3, 4, 5], 3),
    (.stacked(.recurrent(gates: ["reset", "update"], hidden: 2)), [2, 4, 5], 4),
    (.stacked(.convolution(groups: 2, spatialRank: 1)), [3, 4, 2, 3], 6),
    (
      WeightLayout(
        axes: [.input, .output, .output], parts: [.init("q", extent: 2), .init("k", extent: 1)]),
      [4, 3, 5], 2
    ),
  ]

  @Test(arguments: cases)
  func blocksCoverEveryElementOnce(_ layout: WeightLayout, _ shape: Shape, count: Int) throws {
    let blocks = try layout.blocks(of: shape)
    #expect(blocks.count == count)
    #expect(Set(blocks.map(\.name)).count == count, "names tell the blocks apart")
    var visits = [Int](repeating: 0, count: shape.count)
    for block in blocks {
      #expect(block.rows == block.rowOffsets.count && block.columns == block.columnOffsets.count)
      for row in block.rowOffsets {
        for column in block.columnOffsets { visits[row + column] += 1 }
      }
    }
    #expect(visits == Array(repeating: 1, count: shape.count))
  }

  @Test func elementsLieWhereTheConvolutionReadsThem() throws {
    let layout = WeightLayout.convolution(groups: 2)
    let (shape, outputs, inputs): (Shape, Int, Int) = ([4, 3, 2, 2], 2, 3)
    let block = try layout.blocks(of: shape)[1]
    #expect(block.name == "1")
    for output in 0..<outputs {
      for input in 0..<inputs {
        for tap in 0..<4 {
          let expected = ((outputs + output) * inputs + input) * 4 + tap
          #expect(block.rowOffsets[output] + block.columnOffsets[input * 4 + tap] == expected)
        }
      }
    }
  }

  @Test func rowsAreOutputsInEitherOrderOfStorage() throws {
    let linear = try WeightLayout.linear.blocks(of: [2, 3])[0]
    #expect(linear.rowOffsets == [0, 3] && linear.columnOffsets == [0, 1, 2])
    let matmul = try WeightLayout.matmul.blocks(of: [3, 2])[0]
    #expect(matmul.rowOffsets == [0, 1] && matmul.columnOffsets == [0, 2, 4])
    let transposed = try WeightLayout.transposedConvolution(groups: 2).blocks(of: [4, 3, 1, 1])[1]
    #expect(transposed.rowOffsets == [0, 1, 2] && transposed.columnOffsets == [6, 9])
  }

  @Test func vectorsHaveNoBlocks() {
    #expect(throws: OnsetError.self) { try WeightLayout.vector.blocks(of: [5]) }
    #expect(throws: OnsetError.self) { try WeightLayout.linear.blocks(of: [5]) }
  }
}
