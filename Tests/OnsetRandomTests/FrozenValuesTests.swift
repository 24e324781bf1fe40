import OnsetCore
import OnsetRandom
import Testing

/// Values that no release may change: the first four elements and a hash of the first 100,003.
@Suite struct FrozenValuesTests {
  let stream = RandomStream(seed: 42, name: "layers.0.weight")

  @Test func words() {
    let words = [UInt32](unsafeUninitializedCapacity: 100_003) { buffer, count in
      stream.words(UnsafeMutableBufferPointer(rebasing: buffer[..<100_003]))
      count = 100_003
    }
    check(
      words, first: [0x7A32_4194, 0x3205_B8C3, 0xD8E4_15E5, 0x7F0F_B059],
      hash: 0x6AC2_7817_CA75_3D8B)
  }

  @Test func uniform() {
    check(
      stream.uniforms(100_003, lowerBound: -0.1, upperBound: 0.1),
      first: [0x3DC3_839C, 0x3D20_124F, 0xBCFA_4C43, 0x3DCB_4C4E], hash: 0xB7FA_3763_5292_04D4)
  }

  @Test func normal() {
    check(
      stream.normals(100_003, standardDeviation: 0.02),
      first: [0x3CC3_B664, 0xBD0C_2215, 0xBBEA_4AF0, 0x3CB5_7E0F], hash: 0x4C10_8262_B548_88EE)
  }

  @Test func truncatedNormal() {
    check(
      stream.truncatedNormals(100_003, parentStandardDeviation: 0.02, bounds: -2...2),
      first: [0x3D0B_6AEF, 0x3C1F_3EE5, 0xBBF5_242A, 0x3D1E_D7F4], hash: 0x05DD_BD8C_09EA_2354)
  }

  @Test func truncatedNormalWithTails() {
    check(
      stream.truncatedNormals(100_003, mean: 1, bounds: -50...4.5),
      first: [0x4040_1725, 0x3FC1_6F48, 0x3F1B_70AA, 0x406B_9554], hash: 0x1285_E400_0DD7_0919)
  }

  @Test func sign() {
    check(
      stream.array(100_003) { $0.fillSigns($1, scale: 0.25) },
      first: [0x3E80_0000, 0x3E80_0000, 0xBE80_0000, 0x3E80_0000], hash: 0xA696_B553_162F_BCFA)
  }

  private func check(
    _ values: [Float], first: [UInt32], hash: UInt64,
    location: SourceLocation = #_sourceLocation
  ) {
    check(values.map(\.bitPattern), first: first, hash: hash, location: location)
  }

  private func check(
    _ bits: [UInt32], first: [UInt32], hash: UInt64, location: SourceLocation = #_sourceLocation
  ) {
    let bytes = bits.lazy.flatMap { word in
      (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
    #expect(Array(bits.prefix(4)) == first, sourceLocation: location)
    #expect(SipHash.hash(bytes, firstKey: 0, secondKey: 0) == hash, sourceLocation: location)
  }
}
