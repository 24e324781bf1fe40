/// Second moments of a value's features between sites, averaged over features: K(i, j) = E[xᵢ xⱼ].
///
/// This is the kernel of the Gaussian process that a wide random network is (Lee et al. 2018,
/// arXiv:1711.00165; with convolutions Novak et al. 2019, arXiv:1810.05148). Second moments are not
/// variances: means are kept apart.
struct Kernel {
  /// Where.
  var sites: Sites
  /// E[xᵢ²] at each listed site, or averaged over a grid's positions.
  var own: [Double]
  /// E[xᵢ] over features, in the order of ``own``.
  var mean: [Double]
  /// Listed: E[xᵢxⱼ], row-major. Grid: by lag in the same sample, then by lag in different samples,
  /// as it would be without ``profiles``.
  var pairs: [Double]
  /// Grid: along each axis, how own moments vary with the position (mean one): E[x²] at a position is
  /// own · Π profile. Padding with zeros lowers the border so. Moments between two positions are
  /// those in ``pairs`` times the square roots of both profiles.
  var profiles: [[Double]]

  /// A kernel that is zero everywhere.
  init(zeroAt sites: Sites) {
    self.sites = sites
    own = [Double](repeating: 0, count: sites.ownCount)
    mean = own
    pairs = [Double](repeating: 0, count: sites.pairCount)
    profiles = sites.isGrid ? sites.extents.map { [Double](repeating: 1, count: $0) } : []
  }

  /// Independent features at every site and every position of every sample: white noise.
  init(whiteAt sites: Sites, secondMoment: Double) {
    self.init(zeroAt: sites)
    own = own.map { _ in secondMoment }
    if sites.isGrid { pairs[0] = secondMoment } else { copyOwnToDiagonal() }
  }

  /// One number at all sites: what is shared by all of them.
  init(constantAt sites: Sites, mean value: Double, secondMoment: Double) {
    self.init(zeroAt: sites)
    own = own.map { _ in secondMoment }
    mean = mean.map { _ in value }
    pairs = pairs.map { _ in secondMoment }
  }

  /// Writes own moments into the places of pairs that they are.
  mutating func copyOwnToDiagonal() {
    if sites.isGrid {
      pairs[0] = own[0]
    } else {
      for site in own.indices { pairs[site * sites.count + site] = own[site] }
    }
  }

  /// Whether every number is finite.
  var isFinite: Bool { own.allSatisfy(\.isFinite) && pairs.allSatisfy(\.isFinite) }
}

extension Kernel {
  /// The kernel of a multiple of the value.
  func scaled(by factor: Double) -> Kernel { scaledMoments(by: factor * factor, mean: factor) }

  /// The kernel with second moments times `factor` and means times `meanFactor`.
  func scaledMoments(by factor: Double, mean meanFactor: Double) -> Kernel {
    var result = self
    for index in own.indices { result.own[index] *= factor }
    for index in own.indices { result.mean[index] *= meanFactor }
    for index in pairs.indices { result.pairs[index] *= factor }
    return result
  }

  /// The kernel of the value plus a constant.
  func shifted(by shift: Double) -> Kernel {
    adding(biasMean: shift, secondMoment: shift * shift)
  }

  /// The kernel after one independent number per feature has been added at all sites.
  func adding(biasMean: Double, secondMoment: Double) -> Kernel {
    var result = self
    func cross(_ site: Int) -> Double { biasMean * mean[site] }
    for site in own.indices {
      result.own[site] += secondMoment + 2 * cross(site)
      result.mean[site] += biasMean
    }
    if sites.isGrid {
      for index in pairs.indices { result.pairs[index] += secondMoment + 2 * cross(0) }
      if own[0] > 0, secondMoment > 0 {
        let share = own[0] / (own[0] + secondMoment)
        result.profiles = profiles.map { $0.map { 1 + share * ($0 - 1) } }
      }
    } else {
      let count = sites.count
      for i in 0..<count {
        for j in 0..<count { result.pairs[i * count + j] += secondMoment + cross(i) + cross(j) }
      }
    }
    return result
  }

  /// The kernel of the sum of two values whose features are independent up to their means.
  ///
  /// - Precondition: Both have the same sites.
  func adding(_ other: Kernel) -> Kernel {
    var result = summed(with: other)
    let count = sites.count
    for site in own.indices { result.own[site] += 2 * mean[site] * other.mean[site] }
    if sites.isGrid {
      let cross = 2 * mean[0] * other.mean[0]
      for index in pairs.indices { result.pairs[index] += cross }
    } else {
      for i in 0..<count {
        for j in 0..<count {
          result.pairs[i * count + j] += mean[i] * other.mean[j] + mean[j] * other.mean[i]
        }
      }
    }
    return result
  }

  /// The sum of two kernels, number by number: that of two independent zero-mean values.
  func summed(with other: Kernel) -> Kernel {
    precondition(sites == other.sites, "kernels of different sites cannot be added")
    var result = self
    for site in own.indices {
      result.own[site] += other.own[site]
      result.mean[site] += other.mean[site]
    }
    for index in pairs.indices { result.pairs[index] += other.pairs[index] }
    let total = own[0] + other.own[0]
    if sites.isGrid, total > 0 {
      let share = own[0] / total
      for axis in profiles.indices {
        for place in profiles[axis].indices {
          result.profiles[axis][place] =
            share * profiles[axis][place] + (1 - share) * other.profiles[axis][place]
        }
      }
    }
    return result
  }

  /// The product, number by number: the kernel of the product of two independent values.
  func multiplied(by other: Kernel) -> Kernel {
    precondition(sites == other.sites, "kernels of different sites cannot be multiplied")
    var result = self
    for site in own.indices {
      result.own[site] *= other.own[site]
      result.mean[site] *= other.mean[site]
    }
    for index in pairs.indices { result.pairs[index] *= other.pairs[index] }
    for axis in profiles.indices {
      let product = zip(profiles[axis], other.profiles[axis]).map { $0 * $1 }
      let average = product.reduce(0, +) / Double(product.count)
      guard average > 0 else { continue }
      result.profiles[axis] = product.map { $0 / average }
      result.own = result.own.map { $0 * average }
      result.pairs = result.pairs.map { $0 * average }
    }
    return result
  }

  /// The squares of all second moments.
  var squared: Kernel { multiplied(by: self) }

  /// The kernel of features of which a share comes from each part.
  static func mixture(_ parts: [(share: Double, kernel: Kernel)]) -> Kernel {
    guard let first = parts.first else {
      return Kernel(zeroAt: Sites(population: 1, representatives: 1, extents: [], isGrid: false))
    }
    if parts.count == 1 { return first.kernel }
    return parts.dropFirst().reduce(
      first.kernel.scaledMoments(by: first.share, mean: first.share)
    ) { $0.summed(with: $1.kernel.scaledMoments(by: $1.share, mean: $1.share)) }
  }
}
