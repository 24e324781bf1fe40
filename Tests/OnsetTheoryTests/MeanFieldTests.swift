import OnsetCore
import OnsetTheory
import Testing

/// Fixed points, phases, depth scales and the edge of chaos of eight activations.
@Suite struct MeanFieldTests {
  struct Golden: Decodable {
    struct FixedPoint: Decodable {
      let q, slope: Double
      let stable: Bool
    }
    struct Entry: Decodable {
      let sigma_w2, sigma_b2: Double
      let q_fixed_points: [FixedPoint]
      let q_status, phase: String
      let q_star, c_star, c_slope, xi_q, xi_c, xi_grad: Double?
      let q_slope, chi1: Double
    }
    struct Edge: Decodable {
      struct Solution: Decodable {
        let sigma_w2: Double
        let q_star, q_slope: Double?
      }
      let sigma_b2: Double
      let solutions: [Solution]
    }
    struct Activation: Decodable {
      let grid: [Entry]
      let edge_of_chaos: [Edge]
    }
    let activations: [String: Activation]
  }

  static let golden = (try? Fixture.load("mean_field", as: Golden.self).activations) ?? [:]
  static let names = golden.keys.sorted()

  static let convergence: [String: SignalLimit.Convergence] = [
    "converges": .converges, "converges_to_zero": .convergesToZero,
    "converges_to_zero_subexponentially": .convergesToZeroSubexponentially,
    "marginal": .marginal, "diverges": .diverges, "diverges_linearly": .divergesLinearly,
  ]

  @Test(arguments: names)
  func limitsEqualTheGoldenOnes(name: String) throws {
    let profile = ActivationProfile(try Activation.named(name))
    for entry in try #require(Self.golden[name]).grid {
      let field = try MeanField(
        profile: profile, weightVariance: entry.sigma_w2, biasVariance: entry.sigma_b2)
      let limit = field.limit()
      let place = "\(name) \(entry.sigma_w2) \(entry.sigma_b2)"
      #expect(limit.convergence == Self.convergence[entry.q_status], "\(place)")
      #expect(limit.phase.rawValue == entry.phase, "\(place)")
      let conditionQ = max(0.01, abs(1 - entry.q_slope))
      let conditionC = max(1e-12, min(0.01, abs(1 - (entry.c_slope ?? 0))))
      expectClose(limit.secondMoment, entry.q_star, 1e-10 / conditionQ, "\(place) q*")
      expectClose(limit.varianceMapSlope, entry.q_slope, 1e-10 / conditionQ, "\(place) slope")
      expectClose(limit.chi1, entry.chi1, 1e-10 / conditionQ, "\(place) chi1")
      expectClose(limit.correlation, entry.c_star, 1e-10 / conditionC, "\(place) c*")
      expectClose(
        limit.correlationMapSlope, entry.c_slope, 1e-10 / conditionC, "\(place) c slope")
      expectClose(limit.secondMomentDepthScale, entry.xi_q, 1e-8 / conditionQ, "\(place) xi_q")
      expectClose(
        limit.correlationDepthScale, entry.xi_c, 1e-8 / (conditionC * conditionC), "\(place) xi_c")
      expectClose(limit.gradientDepthScale, entry.xi_grad, 1e-8 / conditionC, "\(place) xi_grad")
    }
  }

  @Test(arguments: names)
  func fixedPointsEqualTheGoldenOnes(name: String) throws {
    let profile = ActivationProfile(try Activation.named(name))
    for entry in try #require(Self.golden[name]).grid {
      let field = try MeanField(
        profile: profile, weightVariance: entry.sigma_w2, biasVariance: entry.sigma_b2)
      let points = field.fixedPoints()
      for golden in entry.q_fixed_points {
        let point = points.first { abs($0.secondMoment - golden.q) <= 1e-8 * golden.q }
        let found = try #require(point, "\(name) \(entry.sigma_w2) \(entry.sigma_b2) \(golden.q)")
        #expect(abs(found.slope - golden.slope) < 1e-8)
        #expect(found.isStable == golden.stable)
      }
      // The golden scan stepped over SELU's q = 1, which is one exactly; what is found beyond the
      // golden points has to be fixed all the same.
      for point in points where point.secondMoment > 0 {
        #expect(
          relativeError(field.nextSecondMoment(point.secondMoment), point.secondMoment) < 1e-12)
      }
    }
  }

  @Test(arguments: names)
  func edgesOfChaosEqualTheGoldenOnes(name: String) throws {
    let profile = ActivationProfile(try Activation.named(name))
    for golden in try #require(Self.golden[name]).edge_of_chaos {
      let edges = profile.edgeOfChaos(biasVariance: golden.sigma_b2)
      #expect(edges.count == golden.solutions.count, "\(name) \(golden.sigma_b2)")
      for (edge, solution) in zip(edges, golden.solutions) {
        let condition = max(0.01, abs(1 - (solution.q_slope ?? 1)))
        expectClose(edge.weightVariance, solution.sigma_w2, 1e-10 / condition, "\(name) edge")
        expectClose(edge.secondMoment, solution.q_star, 1e-10 / condition, "\(name) edge q*")
      }
    }
  }

  @Test func tanhAtTheEdgeFallsLikeOneOverTwiceTheDepth() throws {
    let field = try MeanField(activation: .tanh, weightVariance: 1)
    let orbit = field.secondMoments(from: 1, layers: 2001)
    // 1/q_l = 2l − (5/6) ln l + C, with C = 1.11047 for q₀ = 1.
    let depth = 2000.0
    let expected = 2 * depth - 5.0 / 6 * 7.600902459542082 + 1.11047
    #expect(relativeError(1 / orbit[2000], expected) < 1e-5)
  }

  @Test func impossibleVariancesAreRefused() {
    #expect(throws: OnsetError.self) { try MeanField(activation: .tanh, weightVariance: -1) }
    #expect(throws: OnsetError.self) {
      try MeanField(activation: .tanh, weightVariance: 1, biasVariance: -0.1)
    }
    #expect(throws: OnsetError.self) { try MeanField(activation: .tanh, weightVariance: .nan) }
  }

  /// Equal within a relative tolerance, or an absolute one of 1e-13 for numbers that are zero.
  func expectClose(
    _ value: Double?, _ reference: Double?, _ tolerance: Double, _ place: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    guard let value, let reference else {
      #expect(value == reference, "\(place)", sourceLocation: sourceLocation)
      return
    }
    #expect(
      abs(value - reference) <= max(1e-13, tolerance * abs(reference)),
      "\(place): \(value) instead of \(reference)", sourceLocation: sourceLocation)
  }
}
