import OnsetCore
import OnsetTheory

/// The deep network that a report describes: the chain at the critical point, or one of given variances.
struct TheoryNetwork: Sendable {
  /// The variances, without the centring of rows.
  let field: MeanField
  /// The critical chain, where that is what is described.
  let chain: CriticalChain?
  /// What becomes of signals and gradients.
  let limit: SignalLimit

  /// Laws that begin deeper are left out: hard sigmoid's kinks are so far out in the Gaussian that its law
  /// begins after a million layers.
  private static let deepest = 1e4

  /// Chooses the network.
  ///
  /// - Parameters:
  ///   - point: The critical point, described where no variance is given.
  ///   - profile: The activation's moments.
  ///   - weightVariance: σ_w²; where only σ_b² is given, the edge of chaos has it.
  ///   - biasVariance: σ_b²; zero where only σ_w² is given.
  ///   - start: The second moment that signals start from.
  /// - Throws: `OnsetError` (`invalidArgument`) for a variance out of range.
  init(
    point: CriticalPoint, profile: ActivationProfile, weightVariance: Double?,
    biasVariance: Double?, start: Double
  ) throws(OnsetError) {
    guard weightVariance != nil || biasVariance != nil else {
      let chain = try CriticalChain(point: point, profile: profile)
      self.init(field: chain.field, chain: chain, limit: chain.limit())
      return
    }
    var field = try MeanField(
      profile: profile, weightVariance: weightVariance ?? point.weightVariance,
      biasVariance: biasVariance ?? 0)
    if weightVariance == nil {
      let edges = profile.edgeOfChaos(biasVariance: field.biasVariance)
      if let edge = edges.first(where: \.isStable) ?? edges.first {
        field = try MeanField(
          profile: profile, weightVariance: edge.weightVariance, biasVariance: field.biasVariance)
      }
    }
    self.init(field: field, chain: nil, limit: field.limit(from: start))
  }

  private init(field: MeanField, chain: CriticalChain?, limit: SignalLimit) {
    self.field = field
    self.chain = chain
    self.limit = limit
  }

  /// κ.
  var rowCentering: Double { chain?.point.rowCentering ?? 0 }

  /// The variance map.
  func nextSecondMoment(_ q: Double) -> Double {
    chain?.nextSecondMoment(q) ?? field.nextSecondMoment(q)
  }

  /// The correlation map at q*, or `nil` where signals die or grow without end.
  var correlationMap: (@Sendable (Double) -> Double)? {
    guard let q = limit.secondMoment, q > 0 else { return nil }
    if let chain, chain.point.rowCentering > 0 { return chain.correlationMap }
    let map = field.correlationMap(at: q)
    return { map($0) }
  }

  /// How 1 − c dies with depth, where it dies like a power, at depths that a network can have.
  var correlationDecay: CriticalDecay? {
    guard field.activation.jumps.isEmpty, let q = limit.secondMoment, q > 0 else { return nil }
    let decay = chain.map { $0.correlationDecay } ?? field.correlationDecay(at: q)
    return decay.flatMap { $0.firstDepth < Self.deepest ? $0 : nil }
  }
}
