import Foundation
import OnsetCore
import Synchronization
import Testing

/// The small types: names, element types, and the parallel loop.
@Suite struct VocabularyTests {
  @Test func namesAreOrderedByBytesAndCodedAsStrings() throws {
    let names: [ParameterName] = ["h.10.w", "h.2.w", "H.1", "é"]
    #expect(names.sorted().map(\.text) == ["H.1", "h.10.w", "h.2.w", "é"])
    let data = try JSONEncoder().encode(names)
    #expect(try JSONDecoder().decode([String].self, from: data) == names.map(\.text))
    #expect(try JSONDecoder().decode([ParameterName].self, from: data) == names)
  }

  @Test func shapesAreCodedAsListsAndChecked() throws {
    let data = try JSONEncoder().encode([3, 4] as Shape)
    #expect(String(decoding: data, as: UTF8.self) == "[3,4]")
    #expect(try JSONDecoder().decode(Shape.self, from: data) == [3, 4])
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(Shape.self, from: Data("[3,-4]".utf8))
    }
  }

  @Test func layoutsSurviveCoding() throws {
    for layout in [
      WeightLayout.linear, .convolution(groups: 3), .attention(queries: 4, keys: 2, values: 2),
      .stacked(.transposedConvolution(groups: 2, stride: [2, 1])),
    ] {
      let data = try JSONEncoder().encode(layout)
      #expect(try JSONDecoder().decode(WeightLayout.self, from: data) == layout)
    }
  }

  @Test func initializableTypesAreTheFourFloats() {
    let types = DType.allCases.filter(\.isInitializable)
    #expect(Set(types) == [.float64, .float32, .float16, .bfloat16])
    for type in types {
      #expect(type.isFloatingPoint && type.greatestFiniteMagnitude != nil)
    }
    #expect(DType.float16.greatestFiniteMagnitude == 65504)
    let largest = HalfFloat.float(bfloat16Bits: 0x7F7F)
    #expect(DType.bfloat16.greatestFiniteMagnitude == Double(largest))
    #expect(DType.string.byteCount == nil && DType.int64.byteCount == 8)
  }

  @Test(arguments: [0, 1, 2, 17, 1000], [1, 2, 5])
  func parallelLoopsTakeEveryTurnOnce(_ count: Int, threads: Int) {
    let turns = Mutex([Int](repeating: 0, count: count))
    ParallelLoop.run(count, threads: threads) { index in turns.withLock { $0[index] += 1 } }
    #expect(turns.withLock { $0 } == Array(repeating: 1, count: count))
  }
}
