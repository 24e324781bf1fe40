public import OnsetCore

extension Scheme {
  /// Checks the scheme's numbers without a weight at hand.
  ///
  /// - Throws: `OnsetError` when a number is not finite or outside the range in which it makes sense.
  public func validate() throws(OnsetError) {
    switch self {
    case .blockwise(let rule):
      for (_, scheme) in rule.parts.sorted(by: { $0.key < $1.key }) { try scheme.validate() }
      try rule.otherwise.validate()
    case .scaled(let rule):
      try rule.base.validate()
      try ScaleLimits.check(rule.factor, "factor")
    case .rowCentred(let rule):
      try rule.base.validate()
      try rule.validate()
    case .mirrored(let rule): try rule.base.validate()
    case .varianceScaling(let rule): try ScaleLimits.checkSpread(rule.scale, "scale")
    case .sinusoidal(let rule): try ScaleLimits.checkSpread(rule.scale, "scale")
    case .identity(let rule): try ScaleLimits.check(rule.gain, "gain")
    case .dirac(let rule): try ScaleLimits.check(rule.gain, "gain")
    case .orthogonal(let rule): try ScaleLimits.check(rule.gain, "gain")
    case .deltaOrthogonal(let rule): try ScaleLimits.check(rule.gain, "gain")
    case .sparse(let rule): try rule.validate()
    case .constant, .normal, .uniform, .truncatedNormal:
      _ = try expectation(for: [1], layout: .vector)
    }
  }
}
