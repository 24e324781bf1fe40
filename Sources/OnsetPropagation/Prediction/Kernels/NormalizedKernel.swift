/// A kernel behind a normalization, with what gradients need to come back.
struct NormalizedKernel {
  /// The normalized value's kernel, before any learned scale and shift.
  let output: Kernel
  /// The relative variance of the group's variance between features, 2 tr K²/(tr K)² for a Gaussian
  /// process over the group's sites: large where few sites or few directions make it up.
  let varianceSpread: Double
  private let group: NormalizationGroup
  /// The variance (or second moment) that each listed group, or the grid, is divided by.
  private let variances: [Double]
  private let profiles: [[Double]]

  /// Normalizes a kernel.
  init(_ input: Kernel, over group: NormalizationGroup, epsilon: Double) {
    self.group = group
    let centered = input.centered(over: group)
    if input.sites.isGrid {
      variances = [centered.own[0] + epsilon]
      if case .site = group.extent { profiles = centered.profiles } else { profiles = [] }
    } else {
      let membership = centered.membership(group.extent)
      var sums = [Double](repeating: 0, count: (membership.max() ?? 0) + 1)
      var sizes = sums
      for (site, owner) in membership.enumerated() {
        sums[owner] += centered.own[site]
        sizes[owner] += 1
      }
      variances = zip(sums, sizes).map { $0 / $1 + epsilon }
      profiles = []
    }
    output = Self.divided(centered, group, variances, profiles)
    let squares = centered.squared
    let average = centered.averageOwn
    let total: Double =
      switch group.extent {
      case .site: squares.averageOwn
      case .sample: squares.averagePairs.same
      case .batch: squares.populationAverage
      }
    varianceSpread = average > 0 ? 2 * total / (average * average * group.features) : 0
  }

  /// The kernel of the gradient at the input, from that at the normalized value.
  ///
  /// The gradient's mean over the group and its projection on the normalized value are removed:
  /// dx = (g − ⟨g⟩ − x̂ ⟨g x̂⟩) / σ (Ioffe & Szegedy 2015, arXiv:1502.03167).
  ///
  /// - Parameter alignment: E[gᵢ x̂ᵢ gⱼ x̂ⱼ], where the gradient is not independent of the value.
  func pullback(_ gradient: Kernel, alignment: Kernel? = nil) -> Kernel {
    var result = gradient.centered(over: group)
    let product = alignment ?? gradient.multiplied(by: output)
    let share = 1 / group.features
    if gradient.sites.isGrid {
      let averages = product.averagePairs
      let whole = product.populationAverage
      let positions = gradient.sites.positions
      for index in 0..<positions {
        let site = (product.pairs[index], product.pairs[positions + index])
        let shared: (Double, Double) =
          switch group.extent {
          case .site: site
          case .sample: averages
          case .batch: (whole, whole)
          }
        result.pairs[index] -= share * shared.0 * output.pairs[index]
        result.pairs[positions + index] -= share * shared.1 * output.pairs[positions + index]
      }
      result.own = [max(0, result.pairs[0])]
    } else if case .site = group.extent {
      for index in result.pairs.indices {
        result.pairs[index] -= share * product.pairs[index] * output.pairs[index]
      }
      let count = gradient.sites.count
      for i in 0..<count { result.own[i] = max(0, result.pairs[i * (count + 1)]) }
    } else {
      let averages = product.groupAverages(group.extent)
      let membership = gradient.membership(group.extent)
      let count = gradient.sites.count
      for i in 0..<count {
        for j in 0..<count {
          result.pairs[i * count + j] -=
            share * averages[membership[i]][membership[j]] * output.pairs[i * count + j]
        }
        result.own[i] = max(0, result.pairs[i * count + i])
      }
    }
    return Self.divided(result, group, variances, profiles)
  }

  /// Divides by the groups' deviations.
  private static func divided(
    _ kernel: Kernel, _ group: NormalizationGroup, _ variances: [Double], _ profiles: [[Double]]
  ) -> Kernel {
    var result = kernel
    if kernel.sites.isGrid {
      let factor = 1 / variances[0]
      result = kernel.scaledMoments(by: factor, mean: factor.squareRoot())
      for axis in profiles.indices {
        let ratio = zip(result.profiles[axis], profiles[axis]).map { $0 / max($1, 1e-12) }
        let average = ratio.reduce(0, +) / Double(ratio.count)
        result.profiles[axis] = ratio.map { $0 / average }
        result.own = result.own.map { $0 * average }
        result.pairs = result.pairs.map { $0 * average }
      }
      return result
    }
    let membership = kernel.membership(group.extent)
    let inverse = variances.map { 1 / $0.squareRoot() }
    let count = kernel.sites.count
    for i in 0..<count {
      let scale = inverse[membership[i]]
      result.own[i] *= scale * scale
      result.mean[i] *= scale
      for j in 0..<count { result.pairs[i * count + j] *= scale * inverse[membership[j]] }
    }
    return result
  }
}
