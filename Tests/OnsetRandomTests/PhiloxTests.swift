import COnsetKernels
import OnsetRandom
import Testing

/// The published test vectors of Philox4x32-10 (file `kat_vectors` of Random123 1.14).
@Suite struct PhiloxTests {
  static let vectors: [(counter: [UInt32], key: UInt64, block: [UInt32])] = [
    ([0, 0, 0, 0], 0, [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8]),
    (
      [0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF], 0xFFFF_FFFF_FFFF_FFFF,
      [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD]
    ),
    (
      [0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344], 0x299F_31D0_A409_3822,
      [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1]
    ),
  ]

  @Test(arguments: vectors)
  func reference(counter: [UInt32], key: UInt64, block: [UInt32]) {
    #expect(ReferencePhilox(key: key).block(counter) == block)
  }

  @Test(arguments: [ONSET_PATH_BASELINE, ONSET_PATH_AVX2, ONSET_PATH_AVX512], vectors)
  func kernels(path: onset_path, vector: (counter: [UInt32], key: UInt64, block: [UInt32])) throws {
    guard let kernels = onset_kernels_for(path) else { return }
    var block = [UInt32](repeating: 0, count: 4)
    kernels.pointee.philox(vector.key, vector.counter, &block)
    #expect(block == vector.block)
  }

  @Test func theStreamBeginsWithTheFirstVector() {
    let stream = RandomStream(key: 0)
    #expect([0, 16, 32, 48].map(stream.word(at:)) == Self.vectors[0].block)
  }

  @Test func theCounterPasses32Bits() {
    let stream = RandomStream(key: 0x1234_5678_9ABC_DEF0)
    let reference = ReferencePhilox(key: 0x1234_5678_9ABC_DEF0)
    for index in [1 << 34 - 1, 1 << 34, 1 << 34 + 1, 1 << 40 + 17, Int.max - 5] {
      #expect(stream.word(at: index) == reference.word(at: index), "\(index)")
    }
  }
}
