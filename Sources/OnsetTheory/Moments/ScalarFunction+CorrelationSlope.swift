#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension ScalarFunction {
  /// d/dc E[φ(u)φ(v)] for the covariance c of zero-mean u and v with one second moment q.
  ///
  /// Without jumps this is E[φ′(u)φ′(v)] (Price 1958, doi:10.1109/TIT.1958.1057444). A jump of height J
  /// at a adds J δ(x − a) to φ′, and so, with p the normal densities,
  ///
  /// ```
  /// 2 Σ J p(a) E[φ′(v) | u = a] + Σ Σ J J′ p(a, a′)
  /// ```
  ///
  /// - Parameters:
  ///   - q: E[u²] = E[v²] > 0.
  ///   - correlation: In [−1, 1]; at ±1 the result is infinite for a function that jumps.
  ///   - smooth: E[φ′(u)φ′(v)], where it is known already.
  func covarianceSlope(
    secondMoment q: Double, correlation: Double, smooth: Double? = nil
  ) -> Double {
    let pair = GaussianPair(secondMoment: q, correlation: correlation)
    let smooth = smooth ?? pairMoments(pair).derivativeProduct
    guard !jumps.isEmpty else { return smooth }
    let rest = (1 - pair.correlation) * (1 + pair.correlation)
    guard rest > 0 else { return .infinity }
    let deviation = q.squareRoot()
    func density(_ z: Double) -> Double {
      Elementary.inverseSqrtTwoPi * exp(-0.5 * z * z)
    }
    var slope = smooth
    for jump in jumps {
      let z = jump.place / deviation
      let conditional = derivativeMean(
        mean: pair.correlation * jump.place, deviation: (rest * q).squareRoot())
      slope += 2 * jump.height * density(z) / deviation * conditional
      for other in jumps {
        let y = (other.place / deviation - pair.correlation * z) / rest.squareRoot()
        slope += jump.height * other.height * density(z) * density(y) / (q * rest.squareRoot())
      }
    }
    return slope
  }

  /// E[φ′(x)] for x ~ N(mean, deviation²), without the mass at jumps.
  private func derivativeMean(mean: Double, deviation: Double) -> Double {
    GaussianIntegral<SIMD2<Double>>(
      splits: splits(mean: mean, deviation: deviation),
      tolerance: SIMD2(repeating: max(2e-14, derivativeAccuracy))
    ) { SIMD2(jet(mean + deviation * $0).first, 0) }.values[0]
  }
}
