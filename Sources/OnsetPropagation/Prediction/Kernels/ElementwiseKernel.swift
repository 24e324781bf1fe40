import OnsetTheory

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a scalar function makes of a Gaussian kernel, and of the gradients that come back.
struct ElementwiseKernel {
  /// The kernel of the function's value.
  let output: Kernel
  /// E[φ′(xᵢ)φ′(xⱼ)], with the sites of the input: what a gradient kernel is multiplied by.
  let derivative: Kernel

  /// Applies a function to a Gaussian kernel.
  ///
  /// - Parameter marginal: The features' distribution where it is not Gaussian.
  /// - Complexity: O(pairs × ``HermiteExpansion/order``).
  init(_ function: ScalarFunction, of input: Kernel, marginal: Marginal? = nil) {
    let expansions = Self.expansions(of: function, input, marginal)
    var output = Kernel(zeroAt: input.sites)
    var derivative = output
    for site in input.own.indices {
      output.own[site] = expansions[site].secondMoment
      output.mean[site] = expansions[site].mean
      derivative.own[site] = expansions[site].derivativeSecondMoment
    }
    let variances = input.own.indices.map {
      max(0, input.own[$0] - input.mean[$0] * input.mean[$0])
    }
    let values = CoefficientTable(expansions.map(\.value))
    let slopes = CoefficientTable(expansions.map(\.derivative))
    func fill(_ index: Int, _ i: Int, _ j: Int) {
      let scale = (variances[i] * variances[j]).squareRoot()
      let covariance = input.pairs[index] - input.mean[i] * input.mean[j]
      let plain = scale > 0 ? covariance / scale : 0
      let correlation = marginal?.gaussianCorrelation(plain) ?? plain
      output.pairs[index] = values.product(i, j, correlation: correlation)
      derivative.pairs[index] = slopes.product(i, j, correlation: correlation)
    }
    if input.sites.isGrid {
      for index in input.pairs.indices { fill(index, 0, 0) }
      output.profiles = input.profiles
      derivative.profiles = input.profiles
      Self.bend(&output, as: function, input, marginal) { $0.secondMoment }
      Self.bend(&derivative, as: function, input, marginal) { $0.derivativeSecondMoment }
    } else {
      let count = input.sites.count
      for i in 0..<count {
        for j in 0...i {
          fill(i * count + j, i, j)
          output.pairs[j * count + i] = output.pairs[i * count + j]
          derivative.pairs[j * count + i] = derivative.pairs[i * count + j]
        }
      }
    }
    output.copyOwnToDiagonal()
    derivative.copyOwnToDiagonal()
    self.output = output
    self.derivative = derivative
  }

  /// Carries a grid's profile through the function, axis by axis, and corrects the averages for it.
  private static func bend(
    _ kernel: inout Kernel, as function: ScalarFunction, _ input: Kernel, _ marginal: Marginal?,
    _ moment: (HermiteExpansion) -> Double
  ) {
    let (own, mean) = (input.own[0], input.mean[0])
    let variance = max(0, own - mean * mean)
    let reference = kernel.own[0]
    guard reference > 0 else { return }
    var correction = 1.0
    for axis in input.profiles.indices {
      let profile = input.profiles[axis]
      guard let low = profile.min(), let high = profile.max(), high - low > 1e-9 else { continue }
      let table = ExpansionTable(
        of: function, mean: mean, variances: variance * max(low, 1e-6)...variance * high,
        marginal: marginal)
      let bent = profile.map { moment(table.expansion(at: variance * max($0, 1e-6))) / reference }
      let average = bent.reduce(0, +) / Double(bent.count)
      guard average > 0 else { continue }
      kernel.profiles[axis] = bent.map { $0 / average }
      correction *= average
    }
    kernel.own = kernel.own.map { $0 * correction }
    kernel.pairs = kernel.pairs.map { $0 * correction }
    kernel.mean = kernel.mean.map { $0 * correction.squareRoot() }
  }

  /// One expansion a site; sites that differ little share a table over the variance.
  private static func expansions(
    of function: ScalarFunction, _ input: Kernel, _ marginal: Marginal?
  ) -> [HermiteExpansion] {
    let means = input.mean
    let variances = input.own.indices.map { max(0, input.own[$0] - means[$0] * means[$0]) }
    guard let low = variances.min(), let high = variances.max(), let lowMean = means.min(),
      let highMean = means.max()
    else { return [] }
    if input.own.count <= 8 || low <= high * 1e-12 || highMean - lowMean > 1e-3 * low.squareRoot() {
      return input.own.indices.map {
        HermiteExpansion(
          of: function, mean: means[$0], variance: variances[$0], marginal: marginal)
      }
    }
    let table = ExpansionTable(
      of: function, mean: 0.5 * (lowMean + highMean), variances: low...high, marginal: marginal)
    return variances.map { table.expansion(at: $0) }
  }
}
