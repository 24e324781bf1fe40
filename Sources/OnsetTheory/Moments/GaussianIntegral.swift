#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The expectation of several functions of one standard normal variable at once, by adaptive
/// Gauss–Kronrod quadrature on panels that are split at given places.
///
/// Panels are halved until both rules agree to the tolerance, relative to the integral of the absolute
/// value. So a kink at a place that nobody named costs time, not accuracy. A singularity that is still
/// heavy in the narrowest panel, such as a pole, has no integral; such a lane is infinite and asks for no
/// further halving, so that it takes nothing from the others.
struct GaussianIntegral<Lanes: SIMD> where Lanes.Scalar == Double {
  /// The expectations, one a lane; infinite where there is none.
  var values: Lanes
  /// The lanes that are not known to a millionth of the integral of the absolute value: those without an
  /// expectation, and those that would take more panels.
  var unsettled: SIMDMask<Lanes.MaskStorage>

  /// How far out panels are added while the integrand still matters there: e^{−z²/2} underflows beyond.
  static var farthest: Double { 38 }

  /// A share of the integral of the absolute value that no single narrowest panel has, and that nothing
  /// left undone may reach.
  private static var share: Double { 1e-6 }

  /// Integrates `integrand(z)` against the standard normal density.
  ///
  /// - Parameters:
  ///   - splits: Where to split the range of z, in any order; places out of range are ignored.
  ///   - reach: How far out panels reach at least, in standard deviations: e^{−z²/2} is 1e-37 at 13.
  ///   - width: The width of panels before any splitting.
  ///   - tolerance: The agreement asked for, relative to E|integrand|, one number a lane.
  ///   - panelLimit: The largest number of panels; beyond it what is left undone is added as it is.
  ///   - integrand: The functions, without the density.
  init(
    splits: [Double], reach: Double = 13, width: Double = 1,
    tolerance: Lanes = Lanes(repeating: 2e-14), panelLimit: Int = 4000,
    _ integrand: (Double) -> Lanes
  ) {
    func weighted(_ z: Double) -> Lanes { integrand(z) * Self.density(z) }
    var panels = Self.panels(splits: splits, reach: reach, width: width)
      .map { Panel($0.lower, $0.upper, weighted) }
    var magnitude = panels.reduce(Lanes.zero) { $0 + $1.estimate.magnitude }
    Self.extend(&panels, magnitude: &magnitude, weighted)
    values = Lanes.zero
    // Also lanes that are not numbers, of which no comparison holds.
    var divergent = .!(magnitude .< Lanes(repeating: .infinity))
    var leftover = Lanes.zero
    var evaluated = panels.count
    while let panel = panels.popLast() {
      let unfinished = .!(panel.estimate.error .<= tolerance * magnitude) .& .!divergent
      if any(unfinished), panel.isTooNarrow {
        divergent = divergent .| (unfinished .& .!(panel.estimate.error .<= magnitude * Self.share))
      } else if any(unfinished), evaluated < panelLimit {
        let middle = 0.5 * (panel.lower + panel.upper)
        panels.append(Panel(panel.lower, middle, weighted))
        panels.append(Panel(middle, panel.upper, weighted))
        evaluated += 2
        continue
      } else {
        leftover.replace(with: leftover + panel.estimate.error, where: unfinished)
      }
      values += panel.estimate.integral
    }
    values.replace(with: .infinity, where: divergent)
    unsettled = divergent .| .!(leftover .<= magnitude * Self.share)
  }

  /// One interval with its estimate.
  private struct Panel {
    var lower: Double
    var upper: Double
    var estimate: GaussKronrod.Estimate<Lanes>

    init(_ lower: Double, _ upper: Double, _ integrand: (Double) -> Lanes) {
      self.lower = lower
      self.upper = upper
      estimate = GaussKronrod.estimate(from: lower, to: upper, integrand)
    }

    /// Whether halving again would only compare rounding errors.
    var isTooNarrow: Bool { upper - lower <= 0x1p-46 * max(1e-3, abs(lower), abs(upper)) }
  }

  /// The standard normal density.
  static func density(_ z: Double) -> Double { 0.39894228040143267794 * exp(-0.5 * z * z) }

  /// The intervals between evenly spaced places and the splits.
  private static func panels(
    splits: [Double], reach: Double, width: Double
  ) -> [(lower: Double, upper: Double)] {
    var places = Array(stride(from: -reach, through: reach, by: width))
    places += splits.filter { abs($0) < reach }
    places.sort()
    var panels: [(lower: Double, upper: Double)] = []
    for (lower, upper) in zip(places, places.dropFirst()) where upper > lower {
      panels.append((lower, upper))
    }
    return panels
  }

  /// Adds panels at both ends for as long as the integrand still contributes there: it may grow faster
  /// than any power.
  private static func extend(
    _ panels: inout [Panel], magnitude: inout Lanes, _ integrand: (Double) -> Lanes
  ) {
    for direction in [-1.0, 1.0] {
      var edge = direction < 0 ? panels[0].lower : panels[panels.count - 1].upper
      while abs(edge) < farthest {
        let next = edge + direction
        let panel = Panel(min(edge, next), max(edge, next), integrand)
        if all(panel.estimate.magnitude .<= magnitude * 1e-17) { break }
        magnitude += panel.estimate.magnitude
        if direction < 0 { panels.insert(panel, at: 0) } else { panels.append(panel) }
        edge = next
      }
    }
  }
}
