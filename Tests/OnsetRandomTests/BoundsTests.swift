import OnsetCore
import OnsetRandom
import Testing

/// No draw leaves its bounds, taken in float64, however the numbers round.
@Suite struct BoundsTests {
  let stream = RandomStream(seed: 9, name: "bounds")

  static let intervals: [(lower: Double, upper: Double)] = [
    (0.1, 0.3), (-0.1, 0.1), (1, 1 + 1e-6), (-1e30, 1e30), (1e-30, 3e-30), (16_777_215, 16_777_217),
    (-3.4e38, 3.4e38), (0, 1e-30),
  ]

  @Test(arguments: intervals)
  func uniform(lower: Double, upper: Double) {
    let values = stream.uniforms(1 << 16, lowerBound: lower, upperBound: upper)
    #expect(values.allSatisfy { lower <= Double($0) && Double($0) <= upper })
    #expect(Set(values).count > 1)
  }

  @Test func anIntervalWithoutAFloatGivesTheNearest() {
    let values = stream.uniforms(100, lowerBound: 0.1, upperBound: 0.1)
    #expect(values.allSatisfy { $0 == 0.1 })
    let constant = stream.truncatedNormals(
      100, mean: 0.1, parentStandardDeviation: 0, bounds: -.infinity...(.infinity))
    #expect(constant.allSatisfy { $0 == 0.1 })
    #expect(stream.normals(100, mean: 0.1, standardDeviation: 0).allSatisfy { $0 == 0.1 })
  }

  static let truncations: [ClosedRange<Double>] = [
    -2...2, -0.001...0.002, 1.1...1.3, -3...(-2.9), 9.99...10.01, 0...0.1,
  ]

  @Test(arguments: truncations)
  func truncatedNormal(bounds: ClosedRange<Double>) {
    for (mean, deviation) in [(0.0, 0.02), (0.3, 1.7), (-1000, 1e-3)] {
      let values = stream.truncatedNormals(
        1 << 16, mean: mean, parentStandardDeviation: deviation, bounds: bounds)
      let lower = mean + deviation * bounds.lowerBound
      let upper = mean + deviation * bounds.upperBound
      // Between -1000.003 and -999.997 there are floats, but not between all bounds: then the
      // nearest.
      let slack = upper - lower < Double(Float(mean).ulp) ? Double(Float(mean).ulp) : 0
      #expect(values.allSatisfy { lower - slack <= Double($0) && Double($0) <= upper + slack })
    }
  }

  @Test func impossibleNumbersTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = RandomStream(seed: 0, name: "x").normal(at: 0, standardDeviation: -1)
    }
    await #expect(processExitsWith: .failure) {
      _ = RandomStream(seed: 0, name: "x").normal(at: 0, mean: .nan, standardDeviation: 1)
    }
    await #expect(processExitsWith: .failure) {
      _ = RandomStream(seed: 0, name: "x").uniform(at: 0, lowerBound: 1, upperBound: 0)
    }
    await #expect(processExitsWith: .failure) {
      _ = RandomStream(seed: 0, name: "x").uniform(at: 0, lowerBound: 0, upperBound: 1e39)
    }
    await #expect(processExitsWith: .failure) {
      _ = RandomStream(seed: 0, name: "x").truncatedNormal(
        at: 0, parentStandardDeviation: 1, bounds: 11...12)
    }
    await #expect(processExitsWith: .failure) {
      _ = RandomStream(seed: 0, name: "x").word(at: -1)
    }
  }
}
