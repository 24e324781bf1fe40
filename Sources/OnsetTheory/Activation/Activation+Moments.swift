extension Activation {
  /// The moments under x ~ N(0, q).
  ///
  /// - Parameter secondMoment: q = E[x²] ≥ 0.
  /// - Returns: The moments to about 1e-14.
  public func moments(secondMoment: Double) -> ActivationMoments {
    let closed = secondMoment > 0 ? closedForm?.moments(secondMoment: secondMoment) : nil
    return closed ?? function.moments(secondMoment: secondMoment)
  }

  /// The moments under x ~ N(mean, variance).
  public func moments(mean: Double, variance: Double) -> ActivationMoments {
    function.moments(mean: mean, variance: variance)
  }

  /// E[φ(u)φ(v)] and E[φ′(u)φ′(v)] for jointly Gaussian u and v: in closed form where there is one and
  /// the means are zero, else by quadrature.
  public func pairMoments(_ pair: GaussianPair) -> PairMoments {
    guard let closedForm, pair.firstMean == 0, pair.secondMean == 0 else {
      return function.pairMoments(pair)
    }
    let covariance =
      pair.correlation * (pair.firstVariance * pair.secondVariance).squareRoot()
    return closedForm.pairMoments(
      pair.firstVariance, pair.secondVariance, covariance: covariance)
  }

  /// 1/√E[φ(z)²] for z ~ N(0, 1): the gain that keeps a second moment of one from layer to layer.
  ///
  /// With weights of deviation gain/√fan_in, q = 1 is a fixed point of the variance map. It need not be
  /// a stable one, and the gradient need not be kept: see ``CriticalitySolver``. (He et al. 2015,
  /// arXiv:1502.01852, is the case of ReLU, √2.) Infinite for a function that is zero.
  public var gain: Double { 1 / moments(secondMoment: 1).secondMoment.squareRoot() }

  /// 1/√E[φ′(z)²] for z ~ N(0, 1): the gain that keeps the mean squared gradient instead, at q = 1.
  ///
  /// Infinite for a function whose derivative is zero almost everywhere.
  public var backwardGain: Double {
    1 / moments(secondMoment: 1).derivativeSecondMoment.squareRoot()
  }

  /// χ₁ = σ_w² E[φ′(√q z)²]: the factor of the mean squared gradient per layer, and the slope of the
  /// correlation map at c = 1. Above one gradients grow (chaotic), below one they die (ordered).
  public func chi1(weightVariance: Double, secondMoment: Double) -> Double {
    weightVariance * moments(secondMoment: secondMoment).derivativeSecondMoment
  }
}
