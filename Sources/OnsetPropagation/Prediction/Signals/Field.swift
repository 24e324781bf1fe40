/// A value with random features at sites: what prediction knows of an activation tensor.
struct Field {
  /// What runs along each axis.
  var factors: AxisFactors
  /// The features in the order of the axis that counts them; one part unless concatenated.
  var parts: [Part]

  /// A value that is a source itself.
  init(_ source: Source, factors: AxisFactors) {
    self.factors = factors
    parts = [Part(source, count: factors.features)]
  }

  init(factors: AxisFactors, parts: [Part]) {
    self.factors = factors
    self.parts = parts
  }

  /// The sites.
  var sites: Sites { parts[0].source.kernel.sites }

  /// Features in all parts.
  var featureCount: Int { parts.reduce(0) { $0 + $1.count } }

  /// The kernel averaged over all features.
  var kernel: Kernel {
    let total = Double(max(1, featureCount))
    return .mixture(parts.map { (Double($0.count) / total, $0.kernel) })
  }

  /// The source, for a value that is one.
  var source: Source? { parts.count == 1 && parts[0].isIdentity ? parts[0].source : nil }

  /// Hands the same gradient to every part.
  func receive(_ gradient: Kernel, correction: Double = 1) {
    for part in parts { part.receive(gradient, correction: correction) }
  }

  /// The relative variance over seeds, averaged over the parts.
  var spread: Double {
    parts.reduce(0) { $0 + $1.source.spread * Double($1.count) } / Double(max(1, featureCount))
  }
}
