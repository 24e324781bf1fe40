extension Kernel {
  /// A grid spelled out position by position.
  func listed(representatives: Int) -> Kernel {
    guard sites.isGrid else { return self }
    let target = Sites(
      population: sites.population, representatives: representatives, extents: sites.extents,
      isGrid: false)
    var result = Kernel(zeroAt: target)
    let places = sites.coordinates
    let positions = sites.positions
    let roots = places.map { place in
      zip(place, profiles).reduce(1.0) { $0 * max(0, $1.1[$1.0]).squareRoot() }
    }
    let count = target.count
    for i in 0..<positions {
      for j in 0..<positions {
        var lag = 0
        for axis in sites.extents.indices {
          lag = lag * sites.extents[axis] + abs(places[i][axis] - places[j][axis])
        }
        let weight = roots[i] * roots[j]
        for s in 0..<representatives {
          for t in 0..<representatives {
            result.pairs[(s * positions + i) * count + t * positions + j] =
              weight * pairs[(s == t ? 0 : positions) + lag]
          }
        }
      }
      for s in 0..<representatives {
        result.own[s * positions + i] = result.pairs[(s * positions + i) * (count + 1)]
        result.mean[s * positions + i] = mean[0] * roots[i]
      }
    }
    return result
  }

  /// Listed sites averaged by lag; position axes become the grid's.
  func gridded() -> Kernel {
    guard !sites.isGrid else { return self }
    var target = sites
    target.isGrid = true
    var result = Kernel(zeroAt: target)
    let (count, positions) = (sites.count, sites.positions)
    result.own = [averageOwn]
    result.mean = [mean.reduce(0, +) / Double(max(1, count))]
    var weights = [Double](repeating: 0, count: result.pairs.count)
    let places = sites.coordinates
    for i in 0..<count {
      for j in 0..<count {
        var lag = 0
        for axis in sites.extents.indices {
          lag =
            lag * sites.extents[axis]
            + abs(places[i % positions][axis] - places[j % positions][axis])
        }
        let index = (i / positions == j / positions ? 0 : positions) + lag
        result.pairs[index] += pairs[i * count + j]
        weights[index] += 1
      }
    }
    for index in weights.indices where weights[index] > 0 { result.pairs[index] /= weights[index] }
    for axis in sites.extents.indices where averageOwn > 0 {
      var sums = [Double](repeating: 0, count: sites.extents[axis])
      for i in 0..<count { sums[places[i % positions][axis]] += own[i] }
      let scale = Double(sites.extents[axis]) / (averageOwn * Double(count))
      result.profiles[axis] = sums.map { $0 * scale }
    }
    // Profiles are divided out of what is kept by lag.
    let overlaps = result.profiles.map(Self.lagOverlaps)
    result.forEachLag { index, lag in
      let weight = zip(lag, overlaps).reduce(1.0) { $0 * max($1.1[$1.0], 1e-12) }
      result.pairs[index] /= weight
      result.pairs[positions + index] /= weight
    }
    result.copyOwnToDiagonal()
    return result
  }

  /// Listed sites reduced along some position axes.
  ///
  /// - Parameters:
  ///   - axes: The position axes that go.
  ///   - diagonal: Whether only equal positions of two sites are paired (a linear map with its own
  ///     weights for each position) instead of all pairs (a mean over positions).
  func reduced(over axes: Set<Int>, diagonal: Bool) -> Kernel {
    let map = PositionMap(sites, dropping: axes)
    var result = Kernel(zeroAt: map.target)
    let (count, targetCount) = (sites.count, map.target.count)
    let dropped = Double(map.dropped)
    let weight = 1 / (diagonal ? dropped : dropped * dropped)
    for i in 0..<count {
      result.mean[map.kept[i]] += mean[i] / dropped
      for j in 0..<count where !diagonal || map.droppedPlace[i] == map.droppedPlace[j] {
        result.pairs[map.kept[i] * targetCount + map.kept[j]] += weight * pairs[i * count + j]
      }
    }
    for i in 0..<targetCount { result.own[i] = result.pairs[i * targetCount + i] }
    return result
  }

  /// The transposed of ``reduced(over:diagonal:)``, without its division: a kernel at the reduced sites
  /// repeated at `sites`, for all pairs or only where the dropped positions agree.
  func repeated(at sites: Sites, over axes: Set<Int>, diagonal: Bool) -> Kernel {
    let map = PositionMap(sites, dropping: axes)
    var result = Kernel(zeroAt: sites)
    let (count, sourceCount) = (sites.count, map.target.count)
    for i in 0..<count {
      result.own[i] = own[map.kept[i]]
      result.mean[i] = mean[map.kept[i]]
      for j in 0..<count where !diagonal || map.droppedPlace[i] == map.droppedPlace[j] {
        result.pairs[i * count + j] = pairs[map.kept[i] * sourceCount + map.kept[j]]
      }
    }
    return result
  }

  /// The kernel at some of the listed sites' positions, in the given order, which become `extents`.
  func selecting(positions chosen: [Int], extents: [Int]) -> Kernel {
    var target = sites
    target.extents = extents
    var result = Kernel(zeroAt: target)
    let (count, targetCount, old) = (sites.count, target.count, max(1, sites.positions))
    let indices = (0..<sites.representatives).flatMap { sample in chosen.map { sample * old + $0 } }
    for (i, from) in indices.enumerated() {
      result.own[i] = own[from]
      result.mean[i] = mean[from]
      for (j, to) in indices.enumerated() {
        result.pairs[i * targetCount + j] = pairs[from * count + to]
      }
    }
    return result
  }

  /// The transposed of ``selecting(positions:extents:)``: zero where nothing was taken.
  func scattered(to sites: Sites, positions chosen: [Int]) -> Kernel {
    var result = Kernel(zeroAt: sites)
    let (count, sourceCount, old) = (sites.count, self.sites.count, max(1, sites.positions))
    let indices = (0..<sites.representatives).flatMap { sample in chosen.map { sample * old + $0 } }
    for (i, to) in indices.enumerated() {
      result.own[to] += own[i]
      result.mean[to] += mean[i]
      for (j, from) in indices.enumerated() {
        result.pairs[to * count + from] += pairs[i * sourceCount + j]
      }
    }
    return result
  }
}

/// Where each listed site lands when some position axes go.
struct PositionMap {
  let target: Sites
  /// By site: the site of the target.
  let kept: [Int]
  /// By site: the place along the dropped axes.
  let droppedPlace: [Int]
  /// How many places there are along the dropped axes.
  let dropped: Int

  init(_ sites: Sites, dropping axes: Set<Int>) {
    var target = sites
    target.extents = sites.extents.indices.filter { !axes.contains($0) }.map { sites.extents[$0] }
    let places = sites.coordinates.map { place in
      var (keep, drop) = (0, 0)
      for axis in sites.extents.indices {
        if axes.contains(axis) {
          drop = drop * sites.extents[axis] + place[axis]
        } else {
          keep = keep * sites.extents[axis] + place[axis]
        }
      }
      return (keep, drop)
    }
    let positions = max(1, sites.positions)
    let (kept, targetPositions) = (places.map(\.0), max(1, target.positions))
    self.kept = (0..<sites.count).map { ($0 / positions) * targetPositions + kept[$0 % positions] }
    droppedPlace = (0..<sites.count).map { places[$0 % positions].1 }
    dropped = axes.reduce(1) { $0 * sites.extents[$1] }
    self.target = target
  }
}
