import OnsetModels

/// Sums and products of branches, with broadcasting.
extension Propagator {
  /// left + sign · right.
  func added(_ left: Signal, _ right: Signal, sign: Double) -> Signal {
    if let same = sameSource(left, right, sign > 0 ? .add : .subtract) { return same }
    switch (left, right) {
    case (.field(let a), .field(let b)): return sum(a, b, sign: sign)
    case (.field(let a), .parameter(let b)): return sum(a, b, sign: sign)
    case (.parameter(let a), .field(let b)):
      return sum(sign > 0 ? b : b.affine(scale: -1, shift: 0), a, sign: 1)
    case (.field(let a), .perSite(let b)): return shifted(a, by: b, sign: sign)
    case (.parameter(let a), .parameter(let b)):
      return a.added(b, sign: sign).map { .parameter($0) } ?? .unknown
    default: return .unknown
    }
  }

  /// left · right.
  func multiplied(_ left: Signal, _ right: Signal) -> Signal {
    if let same = sameSource(left, right, .multiply) { return same }
    switch (left, right) {
    case (.field(let a), .field(let b)): return product(of: a, b)
    case (.field(let a), .parameter(let b)), (.parameter(let b), .field(let a)):
      guard b.shape.count <= a.factors.axes.count else { return .unknown }
      let scale = b.kernel(factors: a.factors, sites: a.sites)
      return mapParts(a) { kernel in
        (kernel.multiplied(by: scale), { $0.multiplied(by: scale) })
      }
    case (.field(let a), .perSite(let b)), (.perSite(let b), .field(let a)):
      guard let scale = siteKernel(b, at: a) else { return .unknown }
      return mapParts(a) { kernel in
        (kernel.multiplied(by: scale), { $0.multiplied(by: scale) })
      }
    default: return .unknown
    }
  }

  /// New sources for each part of a field, with their way back.
  func mapParts(
    _ field: Field, _ transform: (Kernel) -> (Kernel, (Kernel) -> Kernel)
  ) -> Signal {
    var result = field
    result.parts = field.parts.map { part in
      let (kernel, pullback) = transform(part.kernel)
      let source = derive(kernel) { part.receive(pullback($0)) }
      source.spread = part.source.spread
      return Part(source, count: part.count)
    }
    return .field(result)
  }

  private func sum(_ field: Field, _ parameter: ParameterTensor, sign: Double) -> Signal {
    let field = field.padded(to: parameter.shape.count)
    guard
      broadcasts(parameter.padded(to: field.factors.axes.count).shape, into: field.factors.shape)
    else { return .unknown }
    var term = parameter.kernel(factors: field.factors, sites: field.sites)
    if sign < 0 { term = term.scaled(by: -1) }
    let result = mapParts(field) { ($0.adding(term), { $0 }) }
    if case .field(let sum) = result, let source = sum.source, let old = field.parts.first {
      if old.isIdentity { source.memory = old.source.memory }
      source.weightSpread = old.source.weightSpread
    }
    return result
  }

  private func broadcasts(_ shape: [Int], into target: [Int]) -> Bool {
    shape.count == target.count && zip(shape, target).allSatisfy { $0 == 1 || $0 == $1 }
  }

  /// The sum of two branches; residual streams keep what they remember of the embedding.
  private func sum(_ a: Field, _ b: Field, sign: Double) -> Signal {
    guard let (left, right) = aligned(a, b), left.sites == right.sites else { return .unknown }
    let pieces = Self.commonParts(left, right)
    var parts: [Part] = []
    for (first, second, count) in pieces {
      let term = sign < 0 ? second.kernel.scaled(by: -1) : second.kernel
      let (x, y) = (first.kernel, term)
      let source = deriveSource(x.adding(y)) { source, gradient in
        first.receive(
          gradient.share(count, of: first.count),
          alignment: first.count == count ? source.alignment(with: first, x) : nil)
        second.receive(
          gradient.share(count, of: second.count),
          alignment: second.count == count ? source.alignment(with: second, y) : nil)
      }
      source.marginal = Self.marginal(of: first, second, sign: sign)
      source.wantsAlignment = [first, second].contains {
        $0.isIdentity && $0.source.wantsAlignment
      }
      let total = source.kernel.averageOwn
      let share = total > 0 ? first.kernel.averageOwn / total : 0.5
      source.spread =
        share * share * first.source.spread + (1 - share) * (1 - share) * second.source.spread
      for part in [first, second] {
        let factor: Double? =
          switch part.function {
          case .identity: 1
          case .affine(let scale, _): scale
          case .general: nil
          }
        guard let factor else { continue }
        for (table, numbers) in part.source.memory {
          let old = source.memory[table] ?? [Double](repeating: 0, count: numbers.count)
          source.memory[table] = zip(old, numbers).map { $0 + factor * $1 }
        }
      }
      parts.append(Part(source, count: count))
    }
    return .field(Field(factors: left.factors, parts: parts))
  }

