import Foundation
import OnsetCore
import OnsetReport
import OnsetTheory
import Testing

/// The numbers of a report against golden ones, which were made with multiple precision (Arb ball
/// arithmetic, 192 bits); and that its text fits the terminal.
@Suite struct TheoryReportTests {
  struct Golden: Sendable {
    var name: String
    var weightVariance, biasVariance: Double
    var phase: SignalLimit.Phase
    var secondMoment, slope, chi1, correlation: Double?
    var signalScale, correlationScale, gradientScale: Double?
  }

  static let goldens = [
    Golden(
      name: "tanh", weightVariance: 2, biasVariance: 0.05, phase: .chaotic,
      secondMoment: 0.7217618726520715, slope: 0.4865217440313488, chi1: 1.0476659995757354,
      correlation: 0.7440824195011839, signalScale: 1.3879757482573774,
      correlationScale: 25.213414789151965, gradientScale: -21.475434320260195),
    Golden(
      name: "tanh", weightVariance: 1.5, biasVariance: 0.05, phase: .ordered,
      secondMoment: 0.41803720053347787, slope: 0.5519832056635092, chi1: 0.9386362681988512,
      correlation: 1, signalScale: 1.6828283887064368, correlationScale: 15.79099403412288,
      gradientScale: 15.79099403412288),
    Golden(
      name: "selu", weightVariance: 1, biasVariance: 0.05, phase: .chaotic,
      secondMoment: 1.2133582947171007, slope: 0.7502071674363514, chi1: 1.0347520343508825,
      correlation: 0.8047374256267331, signalScale: 3.4793998454052915,
      correlationScale: 56.84385742032821, gradientScale: -29.27244707767922),
    Golden(
      name: "gelu", weightVariance: 4, biasVariance: 0.05, phase: .divergent, secondMoment: nil,
      slope: 2, chi1: 2, correlation: nil, signalScale: nil, correlationScale: nil,
      gradientScale: -1.4426950408889634),
    Golden(
      name: "relu", weightVariance: 1.5, biasVariance: 0.05, phase: .ordered, secondMoment: 0.2,
      slope: 0.75, chi1: 0.75, correlation: 1, signalScale: 3.476059496782207,
      correlationScale: 3.476059496782207, gradientScale: 3.476059496782207),
  ]

  @Test(arguments: goldens)
  func signalsEqualTheGoldenOnes(golden: Golden) throws {
    let report = try TheoryReport(
      Activation.named(golden.name), weightVariance: golden.weightVariance,
      biasVariance: golden.biasVariance)
    let network = try decoded(report).network
    #expect(network.phase == golden.phase)
    expectEqual(network.secondMoment, golden.secondMoment, 1e-8)
    expectEqual(network.varianceMapSlope, golden.slope, 1e-8)
    expectEqual(network.chi1, golden.chi1, 1e-8)
    expectEqual(network.correlation, golden.correlation, 1e-7)
    expectEqual(network.secondMomentDepthScale, golden.signalScale, 1e-6)
    expectEqual(network.correlationDepthScale, golden.correlationScale, 1e-5)
    expectEqual(network.gradientDepthScale, golden.gradientScale, 1e-6)
    // Six times the smaller scale (Schoenholz et al. 2017).
    let scales = [golden.correlationScale, golden.gradientScale].compactMap { $0.map(abs) }
    expectEqual(network.deepestTrainable, scales.min().map { 6 * $0 }, 1e-5)
  }

  @Test(arguments: [
    ("tanh", 0.05, 1.760954639606739, 0.5700478816407641),
    ("selu", 0.5, 1.2058911991482988, 4.477322499302151),
    ("gelu", 0.2, 1.9706718097816094, 4.470950309615178),
  ])
  func aBiasVarianceAloneMeansTheEdgeOfChaos(
    name: String, bias: Double, weight: Double, q: Double
  ) throws {
    let report = try TheoryReport(Activation.named(name), secondMoment: q, biasVariance: bias)
    let document = try decoded(report)
    #expect(document.edgesOfChaos.count == 1)
    expectEqual(document.edgesOfChaos[0].weightVariance, weight, 1e-9)
    expectEqual(document.edgesOfChaos[0].secondMoment, q, 1e-8)
    #expect(document.edgesOfChaos[0].isStable)
    expectEqual(document.network.weightVariance, weight, 1e-9)
    expectEqual(document.network.secondMoment, q, 1e-6)
  }

  @Test func gainsKeepWhatTheySayTheyKeep() throws {
    // He et al. 2015 for ReLU, whose halves are exact.
    let relu = try TheoryReport(.relu, secondMoment: 3).document.moments
    expectEqual(relu.gain, 2.0.squareRoot(), 1e-14)
    expectEqual(relu.backwardGain, 2.0.squareRoot(), 1e-14)
    expectEqual(relu.chi1, 1, 1e-14)
    expectEqual(relu.meanFraction, 1 / Double.pi, 1e-14)
    // The golden gain of tanh, and what the map says of it at another q.
    expectEqual(try TheoryReport(.tanh).document.moments.gain, 1.5925374197228315, 1e-13)
    let moments = try TheoryReport(.tanh, secondMoment: 0.3).document.moments
    let gain = try #require(moments.gain)
    let field = try MeanField(activation: .tanh, weightVariance: gain * gain)
    expectEqual(field.nextSecondMoment(0.3), 0.3, 1e-13)
    expectEqual(moments.chi1, field.chi1(at: 0.3), 1e-12)
    expectEqual(moments.varianceMapSlope, field.varianceMapSlope(at: 0.3), 1e-12)
  }

