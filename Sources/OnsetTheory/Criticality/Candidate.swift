#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension CriticalitySolver {
  /// The numbers that keep the gradient and the signal at one second moment q.
  package struct Candidate {
    package let activation: String
    package let secondMoment: Double
    package let moments: ActivationMoments
    package var weightVariance: Double
    package var biasVariance: Double
    package var rowCentering: Double

    /// Chooses σ_w² for χ₁ = 1, then a bias variance or a row centring for the signal.
    init(activation: String, moments: ActivationMoments, at q: Double) {
      self.activation = activation
      self.moments = moments
      secondMoment = q
      weightVariance = 1 / moments.derivativeSecondMoment
      let rest = q - weightVariance * moments.secondMoment
      // Rounding must not ask for a bias of variance 1e-17.
      let isBalanced = abs(rest) <= 1e-12 * q
      biasVariance = isBalanced ? 0 : max(0, rest)
      rowCentering =
        isBalanced || rest > 0
        ? 0 : min(1, -rest / (weightVariance * moments.mean * moments.mean))
    }

    /// The same second moment kept by the weights alone, at the price of χ₁ ≠ 1.
    var withoutBiases: Candidate {
      guard biasVariance > 0 else { return self }
      var copy = self
      copy.biasVariance = 0
      copy.weightVariance = secondMoment / moments.secondMoment
      return copy
    }

    /// χ₁ = σ_w² E[φ′²].
    var chi1: Double { weightVariance * moments.derivativeSecondMoment }

    /// dq′/dq of q′ = σ_w² (E[φ²] − κ E[φ]²) + σ_b².
    package var varianceMapSlope: Double {
      weightVariance
        * (moments.secondMomentSlope - 2 * rowCentering * moments.mean * moments.meanSlope)
    }

    /// The share of the signal that random biases carry.
    var biasShare: Double { biasVariance / secondMoment }

    /// Whether the point is stable only because biases carry much of the signal.
    var leansOnBiases: Bool { isStable && biasShare > CriticalitySolver.largestBiasShare }

    /// Whether deviations of the signal's scale do not grow.
    var isStable: Bool { abs(varianceMapSlope) <= 1 + 1e-9 }

    /// The logarithm of the gradient's factor per layer, or, where that is worse, ten times that of the
    /// growth of a deviation of the signal: finite layers make new deviations all the time, and each
    /// drags the gradient's factor with it.
    var lossPerLayer: Double { max(abs(log(chi1)), 10 * log(max(1, abs(varianceMapSlope)))) }
  }
}