  /// The distribution of a sum of which one term is Gaussian and the other is not.
  private static func marginal(of first: Part, _ second: Part, sign: Double) -> Marginal? {
    guard first.isGaussian != second.isGaussian else { return nil }
    let gaussian = (first.isGaussian ? first : second).kernel
    let mean = gaussian.averageMean
    let factor = first.isGaussian ? sign : 1
    let other = (first.isGaussian ? second : first).distribution
    return Marginal(
      gaussianVariance: gaussian.averageOwn - mean * mean,
      nodes: other.map { (factor * $0.node, $0.weight) })
  }

  private func product(of a: Field, _ b: Field) -> Signal {
    guard let (left, right) = aligned(a, b), left.sites == right.sites else { return .unknown }
    var parts: [Part] = []
    for (first, second, count) in Self.commonParts(left, right) {
      let (x, y) = (first.kernel, second.kernel)
      let source = derive(x.multiplied(by: y)) { gradient in
        first.receive(gradient.multiplied(by: y).share(count, of: first.count))
        second.receive(gradient.multiplied(by: x).share(count, of: second.count))
      }
      source.spread = first.source.spread + second.source.spread
      parts.append(Part(source, count: count))
    }
    return .field(Field(factors: left.factors, parts: parts))
  }

  /// The parts of two fields cut where either has a border.
  static func commonParts(_ a: Field, _ b: Field) -> [(Part, Part, Int)] {
    if a.parts.count == 1 || b.parts.count == 1 {
      let longer = a.parts.count >= b.parts.count ? a : b
      return longer.parts.indices.map { index in
        let count = longer.parts[index].count
        return (
          a.parts[a.parts.count == 1 ? 0 : index], b.parts[b.parts.count == 1 ? 0 : index], count
        )
      }
    }
    var result: [(Part, Part, Int)] = []
    var (i, j) = (0, 0)
    var (left, right) = (a.parts[0].count, b.parts[0].count)
    while i < a.parts.count, j < b.parts.count {
      let count = min(left, right)
      result.append((a.parts[i], b.parts[j], count))
      left -= count
      right -= count
      if left == 0 {
        i += 1
        if i < a.parts.count { left = a.parts[i].count }
      }
      if right == 0 {
        j += 1
        if j < b.parts.count { right = b.parts[j].count }
      }
    }
    return result
  }

  /// Subtracts or adds one number per site.
  private func shifted(_ field: Field, by numbers: SiteNumbers, sign: Double) -> Signal {
    guard let shift = siteNumbers(numbers, at: field) else { return .unknown }
    return mapParts(field) { kernel in
      var result = kernel
      let count = kernel.sites.count
      for site in kernel.own.indices {
        result.own[site] += 2 * sign * kernel.mean[site] * shift[site] + shift[site] * shift[site]
        result.mean[site] += sign * shift[site]
      }
      for index in kernel.pairs.indices {
        let (i, j) = kernel.sites.isGrid ? (0, 0) : (index / count, index % count)
        result.pairs[index] +=
          sign * (kernel.mean[i] * shift[j] + kernel.mean[j] * shift[i]) + shift[i] * shift[j]
      }
      return (result, { $0 })
    }
  }

  /// Numbers per site in the order of a field's sites.
  private func siteNumbers(_ numbers: SiteNumbers, at field: Field) -> [Double]? {
    numbers.sites == field.sites ? numbers.numbers : nil
  }

  private func siteKernel(_ numbers: SiteNumbers, at field: Field) -> Kernel? {
    guard let values = siteNumbers(numbers, at: field) else { return nil }
    var kernel = Kernel(zeroAt: field.sites)
    let count = kernel.sites.count
    for site in values.indices {
      kernel.own[site] = values[site] * values[site]
      kernel.mean[site] = values[site]
    }
    for index in kernel.pairs.indices {
      kernel.pairs[index] =
        field.sites.isGrid ? kernel.own[0] : values[index / count] * values[index % count]
    }
    return kernel
  }
}

extension Source {
  /// The alignment of the gradient of a sum with one of its terms: the term is its regression on the
  /// sum, which is aligned like the sum, and an independent rest.
  func alignment(with part: Part, _ term: Kernel) -> Kernel? {
    guard part.isIdentity, part.source.wantsAlignment, let alignment, let gradient,
      kernel.averageOwn > 0
    else { return nil }
    let share = term.averageOwn / kernel.averageOwn
    let square = share * share
    let rest = gradient.multiplied(
      by: term.summed(with: kernel.scaledMoments(by: -square, mean: 0)))
    return alignment.scaledMoments(by: square, mean: 0).summed(with: rest)
  }
}

extension Kernel {
  /// The gradient averaged over `whole` features of which only `part` receive it.
  func share(_ part: Int, of whole: Int) -> Kernel {
    part == whole ? self : scaledMoments(by: Double(part) / Double(max(1, whole)), mean: 0)
  }
}
