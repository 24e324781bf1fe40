/// Broadcasting: two fields brought to the same sites.
extension Propagator {
  /// Both fields at the sites of the one that has more of them; `nil` where they do not match.
  func aligned(_ a: Field, _ b: Field) -> (Field, Field)? {
    if a.factors == b.factors, a.sites == b.sites { return (a, b) }
    let rank = max(a.factors.axes.count, b.factors.axes.count)
    let (left, right) = matched(a.padded(to: rank), b.padded(to: rank))
    let leftLeads =
      (left.sites.positions, left.sites.population, left.sites.isGrid ? 1 : 0)
      >= (right.sites.positions, right.sites.population, right.sites.isGrid ? 1 : 0)
    if leftLeads {
      guard let other = broadcast(right, to: left) else { return nil }
      return (left, other)
    }
    guard let other = broadcast(left, to: right) else { return nil }
    return (other, right)
  }

  /// Both fields with the same kind of factors along each axis, where they count the same elements in
  /// different ways: positions in one axis or two, or features that stand for positions, as behind a
  /// layer that mixes tokens.
  private func matched(_ a: Field, _ b: Field) -> (Field, Field) {
    var (left, right) = (withoutUnitPositions(a), withoutUnitPositions(b))
    for axis in left.factors.axes.indices
    where left.factors.shape[axis] == right.factors.shape[axis] {
      let (mine, other) = (left.factors.axes[axis], right.factors.axes[axis])
      if mine.isPositions, other.isPositions {
        if mine.count > other.count { left = flattened(left, axis: axis) ?? left }
        if other.count > mine.count { right = flattened(right, axis: axis) ?? right }
      } else if mine.isPositions, other.isFeatures, let listed = listed(right) {
        left = flattened(left, axis: axis) ?? left
        right = promoted(listed, axes: [axis])
      } else if mine.isFeatures, other.isPositions, let listed = listed(left) {
        right = flattened(right, axis: axis) ?? right
        left = promoted(listed, axes: [axis])
      }
    }
    return (left, right)
  }

  /// The field without position axes of extent one, such as a globally pooled image has.
  private func withoutUnitPositions(_ field: Field) -> Field {
    let extents = field.sites.extents
    guard extents.contains(1), let listed = listed(field) else { return field }
    let kept = extents.indices.filter { extents[$0] > 1 }
    var sites = listed.sites
    sites.extents = kept.map { extents[$0] }
    var result = listed
    result.factors = listed.factors.renumbered(
      Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) }))
    result.parts = listed.parts.map { part in
      var kernel = part.kernel
      let original = kernel.sites
      kernel.sites = sites
      let source = derive(kernel) { gradient in
        var back = gradient
        back.sites = original
        part.receive(back)
      }
      source.spread = part.source.spread
      return Part(source, count: part.count)
    }
    return result
  }

  /// A field repeated at another's sites.
  private func broadcast(_ field: Field, to target: Field) -> Field? {
    var map: [Int: Int] = [:]
    for (axis, factors) in field.factors.axes.enumerated() {
      let theirs = target.factors.axes[axis]
      let shape = factors.reduce(1) { $0 * $1.extent }
      guard shape == 1 || shape == theirs.reduce(1, { $0 * $1.extent }) else { return nil }
      guard shape > 1 else { continue }
      guard factors.count == theirs.count else {
        if factors.allSatisfy(\.isFeature), theirs.allSatisfy(\.isFeature) { continue }
        return nil
      }
      for (mine, other) in zip(factors, theirs) {
        switch (mine, other) {
        case (.position(let old, let extent), .position(let new, let size)):
          guard extent == size else { return nil }
          map[old] = new
        case (.feature, .feature), (.sample, .sample): break
        default: return nil
        }
      }
    }
    let sites = target.sites
    if field.sites == sites, map.allSatisfy({ $0 == $1 }) { return field.with(target.factors) }
    guard map.count == field.sites.extents.count else { return nil }
    if field.sites.isGrid, !sites.isGrid {
      guard let listed = listed(field) else { return nil }
      return broadcast(listed, to: target)
    }
    if sites.isGrid, !field.sites.extents.isEmpty {
      guard field.sites.extents == sites.extents else { return nil }
      return gridded(field).with(target.factors)
    }
    var result = field.with(target.factors)
    result.parts = field.parts.map { part in
      let original = part.kernel
      let source = derive(original.broadcast(to: sites, axes: map)) { gradient in
        part.receive(gradient.collected(to: original.sites, axes: map))
      }
      source.spread = part.source.spread
      return Part(source, count: part.count)
    }
    return result
  }
}

