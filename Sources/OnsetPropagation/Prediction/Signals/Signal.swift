/// What prediction knows of one value of the graph.
indirect enum Signal {
  /// Random features at sites.
  case field(Field)
  /// A learned or stored tensor by itself, with its extents: positions, class tokens, scales.
  case parameter(ParameterTensor)
  /// One number per listed site, the same for all features: a mean or variance over features.
  case perSite(SiteNumbers)
  /// Token indices.
  case tokens(TokenGrid)
  /// Attention logits.
  case logits(AttentionLogits)
  /// Attention weights.
  case attention(AttentionWeights)
  /// Values of a sequence.
  case sequence([Signal])
  /// Known elements, in `Network.values`.
  case constant
  /// Nothing.
  case unknown
}

/// Deterministic numbers, one per site.
struct SiteNumbers {
  var factors: AxisFactors
  var sites: Sites
  /// One per entry of `Kernel.own`.
  var numbers: [Double]
}

/// Integer inputs: which token stands where.
struct TokenGrid {
  var factors: AxisFactors
  var sites: Sites
  /// One per listed site.
  var tokens: [Int]
}
