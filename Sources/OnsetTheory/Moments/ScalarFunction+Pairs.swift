extension ScalarFunction {
  /// E[φ(u)φ(v)] and E[φ′(u)φ′(v)] for jointly Gaussian u and v, by quadrature.
  ///
  /// - Parameter pair: The variables.
  /// - Returns: The moments, about 1e-12 accurate.
  /// - Complexity: 10⁵ evaluations of the jet or more; a millisecond.
  public func pairMoments(_ pair: GaussianPair) -> PairMoments {
    let sums = pairExpectations(with: self, pair) { left, right in
      SIMD2(left.value * right.value, left.first * right.first)
    }
    return PairMoments(product: sums[0], derivativeProduct: sums[1])
  }

  /// E[φ(u) ψ(v)] for jointly Gaussian u and v, by quadrature.
  public func expectedProduct(with other: ScalarFunction, _ pair: GaussianPair) -> Double {
    pairExpectations(with: other, pair) { SIMD2($0.value * $1.value, 0) }[0]
  }

  /// The expectation of two products of u's and v's jets; `term` has to be linear in each jet.
  func pairExpectations(
    with other: ScalarFunction, _ pair: GaussianPair, _ term: (Jet, Jet) -> SIMD2<Double>
  ) -> SIMD2<Double> {
    let (mean, otherMean) = (pair.firstMean, pair.secondMean)
    let deviation = pair.firstVariance.squareRoot()
    let otherDeviation = pair.secondVariance.squareRoot()
    let correlation = pair.correlation
    // (1 − ρ)(1 + ρ) keeps its digits where 1 − ρ² would not.
    let independent = ((1 - correlation) * (1 + correlation)).squareRoot()
    let tolerance = SIMD2(1e-13, max(1e-13, derivativeAccuracy, other.derivativeAccuracy))
    if independent == 0 || otherDeviation == 0 {
      let splits =
        splits(mean: mean, deviation: deviation)
        + other.splits(mean: otherMean, deviation: correlation * otherDeviation)
      return GaussianIntegral(splits: splits.filter { $0.isFinite }, tolerance: tolerance) { z in
        term(jet(mean + deviation * z), other.jet(otherMean + correlation * otherDeviation * z))
      }.values
    }
    let outer =
      splits(mean: mean, deviation: deviation)
      + other.blurredSplits(
        mean: otherMean, deviation: otherDeviation, correlation: correlation, blur: independent)
    return GaussianIntegral(
      splits: outer.filter { $0.isFinite }, reach: 10, width: 2, tolerance: tolerance
    ) { z in
      let left = jet(mean + deviation * z)
      let centre = otherMean + otherDeviation * correlation * z
      let spread = otherDeviation * independent
      return GaussianIntegral(
        splits: other.splits(mean: centre, deviation: spread), reach: 10, width: 2,
        tolerance: tolerance
      ) { term(left, other.jet(centre + spread * $0)) }.values
    }.values
  }

  /// Where an average of this function over the part of v that u leaves open bends, as a function of
  /// u's standardized value: around each feature, blurred by that part's width.
  private func blurredSplits(
    mean: Double, deviation: Double, correlation: Double, blur: Double
  ) -> [Double] {
    guard abs(correlation) > 1e-3 else { return [] }
    let scale = deviation * correlation
    let width = blur / abs(correlation)
    var places: [Double] = []
    for place in splits(mean: mean, deviation: scale) where abs(place) < 12 {
      places.append(place)
      var distance = width
      while distance < 2 {
        places.append(place - distance)
        places.append(place + distance)
        distance *= 2
      }
    }
    return places
  }
}