  /// With centred rows the point is a fixed point of the centred map, and of the correlation map too.
  @Test(arguments: ["sigmoid", "softplus", "gaussian", "cos"])
  func centredChainsHoldTheirSignal(name: String) throws {
    let report = try TheoryReport(Activation.named(name))
    let document = report.document
    #expect(document.network.rowCentering > 0)
    #expect(document.network.phase == .critical)
    let chain = try CriticalChain(
      point: CriticalitySolver(activation: report.activation).solve(),
      profile: ActivationProfile(report.activation))
    let q = document.criticalPoint.secondMoment
    expectEqual(chain.nextSecondMoment(q), q, 1e-9)
    let slope =
      (chain.nextSecondMoment(1.001 * q) - chain.nextSecondMoment(0.999 * q)) / (0.002 * q)
    expectEqual(slope, document.criticalPoint.varianceMapSlope, 1e-4)
    let map = chain.correlationMap
    expectEqual(map(1), 1, 1e-9)
    // C′(1) = χ₁ = 1, and C is convex.
    #expect(map(0.9) > 0.9)
    expectEqual((map(1) - map(1 - 1e-4)) / 1e-4, 1, 1e-2)
    // Without centring, the same weights do not keep q.
    #expect(abs(chain.field.nextSecondMoment(q) / q - 1) > 0.01)
  }

  @Test func jacobiansOfReLUAreNeverIsometric() throws {
    let jacobians = try decoded(TheoryReport(.relu, depth: 32)).jacobians
    #expect(jacobians.map(\.ensemble) == [.gaussian, .orthogonal])
    // μ₂/μ₁² = 2: Var[s²]/E[s²]² is 2L for Gaussian and L for orthogonal weights.
    expectEqual(jacobians[0].relativeVariance, 64, 1e-12)
    expectEqual(jacobians[1].relativeVariance, 32, 1e-12)
    expectEqual(jacobians[0].meanSquare, 1, 1e-12)
  }

  @Test func lawsAreThoseOfTheLiterature() throws {
    let tanh = try #require(TheoryReport(.tanh).document.signalDecay)
    #expect(tanh.power == 1)
    expectEqual(tanh.coefficient, 0.5, 1e-3)
    let relu = try TheoryReport(.relu).document
    #expect(relu.signalDecay == nil)
    let law = try #require(relu.correlationDecay)
    #expect(law.power == 2)
    expectEqual(law.coefficient, 4.5 * Double.pi * Double.pi, 0.02)
  }

  @Test func aJumpLeavesNoWordOfInputsThatBecomeAlike() throws {
    let text = try TheoryReport(.sign).lines(width: 100).joined(separator: "\n")
    #expect(text.contains("tears nearby inputs apart"))
    #expect(text.contains("no gradient comes back"))
    #expect(!text.contains("become alike"))
    #expect(try TheoryReport(.sign).document.network.correlation == nil)
  }

  @Test(arguments: ["relu", "tanh", "gelu", "sign", "square", "cos", "linear", "softplus"])
  func everyLineFits(name: String) throws {
    let report = try TheoryReport(Activation.named(name))
    for width in [72, 80, 100, 160] {
      let lines = report.lines(width: width)
      for line in lines { #expect(line.count <= width, "\(line)") }
      #expect(lines[0].contains(name))
      #expect(lines.contains { $0.contains("variance map q → q′") })
    }
    let encoder = JSONEncoder()
    #expect(throws: Never.self) { try encoder.encode(report.document) }
  }

  @Test func impossibleQuestionsAreRefused() {
    #expect(throws: OnsetError.self) { try TheoryReport(.tanh, weightVariance: -1) }
    #expect(throws: OnsetError.self) { try TheoryReport(.tanh, biasVariance: -0.1) }
    #expect(throws: OnsetError.self) { try TheoryReport(.tanh, weightVariance: .infinity) }
    #expect(throws: OnsetError.self) { try TheoryReport(.tanh, secondMoment: 0) }
    #expect(throws: OnsetError.self) { try TheoryReport(.tanh, secondMoment: .nan) }
    #expect(throws: OnsetError.self) { try TheoryReport(.tanh, depth: 0) }
    let zero = Activation(name: "zero", function: .constant(0))
    #expect(throws: OnsetError.self) { try TheoryReport(zero) }
    let infinite = Activation(name: "log x", function: .logarithm)
    #expect(throws: OnsetError.self) { try TheoryReport(infinite) }
  }

  @Test func theTableHasEveryActivationAndFits() throws {
    let table = try ActivationTable.all()
    #expect(table.activations.map(\.name) == Activation.all.map(\.name))
    let relu = try #require(table.activations.first { $0.name == "relu" })
    expectEqual(relu.gain, 2.0.squareRoot(), 1e-14)
    expectEqual(relu.criticalPoint.gain, 2.0.squareRoot(), 1e-14)
    for line in table.lines(width: 100) { #expect(line.count <= 100, "\(line)") }
  }

  /// What a reader of the JSON gets.
  private func decoded(_ report: TheoryReport) throws -> TheoryDocument {
    let data = try JSONEncoder().encode(report.document)
    return try JSONDecoder().decode(TheoryDocument.self, from: data)
  }

  /// Equal within a relative tolerance, or both missing.
  private func expectEqual(
    _ value: Double?, _ reference: Double?, _ tolerance: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    guard let value, let reference else {
      #expect(value == reference, sourceLocation: sourceLocation)
      return
    }
    #expect(
      abs(value - reference) <= tolerance * abs(reference), "\(value) instead of \(reference)",
      sourceLocation: sourceLocation)
  }
}
