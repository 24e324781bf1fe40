import OnsetTheory

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The maximum of a monotone function over windows of a Gaussian grid.
struct WindowMaximum {
  /// The maximum's kernel.
  let output: Kernel
  /// The maximum's distribution, as nodes with weights.
  let distribution: [(node: Double, weight: Double)]
  /// E[φ′²] at the places that are a maximum, relative to all places.
  let slopeCorrection: Double

  init(of function: ScalarFunction, input: Kernel, taps: [AxisTaps], size: Int) {
    let mean = input.mean[0]
    let variance = max(0, input.own[0] - mean * mean)
    // The kernel of the windows' averages gives both the correlation within a window and between two.
    let window = taps.reduce(1.0) { $0 * $1.averageTaps }
    var flat = input
    flat.profiles = input.profiles.map { $0.map { _ in 1 } }
    let averages = flat.mapped(by: taps, isShared: true).scaledMoments(
      by: 1 / (window * window), mean: 1 / window)
    let n = Double(size)
    let square = mean * mean
    let within = variance > 0 ? (averages.own[0] - square) / variance : 1
    // Var(average) = v (1/n + (1 − 1/n) r).
    let correlation = min(1, max(0, (within * n - 1) / (n - 1)))
    let common = (correlation * variance).squareRoot()
    let rest = ((1 - correlation) * variance).squareRoot()
    let maxima = Self.maximumNodes(count: size)
    func expectation(_ t: Double, _ term: (Jet) -> Double) -> Double {
      maxima.reduce(0) { $0 + $1.weight * term(function.jet(t + rest * $1.node)) }
    }
    let averaged = ScalarFunction(kinks: [], features: function.features) { t in
      var jet = Jet(0, 0, 0)
      for (node, weight) in maxima { jet = jet + weight * function.jet(t + rest * node) }
      return jet
    }
    var secondMoment = 0.0
    var slopes = 0.0
    var distribution: [(node: Double, weight: Double)] = []
    Quadrature.forEachNode(of: averaged, mean: mean, deviation: common, isCoarse: true) {
      z, weight in
      for (node, share) in maxima.enumerated().filter({ $0.offset % 4 == 1 }).map(\.element) {
        distribution.append((function.value(mean + common * z + rest * node), 4 * weight * share))
      }
    }
    self.distribution = distribution
    Quadrature.forEachNode(of: averaged, mean: mean, deviation: common) { z, weight in
      let t = mean + common * z
      secondMoment += weight * expectation(t) { $0.value * $0.value }
      slopes += weight * expectation(t) { $0.first * $0.first }
    }
    // Between windows: the covariance of their averages over that of the common part.
    var shared = averages
    let commonVariance = common * common
    func clamped(_ value: Double) -> Double {
      square + min(commonVariance, max(-commonVariance, value - square))
    }
    shared.pairs = averages.pairs.map(clamped)
    shared.own = [square + commonVariance]
    shared.mean = [mean]
    shared.copyOwnToDiagonal()
    var output = ElementwiseKernel(averaged, of: shared).output
    // Overlapping windows share elements, and with them, that often, the maximum itself.
    let rest2 = max(0, secondMoment - output.own[0])
    output.forEachLag { index, lag in
      output.pairs[index] += rest2 * Self.overlap(taps, lag)
    }
    output.own = [secondMoment]
    output.copyOwnToDiagonal()
    output.profiles = averages.profiles.map { $0.map { _ in 1 } }
    self.output = output.sites.isGrid ? Self.bent(output, as: input, taps) : output
    let plain = HermiteExpansion(of: function, mean: mean, variance: variance)
    slopeCorrection =
      plain.derivativeSecondMoment > 0 ? slopes / plain.derivativeSecondMoment : 1
  }

  /// The share of a window's elements that the window some outputs further also has.
  private static func overlap(_ taps: [AxisTaps], _ lag: [Int]) -> Double {
    zip(taps, lag).reduce(1.0) { share, axis in
      let (window, distance) = axis
      guard window.joins.count > 1, let first = window.joins.first(where: { $0.count > 1 }) else {
        return distance == 0 ? share : 0
      }
      let stride =
        Double(first[first.count - 1].input - first[0].input)
        / Double(max(1, first[first.count - 1].output - first[0].output))
      let size = Double(window.joins.count)
      return share * max(0, 1 - Double(distance) * stride / size)
    }
  }

  /// The output with the input's profile averaged over the windows.
  private static func bent(_ kernel: Kernel, as input: Kernel, _ taps: [AxisTaps]) -> Kernel {
    var result = kernel
    for axis in taps.indices {
      var sums = [Double](repeating: 0, count: taps[axis].outputs)
      var counts = sums
      for join in taps[axis].joins.joined() {
        sums[join.output] += input.profiles[axis][join.input]
        counts[join.output] += 1
      }
      let profile = zip(sums, counts).map { $0 / max(1, $1) }
      let average = profile.reduce(0, +) / Double(profile.count)
      result.profiles[axis] = profile.map { average > 0 ? $0 / average : 1 }
    }
    return result
  }

  /// Nodes and weights for averages over the maximum of `count` independent standard normals.
  private static func maximumNodes(count: Int) -> [(node: Double, weight: Double)] {
    var nodes: [(node: Double, weight: Double)] = []
    let steps = 48
    // Midpoints in the distribution function of the maximum, F = Φⁿ: node = Φ⁻¹(u^{1/n}).
    for step in 0..<steps {
      let u = (Double(step) + 0.5) / Double(steps)
      nodes.append((inverseNormal(exp(log(u) / Double(count))), 1 / Double(steps)))
    }
    return nodes
  }

  /// Φ⁻¹ by bisection.
  private static func inverseNormal(_ probability: Double) -> Double {
    var (low, high) = (-9.0, 9.0)
    for _ in 0..<60 {
      let middle = 0.5 * (low + high)
      if 0.5 * erfc(-middle / 2.0.squareRoot()) < probability {
        low = middle
      } else {
        high = middle
      }
    }
    return 0.5 * (low + high)
  }
}
