import OnsetTheory

/// Softmax over features: the classifier's probabilities.
extension Propagator {
  /// exp(x)/Σ exp(x): for many features the sum is sharp, n E[exp x] at each site.
  func featureSoftmax(_ field: Field, count: Int, _ isLogarithmic: Bool) -> Signal {
    if isLogarithmic {
      let shift = logSumShift(field, count: count)
      return mapParts(field) { kernel in (Self.shifted(kernel, by: shift), { $0 }) }
    }
    let exponential = field.composed(with: .exponential)
    return mapParts(exponential) { kernel in
      let inverse = kernel.mean.map { 1 / (Double(count) * max($0, 1e-300)) }
      var scale = Kernel(zeroAt: kernel.sites)
      let sites = kernel.sites
      for site in inverse.indices {
        scale.own[site] = inverse[site] * inverse[site]
        scale.mean[site] = inverse[site]
      }
      for index in scale.pairs.indices {
        scale.pairs[index] =
          sites.isGrid
          ? scale.own[0] : inverse[index / sites.count] * inverse[index % sites.count]
      }
      return (kernel.multiplied(by: scale), { $0.multiplied(by: scale) })
    }
  }

  private func logSumShift(_ field: Field, count: Int) -> [Double] {
    field.composed(with: .exponential).kernel.mean.map {
      -ElementaryLogarithm.of(Double(count) * max($0, 1e-300))
    }
  }

  private static func shifted(_ kernel: Kernel, by shift: [Double]) -> Kernel {
    var result = kernel
    let count = kernel.sites.count
    for site in kernel.own.indices {
      result.own[site] += 2 * kernel.mean[site] * shift[site] + shift[site] * shift[site]
      result.mean[site] += shift[site]
    }
    for index in kernel.pairs.indices {
      let (i, j) = kernel.sites.isGrid ? (0, 0) : (index / count, index % count)
      result.pairs[index] +=
        kernel.mean[i] * shift[j] + kernel.mean[j] * shift[i] + shift[i] * shift[j]
    }
    return result
  }
}

/// The logarithm by the function that the rest of the theory uses.
private enum ElementaryLogarithm {
  static func of(_ x: Double) -> Double { ScalarFunction.logarithm.value(x) }
}
