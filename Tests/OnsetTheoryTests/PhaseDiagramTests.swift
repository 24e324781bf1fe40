import OnsetCore
import OnsetTheory
import Testing

/// The fast diagram against the exact limits, and the laws on the edge of chaos.
@Suite struct PhaseDiagramTests {
  @Test(arguments: ["tanh", "relu", "gelu", "selu", "hard_tanh", "cos"])
  func everyCellEqualsTheExactLimit(name: String) throws {
    let profile = ActivationProfile(try Activation.named(name))
    let weights = [0.4, 0.9, 1.35, 1.85, 2.6, 3.9]
    let biases = [0, 0.02, 0.4]
    let diagram = try PhaseDiagram(
      profile: profile, weightVariances: weights, biasVariances: biases)
    for row in biases.indices {
      for column in weights.indices {
        let field = try MeanField(
          profile: profile, weightVariance: weights[column], biasVariance: biases[row])
        let limit = field.limit()
        let cell = diagram[row, column]
        #expect(cell.phase == limit.phase, "\(name) \(weights[column]) \(biases[row])")
        #expect(relativeError(cell.chi1, limit.chi1) < 1e-4)
        #expect(cell.secondMoment.isFinite == (limit.secondMoment != nil))
        if let q = limit.secondMoment, q > 1e-6 {
          #expect(relativeError(cell.secondMoment, q) < 1e-4)
        }
      }
    }
  }

  @Test func impossibleAxesAreRefused() {
    let profile = ActivationProfile(.relu)
    #expect(throws: OnsetError.self) {
      try PhaseDiagram(profile: profile, weightVariances: [], biasVariances: [0])
    }
    #expect(throws: OnsetError.self) {
      try PhaseDiagram(profile: profile, weightVariances: [1], biasVariances: [-1])
    }
  }

  @Test(arguments: [("tanh", 1.0, 0.5), ("sin", 1, 1), ("erf", 1, 0.5)])
  func signalsDieLikeAPowerAtCriticality(
    name: String, power: Double, coefficient: Double
  ) throws {
    let profile = ActivationProfile(try Activation.named(name))
    let decay = try #require(profile.criticalDecay)
    #expect(decay.power == power)
    #expect(relativeError(decay.coefficient, coefficient) < 1e-3)
    // The orbit itself, with its logarithmic correction, after 4000 layers.
    let edge = profile.edgeOfChaos(biasVariance: 0)[0]
    let field = try MeanField(profile: profile, weightVariance: edge.weightVariance)
    let last = field.secondMoments(from: 0.01, layers: 4000)[3999]
    #expect(relativeError(last, decay(4000)) < 0.06)
  }

  @Test func correlationsOfReLUDieLikeTheSquareOfTheDepth() throws {
    let field = try MeanField(activation: .relu, weightVariance: 2)
    let decay = try #require(field.correlationDecay(at: 1))
    #expect(decay.power == 2)
    #expect(relativeError(decay.coefficient, 4.5 * Double.pi * Double.pi) < 0.02)
    #expect(try MeanField(activation: .relu, weightVariance: 1.9).correlationDecay(at: 1) == nil)
    // A smooth activation's correlations die like 1/l.
    let edge = ActivationProfile(.tanh).edgeOfChaos(biasVariance: 0.05)[0]
    let smooth = try MeanField(
      activation: .tanh, weightVariance: edge.weightVariance, biasVariance: 0.05)
    let fixedPoint = try #require(edge.secondMoment)
    let law = try #require(smooth.correlationDecay(at: fixedPoint))
    #expect(law.power == 1)
  }

  @Test func oneLawForEveryCriticalLine() {
    let line = ActivationProfile(.tanh).criticalLine(secondMoments: [0.1, 0.5700478816407641, 2])
    #expect(line.count == 3)
    #expect(relativeError(line[1].weightVariance, 1.760954639606739) < 1e-12)
    #expect(relativeError(line[1].biasVariance, 0.05) < 1e-10)
  }
}
