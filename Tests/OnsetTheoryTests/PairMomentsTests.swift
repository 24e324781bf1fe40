import OnsetTheory
import Testing

/// E[φ(u)φ(v)] and E[φ′(u)φ′(v)]: golden values, closed forms against quadrature, unequal scales.
@Suite struct PairMomentsTests {
  static let names = ActivationMomentsTests.names

  @Test(arguments: names)
  func pairMomentsEqualTheGoldenOnes(name: String) throws {
    let activation = try Activation.named(name)
    let entry = try #require(ActivationMomentsTests.golden[name])
    for (key, correlations) in entry.correlation {
      let q = try #require(Double(key))
      for (rho, golden) in correlations {
        let pair = GaussianPair(secondMoment: q, correlation: try #require(Double(rho)))
        let moments = activation.pairMoments(pair)
        for (value, reference) in [
          (moments.product, golden.phi_phi), (moments.derivativeProduct, golden.dphi_dphi),
        ] {
          #expect(
            abs(value - reference) <= max(1e-13, 1e-11 * abs(reference)),
            "\(name) q=\(q) rho=\(rho): \(value) instead of \(reference)")
        }
      }
    }
  }

  @Test(arguments: ["relu", "leaky_relu_0.2", "abs", "linear", "erf", "gelu", "sin", "cos"])
  func closedFormsEqualQuadrature(name: String) throws {
    let activation = try Activation.named(name)
    for (a, b) in [(0.3, 2.0), (1.5, 1.5), (4.0, 0.05)] {
      for rho in [-1, -0.95, -0.3, 0, 0.4, 0.999, 1] {
        let pair = GaussianPair(variances: (a, b), correlation: rho)
        let closed = activation.pairMoments(pair)
        let integrated = activation.function.pairMoments(pair)
        let scale = (a * b).squareRoot()
        #expect(abs(closed.product - integrated.product) < 1e-12 * max(1, scale))
        #expect(
          abs(closed.derivativeProduct - integrated.derivativeProduct) < 2e-8
            * (abs(rho) == 1 ? 1 : 1e-4))
      }
    }
  }

  /// With jumps, the slope has more to it than E[φ′φ′]; the correlation map's is the golden one.
  @Test(arguments: ["thresholded_relu_1", "hard_shrink_0.5", "sign", "heaviside", "relu", "tanh"])
  func slopesOfTheCorrelationMapEqualTheGoldenOnes(name: String) throws {
    let activation = try Activation.named(name)
    let entry = try #require(ActivationMomentsTests.golden[name])
    for (key, correlations) in entry.correlation {
      let q = try #require(Double(key))
      let field = try MeanField(activation: activation, weightVariance: 1.7, biasVariance: 0.1)
      let map = field.correlationMap(at: q)
      for (rho, golden) in correlations {
        let correlation = try #require(Double(rho))
        let slope = map.slope(at: correlation) * field.nextSecondMoment(q) / (1.7 * q)
        if activation.jumps.isEmpty {
          #expect(abs(slope - golden.dphi_dphi) <= max(1e-13, 1e-11 * abs(golden.dphi_dphi)))
        } else if let reference = golden.d_drho_phi_phi_over_q {
          #expect(abs(slope - reference) <= max(1e-13, 1e-11 * abs(reference)), "\(name) \(rho)")
        } else {
          #expect(slope == .infinity)
        }
      }
    }
  }
}
