import OnsetCore
import OnsetRandom
import OnsetTestSupport
import Testing

/// Mean and variance of four million draws, within five standard errors; a deviation that is off by
/// one percent, or a mean that is off by a hundredth of it, must be noticed.
@Suite struct MomentTests {
  static let count = 1 << 22
  let stream = RandomStream(seed: 3, name: "moments")

  @Test func uniform() {
    let values = stream.uniforms(Self.count, lowerBound: -0.5, upperBound: 1.5)
    check(values, mean: 0.5, deviation: 2 / 12.0.squareRoot())
  }

  @Test func normal() {
    let values = stream.normals(Self.count, mean: -0.25, standardDeviation: 0.02)
    check(values, mean: -0.25, deviation: 0.02)
  }

  static let truncations: [ClosedRange<Double>] = [
    -2...2, -1...3, 0.5...100, 3...4, -.infinity...(-1),
  ]

  /// The realised deviation is the wanted one once the parent's is corrected.
  @Test(arguments: truncations)
  func truncatedNormal(bounds: ClosedRange<Double>) throws {
    let moments = try TruncatedNormalMoments(bounds: bounds)
    let parent = 0.05 / moments.standardDeviation
    let values = stream.truncatedNormals(
      Self.count, mean: 0.1, parentStandardDeviation: parent, bounds: bounds)
    check(
      values, mean: 0.1 + moments.mean * parent, deviation: 0.05)
  }

  @Test func withoutTheCorrectionTheSpreadIsTooSmall() {
    let values = stream.truncatedNormals(Self.count, bounds: -2...2)
    let sample = SampleMoments(values)
    #expect(sample.varianceScore(expectedStandardDeviation: 1) < -100)
    #expect(abs(sample.standardDeviation - 0.8796) < 0.001)
  }

  @Test func signs() {
    let values = stream.array(Self.count) { $0.fillSigns($1, scale: 0.5) }
    let score = SampleMoments(values).meanScore(expected: 0, standardDeviation: 0.5)
    #expect(abs(score) < 5)
    #expect(Set(values) == [0.5, -0.5])
  }

  private func check(
    _ values: [Float], mean: Double, deviation: Double,
    location: SourceLocation = #_sourceLocation
  ) {
    let sample = SampleMoments(values)
    let meanScore = sample.meanScore(expected: mean, standardDeviation: deviation)
    let varianceScore = sample.varianceScore(expectedStandardDeviation: deviation)
    #expect(abs(meanScore) < 5, sourceLocation: location)
    #expect(abs(varianceScore) < 5, sourceLocation: location)
    // Negative controls: the same sample against expectations that are slightly wrong.
    let wrongMean = sample.meanScore(
      expected: mean + deviation / 100, standardDeviation: deviation)
    let wrongVariance = sample.varianceScore(expectedStandardDeviation: deviation * 1.01)
    #expect(abs(wrongMean) > 5, sourceLocation: location)
    #expect(abs(wrongVariance) > 5, sourceLocation: location)
  }
}
