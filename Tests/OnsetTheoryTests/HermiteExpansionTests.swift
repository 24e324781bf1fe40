import OnsetTheory
import Testing

/// Mehler's series against quadrature.
@Suite struct HermiteExpansionTests {
  @Test(arguments: ["tanh", "silu", "mish", "sigmoid", "gelu_tanh", "softplus", "arctan", "gelu"])
  func seriesEqualsQuadrature(name: String) throws {
    let function = try Activation.named(name).function
    for q in [0.04, 0.5, 1.5] {
      let expansion = try #require(HermiteExpansion(function, secondMoment: q))
      for rho in [-1, -0.7, 0, 0.35, 0.99, 1] {
        let series = expansion.pairMoments(correlation: rho)
        let integrated = function.pairMoments(GaussianPair(secondMoment: q, correlation: rho))
        let scale = expansion.pairMoments(correlation: 1)
        #expect(abs(series.product - integrated.product) < 2e-13 * scale.product)
        #expect(
          abs(series.derivativeProduct - integrated.derivativeProduct)
            < 2e-13 * scale.derivativeProduct)
      }
    }
  }

  @Test func functionsWithKinksAreNotExpanded() {
    #expect(HermiteExpansion(Activation.selu.function, secondMoment: 1) == nil)
    // tanh at a scale where it is nearly a step.
    #expect(HermiteExpansion(Activation.tanh.function, secondMoment: 1e4) == nil)
  }
}
