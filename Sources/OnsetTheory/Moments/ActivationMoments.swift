/// The moments of φ(x) and of its derivatives for a Gaussian x = m + s·z, z ~ N(0, 1).
///
/// Second moments are not variances: ``secondMoment`` is E[φ²], what a layer with zero-mean weights
/// passes on, and ``variance`` is E[φ²] − E[φ]².
public struct ActivationMoments: Hashable, Sendable {
  /// E[φ(x)].
  public var mean: Double
  /// E[φ(x)²].
  public var secondMoment: Double
  /// E[φ(x)⁴].
  public var fourthMoment: Double
  /// E[φ′(x)], φ′ taken almost everywhere.
  public var derivativeMean: Double
  /// E[φ′(x)²]: times σ_w² it is χ₁, the factor of the mean squared gradient per layer.
  public var derivativeSecondMoment: Double
  /// E[φ′(x)⁴].
  public var derivativeFourthMoment: Double
  /// E[φ″(x)²], without the mass at kinks: zero for piecewise linear functions.
  public var curvatureSecondMoment: Double
  /// E[z φ(x)], which is s·E[φ′] where φ has no jump (Stein's lemma).
  public var noiseProjection: Double
  /// d/d(s²) E[φ(x)] = E[φ (z² − 1)] / (2 s²), valid with kinks and jumps.
  public var meanSlope: Double
  /// d/d(s²) E[φ(x)²] = E[φ² (z² − 1)] / (2 s²), valid with kinks and jumps.
  public var secondMomentSlope: Double

  /// Var[φ(x)] = E[φ²] − E[φ]².
  public var variance: Double { max(0, secondMoment - mean * mean) }

  /// E[φ]² / E[φ²]: the share of the second moment that the mean carries, common to all inputs. Zero
  /// where φ is zero.
  public var meanFraction: Double { secondMoment > 0 ? mean * mean / secondMoment : 0 }

  /// E[φ⁴] / E[φ²]²: the spread of a finite layer, Var(q′ | q) = q² (κ₄ − 1) / n.
  public var kurtosis: Double {
    secondMoment > 0 ? fourthMoment / (secondMoment * secondMoment) : 1
  }
}
