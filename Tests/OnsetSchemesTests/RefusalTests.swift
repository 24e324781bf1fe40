import OnsetCore
import OnsetSchemes
import Testing

/// Numbers that make no weight are refused wherever a scheme is used, not written to a file.
@Suite struct RefusalTests {
  static let bad = [Double.nan, .infinity, -.infinity, 1e7, 1e-21, -1e7]

  @Test(arguments: bad)
  func everyNumberIsChecked(_ value: Double) {
    let schemes: [Scheme] = [
      .constant(value), .identity(gain: value), .dirac(gain: value), .orthogonal(gain: value),
      .deltaOrthogonal(gain: value), .normal(mean: value, standardDeviation: 1),
      .normal(standardDeviation: value), .uniform(Uniform(lowerBound: value, upperBound: 1)),
      .truncatedNormal(mean: value, standardDeviation: 1),
      .truncatedNormal(standardDeviation: value),
      .truncatedNormal(TruncatedNormal(parentStandardDeviation: value)),
      .varianceScaling(scale: value), .sinusoidal(Sinusoidal(scale: value)),
      .sparse(Sparse(sparsity: value, standardDeviation: 1)),
      .sparse(Sparse(sparsity: 0.5, standardDeviation: value)), .heNormal().scaled(by: value),
      .heNormal().rowCentred(share: value == 1e-21 ? 2 : value),
      .blockwise(["q": .constant(value)], otherwise: .zeros),
    ]
    let layout = WeightLayout.attention(queries: 4, keys: 4, values: 4)
    for scheme in schemes {
      if value == 1e-21, case .sparse(let rule) = scheme, rule.standardDeviation == 1 { continue }
      #expect(throws: OnsetError.self, "\(scheme)") { try scheme.validate() }
      let isConvolution =
        switch scheme {
        case .dirac, .deltaOrthogonal: true
        default: false
        }
      let (shape, layout): (Shape, WeightLayout) =
        isConvolution ? ([4, 4, 3, 3], .convolution()) : ([12, 8], layout)
      #expect(throws: OnsetError.self, "\(scheme)") { try scheme.values(shape, layout) }
      #expect(throws: OnsetError.self, "\(scheme)") {
        try scheme.expectation(for: shape, layout: layout)
      }
    }
  }

  @Test func negativeSpreadsAreRefused() {
    for scheme: Scheme in [
      .normal(standardDeviation: -1), .truncatedNormal(standardDeviation: -1),
      .varianceScaling(scale: -1), .sparse(Sparse(sparsity: 0.5, standardDeviation: -1)),
      .uniform(bound: -1),
    ] {
      #expect(throws: OnsetError.self) { try scheme.values([4, 4], .linear) }
    }
  }

  /// A fan can push a scale that is sane by itself out of the range.
  @Test func theDeviationIsCheckedToo() {
    let layout = WeightLayout.transposedConvolution(stride: [1 << 30, 1 << 30])
    #expect(throws: OnsetError.self) {
      try VarianceScaling(scale: 1e6).values([1, 1, 1, 1], layout)
    }
  }

  @Test func weightsWithoutInputsHaveNoFan() {
    let error = #expect(throws: OnsetError.self) {
      try VarianceScaling.heNormal().expectation(for: [4, 0], layout: .linear)
    }
    #expect(error?.description == "the weight has no connections: its fanIn is 0.0.")
  }

  @Test func zeroSilencesWithoutComplaint() throws {
    for scheme: Scheme in [
      .zeros, .orthogonal(gain: 0), .normal(standardDeviation: 0), .varianceScaling(scale: 0),
      .heNormal().scaled(by: 0),
    ] {
      #expect(try scheme.values([4, 4], .linear).allSatisfy { $0 == 0 })
    }
  }
}
