import OnsetTheory

extension TheoryDocument {
  init(
    moments: ActivationMoments, at q: Double, point: CriticalPoint, profile: ActivationProfile,
    network: TheoryNetwork, edgeBiasVariance: Double, depth: Int
  ) {
    activation = Function(profile.activation)
    self.moments = Moments(moments, at: q, parity: profile.activation.parity)
    criticalPoint = Point(point)
    self.edgeBiasVariance = edgeBiasVariance
    edgesOfChaos = profile.edgeOfChaos(biasVariance: edgeBiasVariance).map { Edge($0) }
    self.network = Signals(network)
    signalDecay = profile.criticalDecay.map { Decay($0) }
    correlationDecay = network.correlationDecay.map { Decay($0) }
    jacobians = JacobianSpectrum.Ensemble.allCases.compactMap { ensemble in
      guard let q = network.limit.secondMoment else { return nil }
      let spectrum = JacobianSpectrum(
        activation: profile.activation, weightVariance: network.field.weightVariance,
        secondMoment: q, ensemble: ensemble)
      return Jacobian(spectrum, depth: depth)
    }
  }
}

extension TheoryDocument.Function {
  init(_ activation: Activation) {
    self.init(
      name: activation.name, formula: activation.formula, parity: activation.parity,
      homogeneousDegree: activation.homogeneity, kinks: activation.kinks,
      jumps: activation.jumps.map(\.place))
  }
}

extension TheoryDocument.Moments {
  init(_ moments: ActivationMoments, at q: Double, parity: Activation.Parity) {
    // χ₁ and the slope belong to σ_w² = gain², the variance that keeps q.
    let weightVariance = q / moments.secondMoment
    // SELU's mean at q = 1 is zero by design, and what quadrature leaves of it is rounding.
    let isCentred =
      parity == .odd || abs(moments.mean) < 1e-14 * moments.secondMoment.squareRoot()
    let slope = weightVariance * moments.secondMomentSlope
    self.init(
      preActivationSecondMoment: q, mean: isCentred ? 0 : moments.mean,
      secondMoment: moments.secondMoment,
      derivativeSecondMoment: moments.derivativeSecondMoment,
      meanFraction: isCentred ? 0 : moments.meanFraction,
      gain: weightVariance.squareRoot().finite,
      backwardGain: (1 / moments.derivativeSecondMoment.squareRoot()).finite,
      chi1: (weightVariance * moments.derivativeSecondMoment).finite,
      varianceMapSlope: (abs(slope) < 1e-15 ? 0 : slope).finite)
  }
}

extension TheoryDocument.Signals {
  init(_ network: TheoryNetwork) {
    let limit = network.limit
    // At a jump the correlation map is infinitely steep at c = 1, which its slope leaves out.
    let isTorn = !network.field.activation.jumps.isEmpty
    self.init(
      weightVariance: network.field.weightVariance, biasVariance: network.field.biasVariance,
      rowCentering: network.rowCentering, convergence: limit.convergence, phase: limit.phase,
      secondMoment: limit.secondMoment, varianceMapSlope: limit.varianceMapSlope,
      chi1: limit.chi1, correlation: isTorn ? nil : limit.correlation,
      secondMomentDepthScale: limit.secondMomentDepthScale,
      correlationDepthScale: isTorn ? nil : limit.correlationDepthScale,
      gradientDepthScale: limit.gradientDepthScale,
      deepestTrainable: isTorn ? nil : limit.deepestTrainable)
  }
}

extension TheoryDocument.Decay {
  init(_ decay: CriticalDecay) {
    self.init(power: decay.power, coefficient: decay.coefficient)
  }
}

extension TheoryDocument.Jacobian {
  /// `nil` where no gradient comes back.
  init?(_ spectrum: JacobianSpectrum, depth: Int) {
    guard spectrum.varianceCoefficient.isFinite else { return nil }
    self.init(
      ensemble: spectrum.ensemble, depth: depth,
      meanSquare: spectrum.meanSquare(depth: depth).finite,
      relativeVariance: spectrum.relativeVariance(depth: depth))
  }
}

extension Double {
  /// The number, or `nil` where it is infinite or none.
  var finite: Double? { isFinite ? self : nil }
}
