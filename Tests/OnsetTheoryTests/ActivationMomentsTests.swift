import OnsetTheory
import Testing

/// The golden moments of 43 activations at six scales, and their correlations at two.
@Suite struct ActivationMomentsTests {
  struct Golden: Decodable {
    struct Moments: Decodable {
      let E_phi, E_phi2, E_phi4, E_dphi, E_dphi2, E_dphi4, E_ddphi2, E_z_phi: Double
      let dq_E_phi2, var_phi: Double
    }
    struct Pair: Decodable {
      let phi_phi, dphi_dphi: Double
      let d_drho_phi_phi_over_q: Double?
    }
    struct Entry: Decodable {
      let kinks: [Double]
      let jumps: [[Double]]
      let parity: String
      let moments: [String: Moments]
      let correlation: [String: [String: Pair]]
    }
    let activations: [String: Entry]
  }

  static let golden = (try? Fixture.load("activation_moments", as: Golden.self).activations) ?? [:]
  static let names = golden.keys.sorted()

  @Test func everyGoldenActivationIsKnown() throws {
    #expect(Self.names.count == 43)
    #expect(Activation.all.map(\.name).sorted() == Self.names)
    for (name, entry) in Self.golden {
      let activation = try Activation.named(name)
      #expect(activation.kinks == entry.kinks, "\(name)")
      #expect(activation.jumps.map { [$0.place, $0.height] } == entry.jumps, "\(name)")
      #expect(activation.parity.rawValue == entry.parity, "\(name)")
    }
  }

  @Test(arguments: names)
  func momentsEqualTheGoldenOnes(name: String) throws {
    let activation = try Activation.named(name)
    let entry = try #require(Self.golden[name])
    for (key, golden) in entry.moments {
      let q = try #require(Double(key))
      let moments = activation.moments(secondMoment: q)
      let tolerance = q > 4 ? 1e-11 : 1e-12
      let pairs: [(String, Double, Double)] = [
        ("mean", moments.mean, golden.E_phi),
        ("secondMoment", moments.secondMoment, golden.E_phi2),
        ("fourthMoment", moments.fourthMoment, golden.E_phi4),
        ("derivativeMean", moments.derivativeMean, golden.E_dphi),
        ("derivativeSecondMoment", moments.derivativeSecondMoment, golden.E_dphi2),
        ("derivativeFourthMoment", moments.derivativeFourthMoment, golden.E_dphi4),
        ("curvatureSecondMoment", moments.curvatureSecondMoment, golden.E_ddphi2),
        ("noiseProjection", moments.noiseProjection, golden.E_z_phi),
        ("secondMomentSlope", moments.secondMomentSlope, golden.dq_E_phi2),
        ("variance", moments.variance, golden.var_phi),
      ]
      for (field, value, reference) in pairs {
        // An expectation of an odd function is zero up to the rounding of its two halves.
        let floor = name == "sin_30" ? 1e-10 : 1e-15 * max(1, golden.E_phi2.squareRoot())
        let isClose =
          relativeError(value, reference) <= tolerance || abs(value - reference) <= floor
        #expect(isClose, "\(name) q=\(q) \(field): \(value) instead of \(reference)")
      }
    }
  }
}
