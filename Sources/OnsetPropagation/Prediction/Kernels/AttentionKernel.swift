/// Softmax attention in expectation over random queries, keys and values.
///
/// With queries and keys from independent weights, the logits of query t and key t′ are Gaussian with
/// covariance s² d Kq(t, u) Kk(t′, u′) (Hron et al. 2020, arXiv:2006.10540). Softmax does not feel what
/// is common to all keys, so Kk is centred over keys; then E[p(t, t′) p(u, u′)] ∝ exp(covariance), and
/// the values' kernel is averaged with it. The exponential is expanded in powers, which turns sums over
/// four positions into a few matrix products. Small logits, the case at initialization, need two terms.
struct AttentionKernel {
  /// Powers of the logits' covariance that are kept at most.
  private static let order = 12

  private let query: Kernel
  private let value: Kernel
  private let centredKeys: SquareMatrix
  private let centredValues: SquareMatrix
  private let strength: Double
  private let size: Double
  private let scale: Double
  private let weights: AttentionMask
  private let normalizers: SquareMatrix
  /// The kernel of the attended values, at the queries' sites.
  let output: Kernel

  /// Attends.
  ///
  /// - Parameters:
  ///   - size: d, features that each logit sums over.
  ///   - scale: s, what logits are multiplied by.
  ///   - mask: Which keys each query sees, row-major; `nil` for all.
  /// - Complexity: O(sites² · order), times positions with a mask.
  init(
    query: Kernel, key: Kernel, value: Kernel, size: Double, scale: Double, mask: [Bool]?
  ) {
    self.query = query
    self.value = value
    self.size = size
    self.scale = scale
    strength = scale * scale * size
    let keys = max(1, key.sites.positions)
    weights = AttentionMask(mask, queries: max(1, query.sites.positions), keys: keys)
    centredKeys = SquareMatrix(key.pairs, count: key.sites.count).centred(blocks: keys)
    centredValues = SquareMatrix(value.pairs, count: value.sites.count).centred(blocks: keys)
    let ones = SquareMatrix(repeating: 1, count: value.sites.count)
    let series = Self.series(
      of: ones, query: query, keys: centredKeys, strength: strength, weights: weights)
    normalizers = series
    let attended = Self.series(
      of: SquareMatrix(value.pairs, count: value.sites.count), query: query, keys: centredKeys,
      strength: strength, weights: weights)
    var sites = query.sites
    sites.population = max(query.sites.population, value.sites.population)
    var output = Kernel(zeroAt: sites)
    for index in output.pairs.indices {
      output.pairs[index] = attended.elements[index] / max(series.elements[index], 1e-300)
    }
    for site in output.own.indices { output.own[site] = output.pairs[site * (sites.count + 1)] }
    let mean = value.averageMean
    output.mean = output.mean.map { _ in mean }
    self.output = output
  }

  /// Σ over keys of exp(x(t, u) κ(t′, u′)) · matrix(t′, u′), for every pair of queries.
  private static func series(
    of matrix: SquareMatrix, query: Kernel, keys: SquareMatrix, strength: Double,
    weights: AttentionMask
  ) -> SquareMatrix {
    let count = query.sites.count
    var result = SquareMatrix(repeating: 0, count: count)
    var term = matrix
    var power = [Double](repeating: 1, count: count * count)
    for k in 0..<terms(strength, query, keys) {
      let sums = weights.averaged(term)
      for index in power.indices { result.elements[index] += power[index] * sums.elements[index] }
      for index in power.indices { power[index] *= clamped(strength * query.pairs[index]) }
      for index in term.elements.indices {
        term.elements[index] *= keys.elements[index] / Double(k + 1)
      }
    }
    return result
  }

  /// How many powers matter: those whose term of the exponential series exceeds 1e-9 anywhere.
  private static func terms(_ strength: Double, _ query: Kernel, _ keys: SquareMatrix) -> Int {
    func largest(_ list: [Double]) -> Double { list.reduce(0) { max($0, abs($1)) } }
    let bound = strength * largest(query.pairs) * largest(keys.elements)
    var (term, count) = (1.0, 1)
    while count < order, term > 1e-9 {
      term *= bound / Double(count)
      count += 1
    }
    return count
  }

  private static func clamped(_ x: Double) -> Double { min(1e6, max(-1e6, x)) }

  /// Σ over queries of E[p p′] · matrix(t, u), for every pair of keys.
  private func transposedSeries(_ matrix: [Double]) -> SquareMatrix {
    let count = value.sites.count
    var result = SquareMatrix(repeating: 0, count: count)
    var power = [Double](repeating: 1, count: count * count)
    var term = SquareMatrix(matrix, count: query.sites.count)
    for index in term.elements.indices {
      term.elements[index] /= max(normalizers.elements[index], 1e-300)
    }
    for k in 0..<Self.terms(strength, query, centredKeys) {
      let sums = weights.spread(term)
      for index in power.indices { result.elements[index] += power[index] * sums.elements[index] }
      for index in power.indices { power[index] *= centredKeys.elements[index] / Double(k + 1) }
      for index in term.elements.indices {
        term.elements[index] *= Self.clamped(strength * query.pairs[index])
      }
    }
    return result
  }

  /// The gradient kernel at the values.
  func valueGradient(_ gradient: Kernel) -> Kernel {
    Self.kernel(transposedSeries(gradient.pairs), at: value.sites)
  }

  /// The gradient kernel at the queries.
  func queryGradient(_ gradient: Kernel) -> Kernel {
    var product = centredValues
    for index in product.elements.indices { product.elements[index] *= centredKeys.elements[index] }
    var result = Self.series(
      of: product, query: query, keys: centredKeys, strength: strength, weights: weights)
    let choice = weights.choice(samples: query.sites.representatives)
    let count = query.sites.count
    for index in result.elements.indices {
      result.elements[index] *=
        strength * gradient.pairs[index] * choice[index / count] * choice[index % count]
        / max(normalizers.elements[index], 1e-300)
    }
    return Self.kernel(result, at: query.sites)
  }

  /// The gradient kernel at the keys.
  func keyGradient(_ gradient: Kernel) -> Kernel {
    let choice = weights.choice(samples: query.sites.representatives)
    let count = query.sites.count
    let product = gradient.pairs.indices.map { index in
      gradient.pairs[index] * query.pairs[index] * choice[index / count] * choice[index % count]
    }
    var result = transposedSeries(product)
    for index in result.elements.indices {
      result.elements[index] *= strength * centredValues.elements[index]
    }
    return Self.kernel(result, at: value.sites)
  }

  private static func kernel(_ matrix: SquareMatrix, at sites: Sites) -> Kernel {
    var kernel = Kernel(zeroAt: sites)
    kernel.pairs = matrix.elements
    for site in kernel.own.indices { kernel.own[site] = max(0, matrix[site, site]) }
    return kernel
  }
}
