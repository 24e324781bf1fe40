/// The same value with its sites spelled differently, and averages over positions: steps that several
/// rules need, each with its way back.
extension Propagator {
  /// The field with listed sites; a grid small enough is spelled out.
  func listed(_ field: Field) -> Field? {
    guard field.sites.isGrid else { return field }
    guard field.sites.positions * representatives <= 2048 else { return nil }
    return converted(field, forward: { $0.listed(representatives: self.representatives) })
  }

  /// The field with sites on a grid.
  func gridded(_ field: Field) -> Field {
    if field.sites.isGrid { return field }
    return converted(field, forward: { $0.gridded() })
  }

  private func converted(_ field: Field, forward: (Kernel) -> Kernel) -> Field {
    var result = field
    result.parts = field.parts.map { part in
      let original = part.kernel.sites
      let source = derive(forward(part.kernel)) { gradient in
        part.receive(
          original.isGrid
            ? gradient.gridded() : gradient.listed(representatives: original.representatives))
      }
      source.spread = part.source.spread
      return Part(source, count: part.count)
    }
    return result
  }

  /// The field with listed sites whose positions run along one axis only, the given one.
  func flattened(_ field: Field, axis: Int) -> Field? {
    guard let listed = listed(field), let axis = listed.factors.axis(axis) else { return nil }
    let positions = listed.factors.axes[axis].compactMap(\.positionAxis)
    guard positions.count > 1 else { return listed }
    let sites = listed.sites
    guard positions == Array(sites.extents.indices),
      positions.count == listed.factors.axes[axis].count
    else { return nil }
    var result = listed
    result.factors.axes[axis] = [.position(axis: 0, extent: sites.positions)]
    result.parts = listed.parts.map { part in
      var kernel = part.kernel
      kernel.sites.extents = [sites.positions]
      let source = derive(kernel) { gradient in
        var back = gradient
        back.sites = sites
        part.receive(back)
      }
      source.spread = part.source.spread
      return Part(source, count: part.count)
    }
    return result
  }

  /// Features along some axes taken as positions: units of one layer have independent weights, so two
  /// of them share only their mean.
  func promoted(_ field: Field, axes: [Int]) -> Field {
    guard let extents = Optional(axes.map { field.factors.shape[$0] }), !axes.isEmpty else {
      return field
    }
    let old = field.sites
    let first = old.extents.count
    let added = Set(extents.indices.map { first + $0 })
    var sites = old
    sites.extents += extents
    sites.isGrid = false
    var result = field
    for (place, axis) in axes.enumerated() {
      result.factors.axes[axis] =
        extents[place] == 1 ? [] : [.position(axis: first + place, extent: extents[place])]
    }
    result.parts = field.parts.map { part in
      let kernel = part.kernel
      var spread = kernel.repeated(at: sites, over: added, diagonal: true)
      for index in spread.pairs.indices where spread.pairs[index] == 0 {
        spread.pairs[index] = spread.mean[index / sites.count] * spread.mean[index % sites.count]
      }
      let source = derive(spread) { gradient in
        part.receive(gradient.reduced(over: added, diagonal: true))
      }
      source.spread = part.source.spread
      return Part(source, count: max(1, part.count / extents.reduce(1, *)))
    }
    return result
  }

  /// Averages over position axes of a kernel: all pairs of positions, or with `diagonal` equal ones.
  func reduced(_ kernel: Kernel, over axes: Set<Int>, diagonal: Bool) -> Kernel? {
    guard !axes.isEmpty else { return kernel }
    guard kernel.sites.isGrid else { return kernel.reduced(over: axes, diagonal: diagonal) }
    guard axes.count == kernel.sites.extents.count else { return nil }
    let sites = vectors(kernel.sites)
    var result = Kernel(zeroAt: sites)
    let averages = kernel.averagePairs
    let same = diagonal ? kernel.own[0] : averages.same
    let different = diagonal ? kernel.pairs[kernel.sites.positions] : averages.different
    result.mean = result.mean.map { _ in kernel.averageMean }
    result.pairs = result.pairs.map { _ in different }
    result.own = result.own.map { _ in same }
    result.copyOwnToDiagonal()
    return result
  }

  /// The transposed of ``reduced(_:over:diagonal:)``, without its division.
  func repeated(_ kernel: Kernel, at sites: Sites, over axes: Set<Int>, diagonal: Bool) -> Kernel {
    guard !axes.isEmpty else { return kernel }
    guard sites.isGrid else { return kernel.repeated(at: sites, over: axes, diagonal: diagonal) }
    var result = Kernel(zeroAt: sites)
    let own = kernel.averageOwn
    let different = kernel.sampleAverage ?? 0
    result.own = [own]
    if diagonal {
      result.pairs[sites.positions] = different
    } else {
      for index in 0..<sites.positions {
        result.pairs[index] = own
        result.pairs[sites.positions + index] = different
      }
    }
    result.copyOwnToDiagonal()
    return result
  }

  /// Listed sites without positions.
  func vectors(_ sites: Sites) -> Sites {
    Sites(
      population: sites.population, representatives: representatives, extents: [], isGrid: false)
  }

  /// The field averaged (or summed) over position axes.
  func averaged(
    _ field: Field, over axes: Set<Int>, factors: AxisFactors, scale: Double = 1
  ) -> Field? {
    let count = Double(axes.reduce(1) { $0 * field.sites.extents[$1] })
    var parts: [Part] = []
    for part in field.parts {
      guard let kernel = reduced(part.kernel, over: axes, diagonal: false) else { return nil }
      let sites = part.kernel.sites
      let weight = scale * scale / (count * count)
      let source = derive(kernel.scaled(by: scale)) { gradient in
        part.receive(
          self.repeated(gradient, at: sites, over: axes, diagonal: false)
            .scaledMoments(by: weight, mean: 0))
      }
      source.spread = part.source.spread
      parts.append(Part(source, count: part.count))
    }
    return Field(factors: factors, parts: parts)
  }
}
