import Foundation
import OnsetCore
import OnsetTheory
import Testing

/// The critical point, against the definition, the golden edge of chaos, and the values of the design.
@Suite struct CriticalitySolverTests {
  static let smooth = [
    "elu", "selu", "celu", "gelu", "silu", "mish", "softplus", "sigmoid", "hard_swish", "tanh",
    "hard_tanh", "softsign", "erf", "sin", "sin_30", "cos", "arctan", "gaussian", "squareplus",
  ]

  @Test(arguments: smooth)
  func bothMapsStandStillAtThePoint(name: String) throws {
    let activation = try Activation.named(name)
    let point = try CriticalitySolver(activation: activation).solve()
    let moments = activation.moments(secondMoment: point.secondMoment)
    #expect(point.kind == .critical)
    #expect(relativeError(point.weightVariance * moments.derivativeSecondMoment, 1) < 1e-12)
    let signal = moments.secondMoment - point.rowCentering * moments.mean * moments.mean
    let next = point.weightVariance * signal + point.biasVariance
    #expect(relativeError(next, point.secondMoment) < 1e-12)
    #expect(abs(point.varianceMapSlope) <= 1 + 1e-6)
    #expect((0...1).contains(point.rowCentering))
    #expect(point.biasVariance == 0 || point.rowCentering == 0)
    #expect(point.cost == nil)
  }

  /// The slope is that of the map itself, by a difference quotient.
  @Test(arguments: ["gelu", "sigmoid", "tanh", "softplus"])
  func slopeIsTheDerivativeOfTheMap(name: String) throws {
    let activation = try Activation.named(name)
    let point = try CriticalitySolver(activation: activation).solve()
    func next(_ q: Double) -> Double {
      let moments = activation.moments(secondMoment: q)
      return point.weightVariance
        * (moments.secondMoment - point.rowCentering * moments.mean * moments.mean)
        + point.biasVariance
    }
    let step = 1e-4 * point.secondMoment
    let slope = (next(point.secondMoment + step) - next(point.secondMoment - step)) / (2 * step)
    #expect(abs(slope - point.varianceMapSlope) < 1e-7)
  }

  /// At the golden edge of chaos for σ_b² = 0.01 the solver's candidate is that edge.
  @Test(arguments: [
    ("tanh", 0.27330091345823126, 1.4242052904885958),
    ("hard_tanh", 0.25914622033348184, 1.0520612094112802),
    ("gelu", 4.470950309615178, 1.9706718097816094),
  ])
  func candidateLiesOnTheGoldenEdgeOfChaos(name: String, q: Double, weightVariance: Double) throws {
    let solver = CriticalitySolver(activation: try .named(name))
    let candidate = solver.candidate(at: q)
    #expect(relativeError(candidate.weightVariance, weightVariance) < 1e-10)
    #expect(relativeError(candidate.biasVariance, name == "gelu" ? 0.2 : 0.01) < 1e-8)
  }

  @Test(arguments: [
    ("mish", 1.7), ("gelu", 3.6), ("hard_swish", 4.8), ("silu", 14.3), ("tanh", 0.25),
  ])
  func scaleIsTheSmallestStableOne(name: String, expected: Double) throws {
    let activation = try Activation.named(name)
    let point = try CriticalitySolver(activation: activation).solve()
    #expect(relativeError(point.secondMoment, expected) < 0.02)
    if expected > 0.25 {
      let below = CriticalitySolver(activation: activation).candidate(at: 0.98 * point.secondMoment)
      #expect(below.varianceMapSlope > 1)
    }
  }

  @Test func sigmoidIsCentredAndTanhGetsASmallBias() throws {
    let sigmoid = try CriticalitySolver(activation: .sigmoid).solve()
    #expect(sigmoid.rowCentering > 0.999 && sigmoid.biasVariance == 0)
    #expect(sigmoid.reason.contains("centring rows"))
    let tanh = try CriticalitySolver(activation: .tanh).solve()
    #expect(relativeError(tanh.biasVariance, 0.0081) < 0.01 && tanh.rowCentering == 0)
    #expect(tanh.reason.contains("random biases of deviation 0.09"))
  }

  @Test func homogeneousFunctionsOfDegreeOneWorkAtEveryScale() throws {
    for activation in [Activation.relu, .linear, .abs, .leakyReLU(slope: 0.2)] {
      let point = try CriticalitySolver(activation: activation).solve()
      #expect(point.kind == .scaleFree && point.biasVariance == 0 && point.rowCentering == 0)
      #expect(relativeError(point.gain, activation.gain) < 1e-12)
    }
  }

  @Test func otherDegreesAndJumpsAreCalledChaotic() throws {
    for activation in [Activation.reluSquared, .square, .cube, .hardShrink(), .thresholdedReLU()] {
      let point = try CriticalitySolver(activation: activation).solve()
      #expect(point.kind == .chaotic && point.cost != nil, "\(activation.name)")
    }
    for activation in [Activation.sign, .heaviside] {
      #expect(try CriticalitySolver(activation: activation).solve().kind == .noGradient)
    }
  }

  @Test(arguments: ["tanh", "softsign", "gelu", "silu", "mish", "elu", "hard_swish"])
  func withoutBiasesTheBestCompromiseSaysWhatItCosts(name: String) throws {
    let activation = try Activation.named(name)
    let point = try CriticalitySolver(activation: activation, biases: .zero, depth: 50).solve()
    #expect(point.kind == .compromise && point.biasVariance == 0)
    let moments = activation.moments(secondMoment: point.secondMoment)
    #expect(relativeError(point.weightVariance * moments.secondMoment, point.secondMoment) < 1e-12)
    #expect(
      relativeError(point.chi1, point.weightVariance * moments.derivativeSecondMoment) < 1e-12)
    // Within a factor of two over the depth, where the gain at q = 1 loses far more.
    #expect(abs(point.chi1 - 1) < 0.0142)
    #expect(try #require(point.cost).contains("over 50 layers"))
  }

  @Test func aFunctionThatIsNotFiniteIsRefused() {
    let activation = Activation(
      name: "log",
      function: ScalarFunction(value: { _ in .nan }, jet: { _ in Jet(.nan, .nan, .nan) }))
    #expect(throws: OnsetError.self) { try CriticalitySolver(activation: activation).solve() }
  }

  /// A function that is flat around zero passes nothing on at small q: its scale is that of its arms.
  @Test func softShrinkHasAScaleWhereSignalsPass() throws {
    let point = try CriticalitySolver(activation: .named("soft_shrink")).solve()
    #expect(point.secondMoment > 0.25)
    #expect(point.biasVariance <= 0.125 * point.secondMoment)
    #expect(abs(point.varianceMapSlope) <= 1 + 1e-9)
    // E[φ′²] = P(|√q z| > 1/2).
    let share = erfc(0.5 / (2 * point.secondMoment).squareRoot())
    #expect(abs(point.weightVariance * share - 1) < 1e-12)
  }

  @Test func everyNamedActivationHasAReasonablePoint() throws {
    for activation in Activation.all {
      let point = try CriticalitySolver(activation: activation).solve()
      #expect(point.gain > 1e-3 && point.gain < 1e3, "\(activation.name)")
      #expect(point.secondMoment > 1e-4 && point.secondMoment <= 1e4, "\(activation.name)")
      #expect(point.biasVariance < point.secondMoment, "\(activation.name)")
    }
  }
}
