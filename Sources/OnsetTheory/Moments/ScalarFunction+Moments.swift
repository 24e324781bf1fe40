extension ScalarFunction {
  /// The moments under x ~ N(0, q), by quadrature.
  ///
  /// - Parameter secondMoment: q = E[x²] ≥ 0, which for a zero-mean x is its variance.
  /// - Returns: The moments, about 1e-14 accurate; infinite where the function is not integrable.
  /// - Complexity: About a thousand evaluations of the jet for a smooth function.
  public func moments(secondMoment: Double) -> ActivationMoments {
    moments(mean: 0, variance: secondMoment)
  }

  /// The moments under x ~ N(mean, variance), by quadrature.
  ///
  /// - Parameters:
  ///   - mean: E[x].
  ///   - variance: Var[x] ≥ 0. At zero, the derivatives are the mean of those on both sides.
  public func moments(mean: Double, variance: Double) -> ActivationMoments {
    integratedMoments(mean: mean, variance: variance).moments
  }

  /// The moments, and whether those of the map, E[φ²] and E[φ′²], are known.
  func integratedMoments(
    mean: Double, variance: Double
  ) -> (moments: ActivationMoments, isValueKnown: Bool, isSlopeKnown: Bool) {
    let deviation = variance.squareRoot()
    guard deviation > 0 else { return (limitMoments(at: mean), true, true) }
    var tolerance = SIMD16<Double>(repeating: 2e-14)
    for lane in 3...5 { tolerance[lane] = max(2e-14, derivativeAccuracy) }
    // A second derivative found by differences may be nothing but rounding: it asks for no halving.
    tolerance[6] = derivativeAccuracy > 0x1p-52 ? 1e100 : 2e-14
    let integral = GaussianIntegral<SIMD16<Double>>(
      splits: splits(mean: mean, deviation: deviation), tolerance: tolerance
    ) { z in Self.lanes(of: jet(mean + deviation * z), z: z) }
    let sums = integral.values
    let moments = ActivationMoments(
      mean: sums[0], secondMoment: sums[1], fourthMoment: sums[2], derivativeMean: sums[3],
      derivativeSecondMoment: sums[4], derivativeFourthMoment: sums[5],
      curvatureSecondMoment: sums[6], noiseProjection: sums[7],
      meanSlope: sums[9] / (2 * variance), secondMomentSlope: sums[8] / (2 * variance))
    return (moments, !integral.unsettled[1], !integral.unsettled[4])
  }

  /// What is averaged, one moment a lane.
  @inline(__always)
  private static func lanes(of jet: Jet, z: Double) -> SIMD16<Double> {
    let square = jet.value * jet.value
    let slope = jet.first * jet.first
    var lanes = SIMD16<Double>.zero
    lanes[0] = jet.value
    lanes[1] = square
    lanes[2] = square * square
    lanes[3] = jet.first
    lanes[4] = slope
    lanes[5] = slope * slope
    lanes[6] = jet.second * jet.second
    lanes[7] = z * jet.value
    lanes[8] = square * (z * z - 1)
    lanes[9] = jet.value * (z * z - 1)
    return lanes
  }

  /// The moments of a variable that is `place` with certainty, as the limit of a vanishing variance.
  private func limitMoments(at place: Double) -> ActivationMoments {
    let below = jet(place.nextDown)
    let above = jet(place.nextUp)
    func average(_ term: (Jet) -> Double) -> Double { 0.5 * (term(below) + term(above)) }
    return ActivationMoments(
      mean: average { $0.value }, secondMoment: average { $0.value * $0.value },
      fourthMoment: average { $0.value * $0.value * $0.value * $0.value },
      derivativeMean: average { $0.first }, derivativeSecondMoment: average { $0.first * $0.first },
      derivativeFourthMoment: average { $0.first * $0.first * $0.first * $0.first },
      curvatureSecondMoment: average { $0.second * $0.second }, noiseProjection: 0,
      meanSlope: 0.5 * average { $0.second },
      secondMomentSlope: average { $0.first * $0.first + $0.value * $0.second })
  }
}
