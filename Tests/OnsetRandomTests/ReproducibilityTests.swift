import OnsetCore
import OnsetRandom
import Testing

/// Chunks, offsets, threads and single elements change no bit.
@Suite struct ReproducibilityTests {
  static let count = 1 << 19 + 77
  let stream = RandomStream(seed: 11, name: "weight")

  typealias Fill = @Sendable (RandomStream, UnsafeMutableBufferPointer<Float>, Int) -> Void

  static let fills: [Fill] = [
    { $0.fillUniform($1, from: $2, lowerBound: -0.5, upperBound: 0.25) },
    { $0.fillNormal($1, from: $2, mean: 0.1, standardDeviation: 2) },
    { $0.fillTruncatedNormal($1, from: $2, parentStandardDeviation: 1, bounds: -2...2) },
    { $0.fillSigns($1, from: $2, scale: 0.5) },
    { stream, values, offset in
      values.withMemoryRebound(to: UInt32.self) { stream.words($0, from: offset) }
    },
  ]

  @Test(arguments: fills.indices, [1, 2, 3, 7, 0, -1])
  func threads(fill: Int, threads: Int) {
    var other = stream
    other.threads = threads
    #expect(bits(of: other, fill) == bits(of: stream, fill))
  }

  @Test(arguments: fills.indices, [1, 64, 100, 1 << 17, 1 << 17 - 1, 333_333])
  func chunks(fill: Int, chunk: Int) {
    let count = chunk == 1 ? 200 : Self.count
    let whole = stream.array(count) { Self.fills[fill]($0, $1, 5) }
    let pieces = stream.array(count) { stream, buffer in
      for start in stride(from: 0, to: count, by: chunk) {
        let piece = UnsafeMutableBufferPointer(rebasing: buffer[start..<min(start + chunk, count)])
        Self.fills[fill](stream, piece, 5 + start)
      }
    }
    #expect(whole.map(\.bitPattern) == pieces.map(\.bitPattern))
  }

  @Test func singleElements() throws {
    let moments = try TruncatedNormalMoments(bounds: -1...3)
    for offset in [0, 50, 1 << 33] {
      let count = 90
      let uniforms = stream.array(count) {
        $0.fillUniform($1, from: offset, lowerBound: -1, upperBound: 2)
      }
      let normals = stream.array(count) {
        $0.fillNormal($1, from: offset, mean: 1, standardDeviation: 3)
      }
      let truncated = stream.array(count) {
        $0.fillTruncatedNormal($1, from: offset, parentStandardDeviation: 2, moments: moments)
      }
      let signs = stream.array(count) { $0.fillSigns($1, from: offset, scale: 4) }
      for j in 0..<count {
        let index = offset + j
        #expect(stream.uniform(at: index, lowerBound: -1, upperBound: 2) == uniforms[j])
        #expect(stream.normal(at: index, mean: 1, standardDeviation: 3) == normals[j])
        #expect(
          stream.truncatedNormal(at: index, parentStandardDeviation: 2, bounds: -1...3)
            == truncated[j])
        #expect(stream.sign(at: index, scale: 4) == signs[j])
      }
    }
  }

  @Test func spans() throws {
    let moments = try TruncatedNormalMoments(bounds: -2...2)
    var values = [Float](repeating: 0, count: 300)
    var span = values.mutableSpan
    stream.fillNormal(&span, from: 9, standardDeviation: 1)
    #expect(values == stream.array(300) { $0.fillNormal($1, from: 9, standardDeviation: 1) })
    span = values.mutableSpan
    stream.fillUniform(&span, lowerBound: 0, upperBound: 1)
    #expect(values == stream.uniforms(300, lowerBound: 0, upperBound: 1))
    span = values.mutableSpan
    stream.fillTruncatedNormal(&span, parentStandardDeviation: 1, moments: moments)
    #expect(values == stream.truncatedNormals(300, bounds: -2...2))
    span = values.mutableSpan
    stream.fillSigns(&span, scale: 1)
    #expect(values == stream.array(300) { $0.fillSigns($1, scale: 1) })
  }

  @Test func emptyMemoryIsLeftAlone() {
    stream.fillNormal(UnsafeMutableBufferPointer(start: nil, count: 0), standardDeviation: 1)
  }

  private func bits(of stream: RandomStream, _ fill: Int) -> [UInt32] {
    stream.array(Self.count) { Self.fills[fill]($0, $1, 3) }.map(\.bitPattern)
  }
}