extension Field {
  /// The field with leading axes of extent one.
  func padded(to rank: Int) -> Field {
    var result = self
    let missing = rank - factors.axes.count
    if missing > 0 {
      result.factors.axes = [[AxisFactor]](repeating: [], count: missing) + factors.axes
    }
    return result
  }

  /// The same parts under other factors.
  func with(_ factors: AxisFactors) -> Field { Field(factors: factors, parts: parts) }
}

extension Kernel {
  /// The kernel of the value repeated along the samples and positions that it lacks.
  ///
  /// - Parameter axes: For each of this kernel's position axes, the target's.
  func broadcast(to target: Sites, axes: [Int: Int]) -> Kernel {
    var result = Kernel(zeroAt: target)
    if target.isGrid {
      result.own = [averageOwn]
      result.mean = [averageMean]
      let different = sites.population > 1 ? sampleAverage ?? averageOwn : averageOwn
      for index in 0..<target.positions {
        result.pairs[index] = averageOwn
        result.pairs[target.positions + index] = different
      }
      return result
    }
    let places = origins(of: target, axes: axes)
    let (count, source) = (target.count, sites.count)
    for i in 0..<count {
      result.own[i] = own[places[i]]
      result.mean[i] = mean[places[i]]
      for j in 0..<count { result.pairs[i * count + j] = pairs[places[i] * source + places[j]] }
    }
    return result
  }

  /// The transposed of ``broadcast(to:axes:)``: gradients of all repetitions summed.
  func collected(to target: Sites, axes: [Int: Int]) -> Kernel {
    var result = Kernel(zeroAt: target)
    if sites.isGrid {
      let count = Double(sites.positions)
      let averages = averagePairs
      result.own = result.own.map { _ in averages.same * count * count }
      result.pairs = result.pairs.map { _ in averages.different * count * count }
      result.copyOwnToDiagonal()
      return result
    }
    let places = origins(of: sites, target: target, axes: axes)
    let (count, targetCount) = (sites.count, target.count)
    let positions = max(1, sites.positions)
    // A value shared by the whole batch sums over all its samples, not only the representatives.
    let isShared = target.population == 1 && sites.population > 1
    let n = Double(sites.population)
    let r = Double(sites.representatives)
    let (same, different) =
      isShared ? (n / r, r > 1 ? n * (n - 1) / (r * (r - 1)) : 0) : (1, 1)
    for i in 0..<count {
      for j in 0..<count {
        let weight = i / positions == j / positions ? same : different
        result.pairs[places[i] * targetCount + places[j]] += weight * pairs[i * count + j]
      }
    }
    for i in 0..<targetCount { result.own[i] = result.pairs[i * targetCount + i] }
    return result
  }

  private func origins(of target: Sites, axes: [Int: Int]) -> [Int] {
    origins(of: target, target: sites, axes: axes)
  }

  /// For each of the larger sites, the smaller one that it repeats.
  private func origins(of larger: Sites, target smaller: Sites, axes: [Int: Int]) -> [Int] {
    let positions = max(1, larger.positions)
    let places = larger.coordinates.map { place in
      smaller.extents.indices.reduce(0) { $0 * smaller.extents[$1] + place[axes[$1] ?? 0] }
    }
    let own = max(1, smaller.positions)
    return (0..<larger.count).map { site in
      let sample = smaller.representatives > 1 ? site / positions : 0
      return sample * own + places[site % positions]
    }
  }
}

extension [AxisFactor] {
  /// Whether the axis counts positions only.
  fileprivate var isPositions: Bool { !isEmpty && allSatisfy { $0.positionAxis != nil } }
  /// Whether the axis counts features only.
  fileprivate var isFeatures: Bool { !isEmpty && allSatisfy(\.isFeature) }
}
