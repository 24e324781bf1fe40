/// Over what a normalization takes its mean and variance.
struct NormalizationGroup {
  /// Which sites share one mean and variance.
  enum Extent {
    /// Each site has its own: LayerNorm, RMSNorm.
    case site
    /// All positions of a sample: InstanceNorm, GroupNorm.
    case sample
    /// The whole batch: BatchNorm in training mode.
    case batch
  }

  var extent: Extent
  /// Features that share the mean and variance: 1 for BatchNorm and InstanceNorm.
  var features: Double
  /// Whether the mean is subtracted (not so in RMSNorm).
  var isCentered = true
}

extension Kernel {
  /// The kernel of the value minus its mean over the group, in expectation over finite groups.
  ///
  /// With n features in a group, E[xᵢ μ] = (average of K(i, ·) over the group's sites)/n
  /// + (1 − 1/n) E[xᵢ] E[μ]: features are exchangeable, equal ones contribute their covariance and
  /// different ones the product of their means.
  func centered(over group: NormalizationGroup) -> Kernel {
    guard group.isCentered else { return self }
    return sites.isGrid ? gridCentered(group) : listedCentered(group)
  }

  /// For listed sites: to which group each belongs.
  func membership(_ extent: NormalizationGroup.Extent) -> [Int] {
    switch extent {
    case .site: Array(0..<sites.count)
    case .sample: (0..<sites.count).map { $0 / max(1, sites.positions) }
    case .batch: [Int](repeating: 0, count: sites.count)
    }
  }

  /// Averages of K(i, j) over the sites j of each group: row i, one column a group.
  private func groupRows(_ extent: NormalizationGroup.Extent) -> [[Double]] {
    let (count, positions) = (sites.count, max(1, sites.positions))
    return (0..<count).map { i in
      let row = pairs[(i * count)..<((i + 1) * count)]
      if case .site = extent { return Array(row) }
      let bySample = (0..<sites.representatives).map { sample in
        row[(row.startIndex + sample * positions)..<(row.startIndex + (sample + 1) * positions)]
          .reduce(0, +) / Double(positions)
      }
      guard case .batch = extent else { return bySample }
      guard bySample.count > 1 else { return bySample }
      let same = bySample[i / positions]
      let different = (bySample.reduce(0, +) - same) / Double(bySample.count - 1)
      let share = 1 / Double(sites.population)
      return [share * same + (1 - share) * different]
    }
  }

  /// The averages of the columns of `rows` over each group.
  static func groupAverages(_ rows: [[Double]], _ membership: [Int]) -> [[Double]] {
    let groups = rows.first?.count ?? 0
    var sums = [[Double]](repeating: [Double](repeating: 0, count: groups), count: groups)
    var sizes = [Double](repeating: 0, count: groups)
    for (i, row) in rows.enumerated() {
      sizes[membership[i]] += 1
      for g in 0..<groups { sums[membership[i]][g] += row[g] }
    }
    return zip(sums, sizes).map { sum, size in sum.map { $0 / max(1, size) } }
  }

  /// The average of K over the sites of each pair of groups.
  func groupAverages(_ extent: NormalizationGroup.Extent) -> [[Double]] {
    Self.groupAverages(groupRows(extent), membership(extent))
  }

  private func listedCentered(_ group: NormalizationGroup) -> Kernel {
    let share = 1 / group.features
    if case .site = group.extent { return siteCentered(share: share) }
    let membership = membership(group.extent)
    let rows = groupRows(group.extent)
    let averages = Self.groupAverages(rows, membership)
    let meanRows = mean.map { value in [Double](repeating: value, count: averages.count) }
    let means = Self.groupAverages(meanRows, membership).map { $0.first ?? 0 }
    func cross(_ i: Int, _ g: Int) -> Double {
      share * rows[i][g] + (1 - share) * mean[i] * means[g]
    }
    var result = self
    let count = sites.count
    for i in 0..<count {
      for j in 0..<count {
        let (g, h) = (membership[i], membership[j])
        let square = share * averages[g][h] + (1 - share) * means[g] * means[h]
        result.pairs[i * count + j] += square - cross(i, h) - cross(j, g)
      }
      result.own[i] = max(0, result.pairs[i * count + i])
      result.mean[i] -= means[membership[i]]
    }
    return result
  }

  /// Every site minus its own mean over features.
  private func siteCentered(share: Double) -> Kernel {
    var result = self
    let count = sites.count
    for index in pairs.indices {
      result.pairs[index] = (1 - share) * (pairs[index] - mean[index / count] * mean[index % count])
    }
    for site in own.indices {
      result.own[site] = max(0, result.pairs[site * (count + 1)])
      result.mean[site] = 0
    }
    return result
  }

  private func gridCentered(_ group: NormalizationGroup) -> Kernel {
    let share = 1 / group.features
    let square = (1 - share) * averageMean * averageMean
    var result = self
    result.mean = [0]
    let positions = sites.positions
    if case .site = group.extent {
      for index in pairs.indices {
        result.pairs[index] = (1 - share) * (pairs[index] - mean[0] * mean[0])
      }
      result.own = [max(0, result.pairs[0])]
      return result
    }
    let averages = averagePairs
    let isBatch = if case .batch = group.extent { true } else { false }
    let same = share * (isBatch ? populationAverage : averages.same) + square
    let different = share * (isBatch ? populationAverage : averages.different) + square
    for index in 0..<positions {
      result.pairs[index] -= same
      result.pairs[positions + index] -= different
    }
    let rest = own[0] - same
    result.own = [max(0, rest)]
    guard rest > 1e-12 * own[0] else { return result }
    for axis in profiles.indices {
      let average = Self.rootAverage(profiles[axis])
      result.profiles[axis] = profiles[axis].map { place in
        let root = max(0, place).squareRoot()
        return max(0, own[0] * place - same * (2 * root / average - 1)) / rest
      }
    }
    return result
  }
}
