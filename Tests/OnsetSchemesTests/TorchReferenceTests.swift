import OnsetCore
import OnsetSchemes
import Testing

/// Scales against those of PyTorch, from its formulas and from tensors that it drew.
@Suite struct TorchReferenceTests {
  private func deviation(_ scheme: Scheme, _ shape: [Int], groups: Int = 1) throws -> Double {
    let layout = TorchFixture.layout(rank: shape.count, groups: groups)
    return try scheme.expectation(for: Shape(shape), layout: layout).standardDeviation
  }

  private func agrees(_ value: Double, _ expected: Double) -> Bool {
    abs(value - expected) <= 1e-15 * expected * 4
  }

  @Test func presetsHaveTheDeviationsOfTheFormulas() throws {
    let theory = try TorchFixture.load().theory
    #expect(theory.count == 4)
    for row in theory {
      let leaky: Scheme = .heNormal(negativeSlope: 0.2)
      let default5: Scheme = .heUniform(negativeSlope: 5.0.squareRoot())
      #expect(agrees(try deviation(.glorotNormal, row.shape), row.xavier_std))
      #expect(agrees(try deviation(.glorotUniform, row.shape), row.xavier_std))
      #expect(agrees(try deviation(.heNormal(), row.shape), row.kaiming_relu_fan_in_std))
      #expect(
        agrees(try deviation(.heNormal(mode: .fanOut), row.shape), row.kaiming_relu_fan_out_std))
      #expect(agrees(try deviation(leaky, row.shape), row.leaky02_std))
      #expect(agrees(try deviation(default5, row.shape), row.kaiming_sqrt5_std))
    }
  }

  @Test func uniformPresetsFillTheirBoundsAndNoMore() throws {
    for row in try TorchFixture.load().theory where row.shape.count == 4 {
      let bounds: [(Scheme, Double)] = [
        (.glorotUniform, row.xavier_bound), (.heUniform(), row.kaiming_relu_fan_in_bound),
        (.heUniform(negativeSlope: 5.0.squareRoot()), row.kaiming_sqrt5_bound),
      ]
      for (scheme, bound) in bounds {
        let values = try scheme.values(Shape(row.shape), .convolution())
        let largest = Double(values.map(\.magnitude).max() ?? 0)
        #expect(largest <= bound * (1 + 1e-7))
        // All of 1152 draws stay below 0.99 of the bound with probability 1e-5.
        #expect(largest > bound * 0.99)
      }
    }
  }

  @Test func moduleDefaultsFollowFromTheFanIn() throws {
    let modules = try TorchFixture.load().modules
    #expect(modules.count == 8)
    for module in modules {
      if let expected = module.standardDeviation {
        let scheme: Scheme = .heUniform(negativeSlope: 5.0.squareRoot())
        let found = try deviation(scheme, module.shape, groups: module.groups)
        #expect(agrees(found, expected), "\(module.module)")
      }
      if let fanIn = module.trueFanIn {
        // PyTorch itself takes out/groups · taps here; the fixture states what really lands.
        let stride = [module.stride ?? 1, module.stride ?? 1]
        let layout = WeightLayout.transposedConvolution(groups: module.groups, stride: stride)
        #expect(try layout.fans(of: Shape(module.shape)).fanIn == fanIn, "\(module.module)")
      }
    }
  }

  static let schemes: [String: Scheme] = [
    "uniform_": .uniform(Uniform(lowerBound: 0, upperBound: 1)),
    "uniform_(-0.3,0.7)": .uniform(Uniform(lowerBound: -0.3, upperBound: 0.7)),
    "normal_": .normal(standardDeviation: 1),
    "normal_(0.5,0.02)": .normal(mean: 0.5, standardDeviation: 0.02),
    "trunc_normal_": .truncatedNormal(TruncatedNormal(parentStandardDeviation: 1)),
    "trunc_normal_(0,0.02,-0.04,0.04)": .truncatedNormal(
      TruncatedNormal(parentStandardDeviation: 0.02, absoluteBounds: -0.04...0.04)),
    "xavier_normal_": .glorotNormal,
    "xavier_uniform_": .glorotUniform,
    "xavier_uniform_(gain=5/3)": .varianceScaling(
      VarianceScaling.glorotUniform.multiplied(byGain: 5.0 / 3)),
    "kaiming_normal_(fan_in,relu)": .heNormal(),
    "kaiming_normal_(fan_out,relu)": .heNormal(mode: .fanOut),
    "kaiming_normal_(fan_in,leaky_relu,a=0.2)": .heNormal(negativeSlope: 0.2),
    "kaiming_uniform_(fan_in,relu)": .heUniform(),
    "kaiming_uniform_(fan_out,relu)": .heUniform(mode: .fanOut),
    "kaiming_uniform_(a=sqrt5)": .heUniform(negativeSlope: 5.0.squareRoot()),
    "orthogonal_": .orthogonal(),
    "orthogonal_(gain=sqrt2)": .orthogonal(gain: 2.0.squareRoot()),
    "eye_": .identity(),
    "dirac_": .dirac(),
  ]

  /// PyTorch's own draws are within their sampling error of what Onset expects of its rule.
  @Test func tensorsDrawnByTorchHaveTheExpectedMoments() throws {
    let samples = try TorchFixture.load().samples
    var compared = 0
    for sample in samples {
      guard let scheme = Self.schemes[sample.`init`] else { continue }
      compared += 1
      let layout = TorchFixture.layout(rank: sample.shape.count)
      let expected = try scheme.expectation(for: Shape(sample.shape), layout: layout)
      let count = Double(sample.shape.reduce(1, *))
      let sigma = sample.unbiasedStandardDeviation * ((count - 1) / count).squareRoot()
      if sample.`init` == "eye_" || sample.`init` == "dirac_" {
        #expect(abs(sample.mean - expected.mean) < 1e-9, "\(sample)")
        #expect(abs(sigma - expected.standardDeviation) < 1e-7, "\(sample)")
        continue
      }
      // At most normal kurtosis, so the relative error of a deviation is 1/√(2n).
      #expect(
        abs(sample.mean - expected.mean) < 5 * expected.standardDeviation / count.squareRoot(),
        "\(sample)")
      let error = expected.standardDeviation / (2 * count).squareRoot()
      #expect(abs(sigma - expected.standardDeviation) < 5 * error, "\(sample)")
    }
    #expect(compared >= 100)
  }

  @Test func truncationMatchesTheKnownConstant() throws {
    let fixture = try TorchFixture.load()
    let parent = TruncatedNormal(parentStandardDeviation: 1)
    let found = try parent.expectation(for: [1], layout: .vector).standardDeviation
    #expect(agrees(found, fixture.truncatedStandardDeviation))
  }
}
