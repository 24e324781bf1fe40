import Foundation
import OnsetTheory
import Testing

/// Functions built from others, and from closures: values, derivatives, kinks and jumps.
@Suite struct ScalarFunctionTests {
  /// Decomposed activations have the derivatives and moments of the built-in ones.
  static let decompositions: [(String, ScalarFunction)] = [
    ("silu", .identity * .sigmoid),
    (
      "gelu",
      0.5
        * (.identity
          * (.constant(1)
            + .errorFunction.composed(with: .affine(scale: 0.5.squareRoot(), shift: 0))))
    ),
    ("mish", .identity * .hyperbolicTangent.composed(with: .softplus)),
    (
      "hard_swish",
      .identity * (1.0 / 6 * .clip(to: 0, 6).composed(with: .affine(scale: 1, shift: 3)))
    ),
    ("softsign", .identity / (.constant(1) + .absolute)),
    ("relu6", .minimum(.maximum(.identity, .constant(0)), .constant(6))),
    ("elu_1", .select(.identity, positive: .identity, otherwise: .exponential - .constant(1))),
    ("gaussian", .exponential.composed(with: -.square)),
    ("leaky_relu_0.2", .maximum(.identity, .affine(scale: 0.2, shift: 0))),
    (
      "thresholded_relu_1",
      .select(.affine(scale: 1, shift: -1), positive: .identity, otherwise: .constant(0))
    ),
    ("sigmoid", .reciprocal.composed(with: .constant(1) + .exponential.composed(with: -.identity))),
    ("softplus", .logarithm.composed(with: .constant(1) + .exponential)),
  ]

  @Test(arguments: decompositions)
  func aDecomposedActivationIsTheSameFunction(name: String, function: ScalarFunction) throws {
    let activation = try Activation.named(name)
    for x in [-4.3, -1.1, -0.2, 0.3, 0.9, 2.2, 3.7] {
      let (jet, reference) = (function.jet(x), activation.function.jet(x))
      #expect(abs(function.value(x) - reference.value) < 1e-13)
      #expect(abs(jet.value - reference.value) < 1e-13)
      #expect(abs(jet.first - reference.first) < 1e-12)
      #expect(abs(jet.second - reference.second) < 1e-11)
    }
    #expect(function.jumps.map(\.place) == activation.jumps.map(\.place))
    for kink in activation.kinks {
      #expect(function.kinks.contains { abs($0 - kink) < 1e-12 }, "\(name) misses \(kink)")
    }
    for q in [0.25, 4] {
      let moments = function.moments(secondMoment: q)
      let reference = activation.moments(secondMoment: q)
      #expect(relativeError(moments.secondMoment, reference.secondMoment) < 1e-12)
      #expect(
        relativeError(moments.derivativeSecondMoment, reference.derivativeSecondMoment) < 1e-12)
    }
  }

  @Test func kinksOfAChainAreWhereTheInnerFunctionCrossesThem() {
    // relu(x² − 2) bends at ±√2, relu(sin x) at multiples of π.
    let shifted = ScalarFunction.square - .constant(2)
    let kinks = ScalarFunction.positivePart.composed(with: shifted).kinks
    #expect(kinks.count == 2)
    #expect(abs(kinks[0] + 2.squareRoot()) < 1e-14 && abs(kinks[1] - 2.squareRoot()) < 1e-14)
    let waves = ScalarFunction.positivePart.composed(with: .sine).kinks
    for multiple in -10...10 {
      #expect(waves.contains { abs($0 - Double(multiple) * .pi) < 1e-12 })
    }
  }

  @Test func jumpsOfAChainAreMeasured() {
    let steps = ScalarFunction.steps(offset: 0) { $0.rounded(.down) }
    let scaled = (3 * steps).composed(with: .affine(scale: 2, shift: 0))
    #expect(scaled.jumps.contains { abs($0.place - 0.5) < 1e-12 && abs($0.height - 3) < 1e-12 })
    // E[floor(x)²] for x ~ N(0, 1) by summing probabilities.
    let expected = (-12...12).reduce(0.0) { sum, value in
      let (low, high) = (Double(value), Double(value + 1))
      let mass = 0.5 * (erfc(low / 2.0.squareRoot()) - erfc(high / 2.0.squareRoot()))
      return sum + low * low * mass
    }
    #expect(relativeError(steps.moments(secondMoment: 1).secondMoment, expected) < 1e-13)
  }

  /// Closures know neither kinks nor derivatives; their moments are still those of the function.
  @Test(arguments: [
    "relu", "leaky_relu_0.2", "hard_tanh", "selu", "gelu", "tanh", "softsign", "hard_swish",
    "thresholded_relu_1", "soft_shrink_0.5", "relu6", "elu_1", "sigmoid", "sin",
  ])
  func aClosureHasTheMomentsOfTheFunction(name: String) throws {
    let known = try Activation.named(name)
    let activation = Activation(name: "closure") { known.value($0) }
    for q in [0.25, 1, 4] {
      let moments = activation.moments(secondMoment: q)
      let reference = known.moments(secondMoment: q)
      #expect(relativeError(moments.secondMoment, reference.secondMoment) < 1e-12)
      #expect(abs(moments.mean - reference.mean) < 1e-13)
      #expect(
        relativeError(moments.derivativeSecondMoment, reference.derivativeSecondMoment) < 1e-9,
        "\(name) q=\(q) \(activation.kinks)")
    }
  }

  @Test func kinksOfAClosureAreFound() {
    let activation = Activation(name: "closure") { max(-1.25, min(0.7, $0)) + abs($0 - 3) }
    #expect(activation.kinks.count == 3)
    for (kink, expected) in zip(activation.kinks, [-1.25, 0.7, 3]) {
      #expect(abs(kink - expected) < 1e-9)
    }
    #expect(Activation(name: "smooth") { tanh($0) }.kinks.isEmpty)
    let step = Activation(name: "step") { $0 > 0.3 ? 1 : 0 }
    #expect(step.jumps.count == 1)
  }

  /// Narrow features of a wide Gaussian are not overlooked.
  @Test func aFeatureFarNarrowerThanTheGaussianIsSeen() {
    // E[1/cosh²(x)²] → (4/3)/√(2πq) for large q.
    let moments = Activation.tanh.moments(secondMoment: 1e8)
    let limit = (4.0 / 3) / (2 * Double.pi * 1e8).squareRoot()
    #expect(relativeError(moments.derivativeSecondMoment, limit) < 1e-7)
  }

  /// Moments with a mean, against the same function shifted.
  @Test func aMeanIsAShiftOfTheFunction() {
    let shifted = Activation.gelu.function.composed(with: .affine(scale: 1, shift: 0.7))
    let moments = Activation.gelu.moments(mean: 0.7, variance: 1.3)
    let reference = shifted.moments(secondMoment: 1.3)
    #expect(relativeError(moments.mean, reference.mean) < 1e-13)
    #expect(relativeError(moments.fourthMoment, reference.fourthMoment) < 1e-13)
    #expect(relativeError(moments.meanSlope, reference.meanSlope) < 1e-12)
  }
}
