import OnsetCore
import OnsetPropagation
import OnsetSchemes

/// What a plan will make of one tensor, without drawing it.
struct PlannedWeight {
  private let scheme: Scheme
  private let entry: PlanEntry

  /// Prepares to describe an entry; `nil` for one that keeps its values.
  init?(_ entry: PlanEntry) {
    guard let scheme = entry.scheme else { return nil }
    self.scheme = scheme
    self.entry = entry
  }

  /// The statistics of the elements, whole or of a region of the stored tensor.
  ///
  /// - Throws: `OnsetError` when the scheme does not fit the tensor.
  func statistics(region: [Range<Int>]? = nil) throws(OnsetError) -> TensorStatistics {
    if case .blockwise(let rule) = scheme, let part = part(in: region) {
      let scheme = rule.parts[part.name] ?? rule.otherwise
      return try statistics(of: scheme, shape: Shape([part.extent]), layout: .vector)
    }
    return try statistics(of: scheme, shape: entry.shape, layout: entry.layout)
  }

  /// What the elements will look like.
  ///
  /// - Throws: `OnsetError` when the scheme does not fit the tensor.
  func profile() throws(OnsetError) -> WeightProfile {
    let expected = try scheme.expectation(for: entry.shape, layout: entry.layout)
    let isConstant = expected.standardDeviation == 0
    let isSquare = entry.shape.rank >= 2
    return WeightProfile(
      count: entry.shape.count, mean: expected.mean,
      standardDeviation: expected.standardDeviation, kurtosis: isConstant ? 0 : 3,
      largest: abs(expected.mean) + 4 * expected.standardDeviation, firstNonFinite: nil, digest: 0,
      hasEqualUnits: isConstant && isSquare, blocks: try blocks(),
      orthogonalGain: orthogonalGain(scheme), plannedScheme: "\(scheme)")
  }

  /// The part of a packed vector that a region covers.
  private func part(in region: [Range<Int>]?) -> (name: String, extent: Int)? {
    guard let region, region.count == 1 else { return nil }
    var start = 0
    for part in entry.layout.parts {
      if region[0] == start..<start + part.extent { return (part.name, part.extent) }
      start += part.extent
    }
    return nil
  }

  private func blocks() throws(OnsetError) -> [WeightProfile.Block] {
    if case .blockwise(let rule) = scheme {
      var blocks: [WeightProfile.Block] = []
      for part in entry.layout.parts {
        let statistics = try statistics(
          of: rule.parts[part.name] ?? rule.otherwise, shape: Shape([part.extent]), layout: .vector)
        blocks.append(
          WeightProfile.Block(
            name: part.name, mean: statistics.mean, secondMoment: statistics.secondMoment,
            columns: 1))
      }
      return blocks
    }
    guard entry.layout.axes.contains(.output), entry.layout.axes.contains(.input),
      let matrices = try? entry.layout.blocks(of: entry.shape)
    else { return [] }
    let statistics = try statistics()
    return matrices.map {
      WeightProfile.Block(
        name: $0.name, mean: statistics.mean, secondMoment: statistics.secondMoment,
        columns: $0.columns)
    }
  }

  private func orthogonalGain(_ scheme: Scheme) -> Double? {
    switch scheme {
    case .orthogonal(let rule): rule.gain
    case .deltaOrthogonal(let rule): rule.gain
    case .scaled(let rule): orthogonalGain(rule.base).map { $0 * rule.factor }
    default: nil
    }
  }

  private func statistics(
    of scheme: Scheme, shape: Shape, layout: WeightLayout
  ) throws(OnsetError) -> TensorStatistics {
    let expected = try scheme.expectation(for: shape, layout: layout)
    let square = expected.mean * expected.mean
    let structure = structure(of: scheme)
    if !structure.isEmpty {
      var statistics = TensorStatistics(mean: expected.mean, secondMoment: expected.secondMoment)
      statistics.structure = structure
      let columns = Double(shape.count) / max(1, outputs(shape, layout))
      if structure.contains(.mirroredInputs), columns > 1 {
        statistics.rowProduct = -expected.secondMoment / (columns - 1)
      }
      return statistics
    }
    guard let share = centring(scheme), let fans = try? layout.fans(of: shape) else {
      return TensorStatistics(mean: expected.mean, secondMoment: expected.secondMoment)
    }
    // Of n independent elements of variance σ² less (1 − √(1 − κ)) of their mean, two have the
    // covariance −κ σ²/n, and each keeps the variance (1 − κ/n) σ².
    let columns = max(1, Double(shape.count) / max(1, outputs(shape, layout)))
    let variance = expected.standardDeviation * expected.standardDeviation
    let independent = fans.fanIn > 0 ? variance / max(1 - share / columns, 1e-12) : 0
    return TensorStatistics(
      mean: expected.mean, secondMoment: expected.secondMoment,
      rowProduct: square - share * independent / columns)
  }

  private func structure(of scheme: Scheme) -> WeightStructure {
    switch scheme {
    case .deltaOrthogonal, .dirac: .centreTapOnly
    case .scaled(let rule): structure(of: rule.base)
    case .rowCentred(let rule): structure(of: rule.base)
    case .mirrored(let rule):
      structure(of: rule.base).union(
        rule.units == .both
          ? [.mirroredInputs, .mirroredOutputs]
          : rule.units == .inputs ? .mirroredInputs : .mirroredOutputs)
    default: []
    }
  }

  /// κ of a scheme whose rows are centred.
  private func centring(_ scheme: Scheme) -> Double? {
    switch scheme {
    case .rowCentred(let rule): rule.share
    case .scaled(let rule): centring(rule.base)
    default: nil
    }
  }

  private func outputs(_ shape: Shape, _ layout: WeightLayout) -> Double {
    Double(
      zip(layout.axes, shape.dimensions).reduce(1) {
        $1.0 == .output || $1.0 == .stack ? $0 * $1.1 : $0
      })
  }
}
