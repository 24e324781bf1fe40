import OnsetCore
import OnsetRandom
import OnsetTestSupport
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The whole distribution function, by Kolmogorov and Smirnov's test of a million draws each.
@Suite struct DistributionTests {
  static let count = 1 << 20
  /// Exceeded by chance in 7 of a million tests.
  static let limit = 2.5
  let stream = RandomStream(seed: 5, name: "distribution")

  @Test func uniform() {
    let score = kolmogorovSmirnovScore(
      stream.uniforms(Self.count, lowerBound: 2, upperBound: 5)
    ) { ($0 - 2) / 3 }
    #expect(score < Self.limit)
  }

  @Test func normal() {
    let values = stream.normals(Self.count)
    #expect(
      kolmogorovSmirnovScore(values, distributionFunction: NormalDistribution.below) < Self.limit)
    // Negative control: two percent more spread.
    #expect(kolmogorovSmirnovScore(values) { NormalDistribution.below($0 / 1.02) } > Self.limit)
  }

  /// Both halves of Box and Muller's pair, its angle and its squared radius, each on its own.
  @Test func halvesOfThePair() {
    let values = stream.normals(2 * Self.count)
    let first = values.indices.filter { $0 / 16 % 2 == 0 }
    let cosines = first.map { values[$0] }
    let sines = first.map { values[$0 + 16] }
    #expect(
      kolmogorovSmirnovScore(cosines, distributionFunction: NormalDistribution.below) < Self.limit)
    #expect(
      kolmogorovSmirnovScore(sines, distributionFunction: NormalDistribution.below) < Self.limit)
    let angles = zip(cosines, sines).map { atan2f($1, $0) }
    #expect(kolmogorovSmirnovScore(angles) { $0 / (2 * Double.pi) + 0.5 } < Self.limit)
    let radii = zip(cosines, sines).map { $0 * $0 + $1 * $1 }
    #expect(kolmogorovSmirnovScore(radii) { 1 - exp(-$0 / 2) } < Self.limit)
  }

  static let truncations: [ClosedRange<Double>] = [
    -2...2, 0.5...3, 4...8, -1.5...(-1), -100...100,
  ]

  @Test(arguments: truncations)
  func truncatedNormal(bounds: ClosedRange<Double>) {
    let values = stream.truncatedNormals(Self.count, bounds: bounds)
    let mass = NormalDistribution.between(bounds.lowerBound, bounds.upperBound)
    let score = kolmogorovSmirnovScore(values) {
      NormalDistribution.between(bounds.lowerBound, $0) / mass
    }
    #expect(score < Self.limit)
  }

  /// 2²⁷ draws: the counts beyond 4, 5 and 6 standard deviations are Poisson numbers.
  @Test func tails() {
    let block = 1 << 22
    var counts = [4: 0, 5: 0, 6: 0]
    var largest: Float = 0
    for start in stride(from: 0, to: 1 << 27, by: block) {
      let values = stream.array(block) { $0.fillNormal($1, from: start, standardDeviation: 1) }
      for value in values where abs(value) > 4 {
        largest = max(largest, abs(value))
        for limit in [4, 5, 6] where abs(value) > Float(limit) { counts[limit, default: 0] += 1 }
      }
    }
    for (limit, count) in counts {
      let expected = 2 * NormalDistribution.above(Double(limit)) * Double(1 << 27)
      #expect(abs(Double(count) - expected) < 5 * expected.squareRoot() + 1, "\(limit): \(count)")
    }
    #expect(largest > 5 && largest < 6.67)
  }
}
