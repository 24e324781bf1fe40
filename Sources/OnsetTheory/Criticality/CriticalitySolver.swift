#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

public import OnsetCore

/// Finds the scales at which a deep chain of layers keeps signals and gradients, for any activation.
///
/// Two numbers have to be right at once. The gradient's factor per layer is χ₁ = σ_w² E[φ′²], which fixes
/// σ_w² = 1/E[φ′²]. The signal's map is q′ = σ_w² E[φ²] + σ_b², and what is missing or left over at q is
///
/// ```
/// rest = q − σ_w² E[φ²]
/// rest ≥ 0:  random biases of variance σ_b² = rest
/// rest < 0:  take κ = −rest / (σ_w² E[φ]²) of the activation's mean out of the signal, by centring rows
/// ```
///
/// κ never exceeds one, because Var[φ] ≤ q E[φ′²] (Chernoff's inequality, doi:10.1214/aop/1176994428).
/// The point q* is the smallest q, from a quarter on, at which the map is stable. A gain that only keeps
/// E[φ²] leaves χ₁ ≠ 1, and gradients then grow or die exponentially with depth. (Criticality: Poole et
/// al. 2016, arXiv:1606.05340; Schoenholz et al. 2017, arXiv:1611.01232; Hayou et al. 2019,
/// arXiv:1902.06853. Centring rows to keep a mean out is ours.)
///
/// ```swift
/// let point = try CriticalitySolver(activation: .tanh).solve()
/// point.weightVariance      // 1.3940, σ_w²
/// point.biasVariance        // 0.0081, σ_b²
/// ```
public struct CriticalitySolver: Sendable {
  /// Whether biases may be drawn at random.
  public enum Biases: String, Hashable, Sendable, Codable {
    /// Random biases where the signal needs them.
    case random
    /// No random biases: the best remaining compromise.
    case zero
  }

  /// The activation of every layer.
  public var activation: Activation
  /// Whether biases may be drawn at random.
  public var biases: Biases
  /// The number of layers that a compromise has to serve.
  public var depth: Int

  /// The smallest q* that is looked at for a function that bends at the scale of one.
  static let smallestSecondMoment = 0.25
  /// The largest q* that is looked at.
  static let largestSecondMoment = 1e4
  /// Biases that carry a larger share of the signal than this say that q is too large for the function.
  static let largestBiasShare = 0.125

  /// Makes a solver.
  ///
  /// - Parameters:
  ///   - activation: The activation of every layer.
  ///   - biases: Whether biases may be drawn at random.
  ///   - depth: The number of layers that a compromise has to serve.
  public init(activation: Activation, biases: Biases = .random, depth: Int = 50) {
    self.activation = activation
    self.biases = biases
    self.depth = depth
  }

  /// The point for this activation.
  ///
  /// - Throws: `OnsetError` (`invalidValue`) where the function's moments are not finite.
  /// - Complexity: About a hundred one-dimensional integrals; 20 ms.
  public func solve() throws(OnsetError) -> CriticalPoint {
    let unit = activation.moments(secondMoment: 1)
    guard unit.secondMoment.isFinite, unit.derivativeSecondMoment.isFinite else {
      throw OnsetError(
        .invalidValue, "the moments of '\(activation.name)' under a standard normal are not finite",
        fix: "use a function that is finite on the whole line")
    }
    guard unit.derivativeSecondMoment > 0 else { return candidate(at: 1).withoutGradient }
    if activation.homogeneity == 1 { return candidate(at: 1).scaleFree }
    if activation.homogeneity != nil { return candidate(at: 1).chaotic }
    guard activation.jumps.isEmpty else { return candidate(at: 1).torn }
    let start = startingSecondMoment()
    guard let critical = smallestStable(from: start) else { return mostStable(from: start).chaotic }
    if biases == .random || critical.biasVariance == 0 { return critical.described }
    return compromise(near: critical.secondMoment).described(depth: depth)
  }

  /// The numbers at one q, with χ₁ = 1.
  package func candidate(at q: Double) -> Candidate {
    Candidate(activation: activation.name, moments: activation.moments(secondMoment: q), at: q)
  }

  /// A quarter, less for a function that bends on a finer scale than one, such as sin(30 x), or more for
  /// one that is flat around zero, such as soft shrink.
  private func startingSecondMoment() -> Double {
    let first = candidate(at: Self.smallestSecondMoment)
    guard first.leansOnBiases else { return first.secondMoment }
    var best = first
    while best.secondMoment > 1e-6 {
      let finer = candidate(at: best.secondMoment / 4)
      // Where the biases carry ever more of the signal, no finer scale is the function's own.
      guard finer.weightVariance.isFinite, finer.biasShare < best.biasShare else { break }
      guard finer.leansOnBiases else { return finer.secondMoment }
      best = finer
    }
    var q = first.secondMoment
    while q < Self.largestSecondMoment {
      q *= 1.25
      let coarser = candidate(at: q)
      if coarser.isStable, !coarser.leansOnBiases { return q }
    }
    return first.secondMoment
  }

  /// The smallest q from `start` on at which the variance map is stable.
  private func smallestStable(from start: Double) -> Candidate? {
    var below = start
    var point = candidate(at: start)
    if point.isStable { return point }
    var q = start
    while q < Self.largestSecondMoment {
      q *= 1.25
      point = candidate(at: q)
      if point.isStable { break }
      below = q
    }
    guard point.isStable else { return nil }
    var above = q
    while above - below > 1e-4 * above {
      let middle = (above * below).squareRoot()
      let trial = candidate(at: middle)
      if trial.isStable { (above, point) = (middle, trial) } else { below = middle }
    }
    return point
  }

  /// The least unstable point, for the report on a function that has no stable one.
  private func mostStable(from start: Double) -> Candidate {
    var best = candidate(at: start)
    for step in 1...24 {
      let trial = candidate(at: start * exp(0.4 * Double(step)))
      if abs(trial.varianceMapSlope) < abs(best.varianceMapSlope) { best = trial }
    }
    return best
  }

  /// The point without random biases that loses least over the depth, nearest to `target`.
  private func compromise(near target: Double) -> Candidate {
    let allowed = log(2) / Double(max(1, depth))
    var best: Candidate?
    for step in 0...120 {
      // Alternately below and above the target, a tenth of a decade at a time.
      let distance = Double((step + 1) / 2) * (step % 2 == 0 ? -0.1 : 0.1)
      let q = target * pow(10, distance)
      guard q >= 1e-5, q <= Self.largestSecondMoment else { continue }
      let trial = candidate(at: q).withoutBiases
      if trial.lossPerLayer <= allowed { return trial }
      if trial.lossPerLayer < best?.lossPerLayer ?? .infinity { best = trial }
    }
    return best ?? candidate(at: target).withoutBiases
  }
}
