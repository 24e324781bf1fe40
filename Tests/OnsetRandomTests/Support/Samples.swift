import OnsetRandom

/// Arrays of draws, for tests.
extension RandomStream {
  func array(
    _ count: Int, _ fill: (RandomStream, UnsafeMutableBufferPointer<Float>) -> Void
  ) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      fill(self, UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      initialized = count
    }
  }

  func normals(_ count: Int, mean: Double = 0, standardDeviation: Double = 1) -> [Float] {
    array(count) { $0.fillNormal($1, mean: mean, standardDeviation: standardDeviation) }
  }

  func uniforms(_ count: Int, lowerBound: Double, upperBound: Double) -> [Float] {
    array(count) { $0.fillUniform($1, lowerBound: lowerBound, upperBound: upperBound) }
  }

  func truncatedNormals(
    _ count: Int, mean: Double = 0, parentStandardDeviation: Double = 1, bounds: ClosedRange<Double>
  ) -> [Float] {
    array(count) {
      $0.fillTruncatedNormal(
        $1, mean: mean, parentStandardDeviation: parentStandardDeviation, bounds: bounds)
    }
  }
}

/// Draws with every distribution and awkward numbers.
let everyDraw: [Draw] = {
  guard let usual = try? TruncatedNormalMoments(bounds: -2...2),
    let lopsided = try? TruncatedNormalMoments(bounds: 0.5...7),
    let wide = try? TruncatedNormalMoments(bounds: -100...100),
    let far = try? TruncatedNormalMoments(bounds: -.infinity...(-9.5))
  else { return [] }
  return [
    .words, .uniform(lowerBound: -0.1, upperBound: 0.3), .uniform(lowerBound: 0, upperBound: 1),
    .normal(mean: 0, standardDeviation: 0.02), .normal(mean: -3, standardDeviation: 1),
    .truncatedNormal(mean: 0, parentStandardDeviation: 0.02, moments: usual),
    .truncatedNormal(mean: 1, parentStandardDeviation: 0.3, moments: lopsided),
    .truncatedNormal(mean: 0, parentStandardDeviation: 1, moments: wide),
    .truncatedNormal(mean: 0, parentStandardDeviation: 1, moments: far), .sign(scale: 0.7),
  ]
}()
