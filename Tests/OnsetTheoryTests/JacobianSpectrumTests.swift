import OnsetTheory
import Testing

/// The spread of singular values, against golden theory and the golden measurement at width 512.
@Suite struct JacobianSpectrumTests {
  struct Golden: Decodable {
    struct Depth: Decodable {
      let L: Int
      let theory_mean_s2, theory_var_s2_over_mean2, theory_var_s2: Double
      let measured_mean_s2, se_mean_s2: Double
      let measured_var_over_mean2, se_var_over_mean2: Double
      let theory_max_singular: Double?
    }
    struct Net: Decodable {
      let net, activation, ensemble: String
      let sigma_w2, q_star, chi, per_layer_variance_coefficient: Double
      let depths: [Depth]
    }
    let nets: [Net]
  }

  static let nets = (try? Fixture.load("jacobian", as: Golden.self).nets) ?? []

  func spectrum(_ net: Golden.Net) throws -> JacobianSpectrum {
    JacobianSpectrum(
      activation: try .named(net.activation), weightVariance: net.sigma_w2,
      secondMoment: net.q_star, ensemble: try #require(.init(rawValue: net.ensemble)))
  }

  @Test func theoryEqualsTheGoldenOne() throws {
    #expect(Self.nets.count == 14)
    for net in Self.nets {
      let spectrum = try spectrum(net)
      #expect(relativeError(spectrum.chi, net.chi) < 1e-12, "\(net.net)")
      #expect(
        abs(spectrum.varianceCoefficient - net.per_layer_variance_coefficient) < 1e-12, "\(net.net)"
      )
      for depth in net.depths {
        let tolerance = 1e-12 * Double(depth.L)
        #expect(
          relativeError(spectrum.meanSquare(depth: depth.L), depth.theory_mean_s2) < tolerance)
        #expect(
          abs(spectrum.variance(depth: depth.L) - depth.theory_var_s2)
            <= tolerance * max(1, depth.theory_var_s2), "\(net.net) \(depth.L)")
        if let largest = depth.theory_max_singular {
          let value = JacobianSpectrum.largestLinearGaussian(
            depth: depth.L, weightVariance: net.sigma_w2)
          #expect(relativeError(value, largest) < 1e-12)
        }
      }
    }
  }

  /// The golden file's own Monte-Carlo at width 512 bears the theory out, and not the other ensemble's.
  @Test func theoryEqualsTheMeasurement() throws {
    for net in Self.nets {
      let spectrum = try spectrum(net)
      for depth in net.depths where depth.L <= 8 {
        let spread = spectrum.relativeVariance(depth: depth.L)
        let allowed = 5 * depth.se_var_over_mean2 + 0.1 * max(spread, 1e-12)
        #expect(abs(depth.measured_var_over_mean2 - spread) <= allowed, "\(net.net) \(depth.L)")
        let wrong = spread + (net.ensemble == "gaussian" ? -1 : 1) * Double(depth.L)
        #expect(abs(depth.measured_var_over_mean2 - wrong) > allowed)
      }
    }
  }
}
