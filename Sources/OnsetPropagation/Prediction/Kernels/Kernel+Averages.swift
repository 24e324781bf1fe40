extension Kernel {
  /// E[x²] over all sites of the batch.
  var averageOwn: Double { own.reduce(0, +) / Double(max(1, own.count)) }

  /// E[x] over all sites of the batch.
  var averageMean: Double {
    let average = mean.reduce(0, +) / Double(max(1, mean.count))
    return profiles.reduce(average) { $0 * Self.rootAverage($1) }
  }

  /// The average of E[xᵢxⱼ] over all pairs of positions, in the same and in different samples.
  var averagePairs: (same: Double, different: Double) {
    sites.isGrid ? gridAverages() : listedAverages()
  }

  /// The average of E[xᵢxⱼ] over two different positions of one sample; `nil` without positions.
  var positionAverage: Double? {
    let positions = Double(sites.positions)
    guard positions > 1 else { return nil }
    return (averagePairs.same * positions - averageOwn) / (positions - 1)
  }

  /// The average of E[xᵢxⱼ] over the same position of two different samples; `nil` for one sample.
  var sampleAverage: Double? {
    guard sites.population > 1 else { return nil }
    if sites.isGrid { return pairs[sites.positions] }
    guard sites.representatives > 1 else { return nil }
    let (count, positions) = (sites.count, sites.positions)
    var sum = 0.0
    for i in 0..<count {
      for sample in 0..<sites.representatives where sample != i / positions {
        sum += pairs[i * count + sample * positions + i % positions]
      }
    }
    return sum / Double(count * (sites.representatives - 1))
  }

  /// The average over all pairs of sites of the batch, each sample counted as often as it occurs.
  var populationAverage: Double {
    let averages = averagePairs
    let share = 1 / Double(sites.population)
    return share * averages.same + (1 - share) * averages.different
  }

  private func listedAverages() -> (same: Double, different: Double) {
    let (count, positions) = (sites.count, sites.positions)
    var same = 0.0
    var all = 0.0
    for i in 0..<count {
      let start = (i / positions) * positions
      for j in 0..<count {
        let value = pairs[i * count + j]
        all += value
        if j >= start && j < start + positions { same += value }
      }
    }
    let sameCount = Double(count * positions)
    let rest = Double(count * count) - sameCount
    return (same / sameCount, rest > 0 ? (all - same) / rest : same / sameCount)
  }

  private func gridAverages() -> (same: Double, different: Double) {
    let weights = profiles.map(Self.lagWeights)
    var averages = (same: 0.0, different: 0.0)
    let positions = sites.positions
    forEachLag { index, lag in
      var weight = 1.0
      for (axis, distance) in lag.enumerated() { weight *= weights[axis][distance] }
      averages.same += weight * pairs[index]
      averages.different += weight * pairs[positions + index]
    }
    return averages
  }

  /// Calls `body` with the index and the distances of every lag of a grid.
  func forEachLag(_ body: (Int, [Int]) -> Void) {
    let extents = sites.extents
    var lag = [Int](repeating: 0, count: extents.count)
    for index in 0..<sites.positions {
      body(index, lag)
      var axis = extents.count - 1
      while axis >= 0 {
        lag[axis] += 1
        if lag[axis] < extents[axis] { break }
        lag[axis] = 0
        axis -= 1
      }
    }
  }

  /// The share of all ordered pairs of positions that are each distance apart, weighted by the profile.
  static func lagWeights(_ profile: [Double]) -> [Double] {
    let total = Double(profile.count * profile.count)
    let overlaps = lagOverlaps(profile)
    return overlaps.indices.map { lag in
      overlaps[lag] * Double((lag == 0 ? 1 : 2) * (profile.count - lag)) / total
    }
  }

  /// The average of √(π(p) π(p + lag)) over positions p, by lag.
  static func lagOverlaps(_ profile: [Double]) -> [Double] {
    let count = profile.count
    guard profile.contains(where: { abs($0 - 1) > 1e-12 }) else {
      return [Double](repeating: 1, count: count)
    }
    let roots = profile.map { max(0, $0).squareRoot() }
    return (0..<count).map { lag in
      var sum = 0.0
      for place in 0..<(count - lag) { sum += roots[place] * roots[place + lag] }
      return sum / Double(count - lag)
    }
  }

  /// The average of √π.
  static func rootAverage(_ profile: [Double]) -> Double {
    profile.reduce(0) { $0 + max(0, $1).squareRoot() } / Double(max(1, profile.count))
  }
}
