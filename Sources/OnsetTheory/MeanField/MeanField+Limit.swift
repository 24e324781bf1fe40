extension MeanField {
  /// What becomes of signals and gradients with depth.
  ///
  /// - Parameter start: q₀ > 0, the second moment of the first layer's pre-activations. The default is 1.
  /// - Complexity: A few hundred one-dimensional integrals, and, for an activation with kinks and no
  ///   closed form, some ten two-dimensional ones; 10 to 50 ms.
  public func limit(from start: Double = 1) -> SignalLimit {
    if isMarginal { return state(.marginal, at: start, slope: 1) }
    let next = nextSecondMoment(start)
    if abs(next - start) <= 1e-14 * start {
      return state(.converges, at: start, slope: varianceMapSlope(at: start))
    }
    guard profile.isIncreasing else { return limitOfIteration(from: start) }
    // The map increases, so orbits are monotone: they end at the next fixed point on their way.
    let points = fixedPoints()
    let goal =
      next > start
      ? points.first { $0.secondMoment > start } : points.last { $0.secondMoment < start }
    guard let goal else { return divergence }
    guard goal.secondMoment == 0 else {
      return state(.converges, at: goal.secondMoment, slope: goal.slope)
    }
    let isSlow = goal.slope > 1 - 1e-12
    return state(
      isSlow ? .convergesToZeroSubexponentially : .convergesToZero, at: 0, slope: goal.slope)
  }

  /// The orbit itself, for a map that falls somewhere.
  private func limitOfIteration(from start: Double) -> SignalLimit {
    var q = start
    for _ in 0..<10_000 {
      let next = nextSecondMoment(q)
      if abs(next - q) <= 1e-15 * max(next, 1e-300) || next < 1e-300 {
        let slope = varianceMapSlope(at: next)
        return state(next < 1e-300 ? .convergesToZero : .converges, at: next, slope: slope)
      }
      if next > 1e12 { return divergence }
      q = next
    }
    let slope = varianceMapSlope(at: q)
    return SignalLimit(
      convergence: .oscillates, secondMoment: nil, varianceMapSlope: slope, chi1: chi1(at: q),
      phase: .chaotic, correlation: nil, correlationMapSlope: nil)
  }

  /// The state of a signal that grows without end; slope and χ₁ are their limits.
  private var divergence: SignalLimit {
    let factor = weightVariance * profile.slopeAtInfinity
    let isLinear = activation.homogeneity == 1 && abs(factor - 1) <= 1e-12
    return SignalLimit(
      convergence: isLinear ? .divergesLinearly : .diverges, secondMoment: nil,
      varianceMapSlope: factor, chi1: factor, phase: isLinear ? .critical : .divergent,
      correlation: nil, correlationMapSlope: nil)
  }

  /// The state at a limit of the second moment.
  private func state(
    _ convergence: SignalLimit.Convergence, at q: Double, slope: Double
  ) -> SignalLimit {
    // At q → 0 a function without a bend at zero is linear: every correlation is kept.
    let chi1 = q == 0 ? weightVariance * profile.atZero.derivativeSecondMoment : chi1(at: q)
    var correlation: (correlation: Double, slope: Double)?
    if q > 0 {
      correlation = correlationMap(at: q).fixedPoint()
    } else {
      let isSmooth = activation.derivative(-1e-300) == activation.derivative(1e-300)
      correlation = isSmooth ? nil : (1, 1)
    }
    let phase: SignalLimit.Phase =
      abs(chi1 - 1) < 1e-12 ? .critical : chi1 < 1 ? .ordered : .chaotic
    return SignalLimit(
      convergence: convergence, secondMoment: q, varianceMapSlope: slope, chi1: chi1, phase: phase,
      correlation: correlation?.correlation, correlationMapSlope: correlation?.slope ?? 1)
  }
}
