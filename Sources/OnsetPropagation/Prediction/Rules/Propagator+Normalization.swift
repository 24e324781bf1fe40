import OnsetModels

/// BatchNorm in training mode, LayerNorm, RMSNorm, InstanceNorm and GroupNorm.
extension Propagator {
  func normalization(_ node: Operator) -> Signal {
    guard let field = field(node, 0) else { return .unknown }
    let features = Double(field.featureCount)
    switch node.operation {
    case .batchNormalization(let epsilon, _, _):
      // Also where an exporter wrote the mode of evaluation: what starts is training.
      return normalized(
        node, perFeature: field, NormalizationGroup(extent: .batch, features: 1), epsilon)
    case .instanceNormalization(let epsilon):
      // Features in one axis are normalized one by one; GroupNorm is exported as InstanceNorm on
      // [N, groups, rest], where the features of a group lie in the last axis.
      let inGroup = field.factors.axes.dropFirst(2).joined().reduce(1) {
        $0 * ($1.isFeature ? $1.extent : 1)
      }
      return normalized(
        node, perFeature: field,
        NormalizationGroup(extent: .sample, features: Double(inGroup)), epsilon)
    case .groupNormalization(let groups, let epsilon):
      return normalized(
        node, field,
        NormalizationGroup(extent: .sample, features: features / Double(max(1, groups))), epsilon)
    case .layerNormalization(let axis, let epsilon):
      return layerNormalization(node, field, axis: axis, epsilon, isCentered: true)
    case .rmsNormalization(let axis, let epsilon):
      return layerNormalization(node, field, axis: axis, epsilon, isCentered: false)
    default: return .unknown
    }
  }

  private func layerNormalization(
    _ node: Operator, _ field: Field, axis: Int, _ epsilon: Double, isCentered: Bool
  ) -> Signal {
    guard let axis = field.factors.axis(axis) else { return .unknown }
    let factors = field.factors.axes[axis...].joined()
    let features = factors.reduce(1) { $0 * ($1.isFeature ? $1.extent : 1) }
    let positions = factors.filter { $0.positionAxis != nil }.count
    guard positions == 0 || positions == field.sites.extents.count else { return .unknown }
    return normalized(
      node, field,
      NormalizationGroup(
        extent: positions == 0 ? .site : .sample, features: Double(features),
        isCentered: isCentered), epsilon)
  }

  /// A normalization whose groups span all parts alike.
  private func normalized(
    _ node: Operator, _ field: Field, _ group: NormalizationGroup, _ epsilon: Double
  ) -> Signal {
    let kernel = field.kernel
    let normalization = NormalizedKernel(kernel, over: group, epsilon: epsilon)
    let source = derive(normalization.output) { field.receive(normalization.pullback($0)) }
    source.spread = field.parts.count == 1 ? 0 : field.spread
    source.marginal = field.parts.count == 1 ? field.parts[0].marginal : nil
    if let input = field.source, case .site = group.extent {
      source.memory = input.memory.mapValues { numbers in
        numbers.enumerated().map { site, number in
          let scale = kernel.own.indices.contains(site) ? kernel.own[site] + epsilon : 1
          return number / scale.squareRoot()
        }
      }
    }
    return scaledAndShifted(node, source, field.factors)
  }

  /// A normalization of every feature by itself: parts keep their own statistics.
  private func normalized(
    _ node: Operator, perFeature field: Field, _ group: NormalizationGroup, _ epsilon: Double
  ) -> Signal {
    var result = field
    result.parts = field.parts.map { part in
      let normalization = NormalizedKernel(part.kernel, over: group, epsilon: epsilon)
      // E[1/σ²] over features exceeds 1/E[σ²]. What of it comes from small weights is made good by
      // just these weights upstream.
      let spread = normalization.varianceSpread + (part.isIdentity ? part.source.inputSpread : 0)
      let excess = group.features == 1 ? 1 / (1 - min(0.5, spread)) : 1
      if part.isIdentity, group.features == 1 {
        part.source.gradientExcess = 1 / (1 - min(0.5, part.source.weightSpread))
      }
      let source = deriveSource(normalization.output) { source, gradient in
        part.receive(
          normalization.pullback(gradient, alignment: source.alignment)
            .scaledMoments(by: excess, mean: 0))
      }
      source.wantsAlignment = true
      source.marginal = part.marginal
      return Part(source, count: part.count)
    }
    guard let scale = affineStatistics(node) else { return .unknown }
    if scale.isIdentity { return .field(result) }
    return mapParts(result) { kernel in scale.applied(to: kernel) }
  }

  private func scaledAndShifted(
    _ node: Operator, _ source: Source, _ factors: AxisFactors
  ) -> Signal {
    let field = Field(source, factors: factors)
    guard let affine = affineStatistics(node) else { return .unknown }
    if affine.isIdentity { return .field(field) }
    let result = mapParts(field) { affine.applied(to: $0) }
    if case .field(let scaled) = result {
      scaled.source?.memory = source.memory.mapValues { $0.map { $0 * affine.scale.mean } }
    }
    return result
  }

  /// The learned scale and shift of a normalization.
  private func affineStatistics(_ node: Operator) -> AffineStatistics? {
    var affine = AffineStatistics()
    if node.input(1) != nil {
      guard let scale = statistics(node, 1) else { return nil }
      affine.scale = scale
    }
    if node.input(2) != nil, !isRootMeanSquare(node) {
      guard let shift = statistics(node, 2) else { return nil }
      affine.shift = shift
    }
    return affine
  }

  private func isRootMeanSquare(_ node: Operator) -> Bool {
    if case .rmsNormalization = node.operation { true } else { false }
  }
}

/// A scale and a shift per feature, by their statistics over features.
struct AffineStatistics {
  var scale = TensorStatistics(mean: 1, secondMoment: 1)
  var shift = TensorStatistics(mean: 0, secondMoment: 0)

  /// Whether nothing is changed.
  var isIdentity: Bool {
    abs(scale.mean - 1) < 1e-12 && abs(scale.secondMoment - 1) < 1e-12
      && shift.secondMoment < 1e-24
  }

  /// The kernel behind, and how gradients come back.
  func applied(to kernel: Kernel) -> (Kernel, (Kernel) -> Kernel) {
    let square = scale.secondMoment
    return (
      kernel.scaledMoments(by: square, mean: scale.mean)
        .adding(biasMean: shift.mean, secondMoment: shift.secondMoment),
      { $0.scaledMoments(by: square, mean: 0) }
    )
  }
}
