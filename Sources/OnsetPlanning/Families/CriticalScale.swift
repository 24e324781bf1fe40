import OnsetCore
import OnsetModels
import OnsetPropagation
import OnsetSchemes
import OnsetTheory

/// The scales of one linear map in a chain without normalization, at which signals and gradients both
/// stay: what its weights and its biases start as.
///
/// A map that reads φ(z) with E[z²] = q keeps the gradient when σ_w² = 1/E[φ′(z)²]. What is then missing
/// to the second moment that the next activation asks for comes from random biases; what is too much is
/// taken out by centring the rows, see ``OnsetTheory/CriticalitySolver``.
struct CriticalScale {
  /// σ_w², the variance of a weight times its fan-in.
  var weightVariance: Double
  /// σ_b², the variance of the biases.
  var biasVariance = 0.0
  /// κ, the share of the mean activation's square that centring the rows keeps out.
  var rowCentring = 0.0
  /// Why, in words.
  var reason: String
  /// What is lost with depth all the same, in words.
  var cost: String?
  /// The units that start in pairs of opposite sign, where any do; ``weightVariance`` then counts the
  /// fan-in of one of the halves.
  var pairs: Mirrored.Units?

  /// What the window of a convolution starts as.
  enum Window {
    /// Independent weights.
    case gaussian
    /// Orthogonal rows over all taps.
    case orthogonal
    /// Orthogonal at the centre, zero elsewhere.
    case centre
  }

  /// The scheme of the weights of one tensor.
  ///
  /// Matrices are orthogonal: the moments are those of Gaussian weights, but signal and gradient wander
  /// much less from seed to seed (Saxe et al. 2014, arXiv:1312.6120; Pennington et al. 2017,
  /// arXiv:1711.04735). Windows are Gaussian, but in very deep chains orthogonal at their centre, because
  /// zero padding takes a part of the border's signal in every layer (Xiao et al. 2018,
  /// arXiv:1806.05393).
  ///
  /// - Throws: `OnsetError` where the tensor is no weight.
  func weights(of entry: PlanEntry, window: Window) throws(OnsetError) -> Scheme {
    let taps = zip(entry.layout.axes, entry.shape.dimensions).filter { $0.0 == .window }
      .reduce(1) { $0 * $1.1 }
    let base: Scheme
    if taps > 1, window == .gaussian || entry.layout.isTransposedConvolution {
      base = .varianceScaling(scale: weightVariance)
    } else {
      guard let block = try entry.layout.blocks(of: entry.shape).first else { return .zeros }
      let isCentre = taps > 1 && window == .centre
      let inputs = Double(block.columns / (isCentre ? taps : 1)) / (readsPairs ? 2 : 1)
      let outputs = Double(block.rows) / (makesPairs ? 2 : 1)
      let gain = (weightVariance * max(1, outputs / inputs)).squareRoot()
      base = isCentre ? .deltaOrthogonal(gain: gain) : .orthogonal(gain: gain)
    }
    if let pairs { return base.mirrored(pairs) }
    return rowCentring > 0 ? base.rowCentred(share: rowCentring) : base
  }

  private var readsPairs: Bool { pairs == .inputs || pairs == .both }
  private var makesPairs: Bool { pairs == .outputs || pairs == .both }

  /// The scheme of the biases.
  var biases: Scheme {
    biasVariance > 0 ? .normal(standardDeviation: biasVariance.squareRoot()) : .zeros
  }

  /// Second moments that differ by less than this share are taken as equal.
  private static let tolerance = 1e-9

  /// The scales of a map between two activations.
  ///
  /// - Parameters:
  ///   - before: The critical point of the activation that the map reads, or `nil` for an input of
  ///     second moment one.
  ///   - after: The critical point of the activation that follows, or `nil` for the network's output.
  ///   - hasBias: Whether the map has biases that may be drawn.
  init(before: CriticalPoint?, after: CriticalPoint?, hasBias: Bool) {
    switch (before, after) {
    case (nil, nil):
      self.init(weightVariance: 1, reason: "no nonlinearity on either side")
    case (nil, let after?):
      self.init(
        weightVariance: after.secondMoment,
        reason: "brings the input to E[z²] = \(after.secondMoment.short) for \(after.activation)")
    case (let before?, nil):
      self.init(headAfter: before)
    case (let before?, let after?):
      self.init(from: before, to: after, hasBias: hasBias)
    }
    cost = after?.cost ?? before?.cost
  }

  /// The largest second moment of outputs: the first cross-entropy exceeds ln K by half of it.
  private static let largestHeadMoment = 1.0

  /// The scales of the last map: outputs somewhat smaller than the signal, and never so large that the
  /// first loss is far from that of a guess.
  private init(headAfter before: CriticalPoint) {
    let target = min(Self.largestHeadMoment, before.secondMoment / 2)
    let mean = before.rowCentering * before.activationMean * before.activationMean
    self.init(
      weightVariance: target / (before.activationSecondMoment - mean),
      rowCentring: before.rowCentering,
      reason: "head: outputs with E[y²] = \(target.short), so that the first loss is near a guess's"
    )
  }

  private init(from before: CriticalPoint, to after: CriticalPoint, hasBias: Bool) {
    if before.activation == after.activation {
      self.init(
        weightVariance: before.weightVariance, biasVariance: before.biasVariance,
        rowCentring: before.rowCentering, reason: "\(after.activation) follows: \(before.reason)")
    } else {
      self.init(weightVariance: before.weightVariance, reason: "")
      let target =
        after.kind == .scaleFree
        ? before.weightVariance * before.activationSecondMoment : after.secondMoment
      balance(before, to: target)
      reason =
        "from \(before.activation) to \(after.activation): keeps gradients, E[z²] = \(target.short)"
    }
    guard biasVariance > 0, !hasBias else { return }
    reason += "; it has no bias to draw, so the signal falls short"
    biasVariance = 0
  }

  private init(
    weightVariance: Double, biasVariance: Double = 0, rowCentring: Double = 0, reason: String
  ) {
    self.weightVariance = weightVariance
    self.biasVariance = biasVariance
    self.rowCentring = rowCentring
    self.reason = reason
  }

  /// Makes up for what the weights alone leave between two second moments.
  private mutating func balance(_ before: CriticalPoint, to target: Double) {
    let rest = target - weightVariance * before.activationSecondMoment
    guard abs(rest) > Self.tolerance * target else { return }
    if rest > 0 {
      biasVariance = rest
    } else {
      let fromMean = weightVariance * before.activationMean * before.activationMean
      rowCentring = fromMean > 0 ? min(1, -rest / fromMean) : 0
    }
  }
}

extension Double {
  /// The number with three significant digits, for reasons.
  var short: String {
    guard isFinite, self != 0 else { return "\(self)" }
    var (scale, value) = (1.0, abs(self))
    while value < 100 { (value, scale) = (value * 10, scale * 10) }
    let rounded = (self * scale).rounded() / scale
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }
}
