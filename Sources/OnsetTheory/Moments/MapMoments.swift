/// The three moments that the variance map and the gradient need, for when the others would be waste.
struct MapMoments: Sendable {
  /// E[φ²].
  var secondMoment: Double
  /// dE[φ²]/dq.
  var secondMomentSlope: Double
  /// E[φ′²].
  var derivativeSecondMoment: Double
}

extension Activation {
  /// The moments under x ~ N(0, q).
  ///
  /// - Parameters:
  ///   - q: E[x²] ≥ 0.
  ///   - tolerance: How closely the quadrature rules have to agree, relative to the result.
  ///   - panelLimit: The largest number of panels.
  func mapMoments(
    secondMoment q: Double, tolerance: Double = 2e-14, panelLimit: Int = 4000
  ) -> MapMoments {
    if q <= 0 || closedForm?.moments(secondMoment: q) != nil {
      let moments = moments(secondMoment: q)
      return MapMoments(
        secondMoment: moments.secondMoment, secondMomentSlope: moments.secondMomentSlope,
        derivativeSecondMoment: moments.derivativeSecondMoment)
    }
    let deviation = q.squareRoot()
    let tolerances = SIMD4(
      tolerance, tolerance, max(tolerance, function.derivativeAccuracy), tolerance)
    let sums = GaussianIntegral<SIMD4<Double>>(
      splits: function.splits(mean: 0, deviation: deviation), tolerance: tolerances,
      panelLimit: panelLimit
    ) { z in
      let jet = function.jet(deviation * z)
      let square = jet.value * jet.value
      return SIMD4(square, square * (z * z - 1), jet.first * jet.first, 0)
    }.values
    return MapMoments(
      secondMoment: sums[0], secondMomentSlope: sums[1] / (2 * q), derivativeSecondMoment: sums[2])
  }
}
