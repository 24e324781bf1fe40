/// Finds, on a profile, where the orbit that starts at q = 1 ends.
struct OrbitSearch: Sendable {
  private let profile: ActivationProfile
  private let start: Int
  private let isIncreasing: Bool

  init(_ profile: ActivationProfile) {
    self.profile = profile
    isIncreasing = profile.isIncreasing
    start =
      profile.points.indices.min {
        abs(profile.points[$0].secondMoment - 1) < abs(profile.points[$1].secondMoment - 1)
      } ?? 0
  }

  /// The phase, q* and χ₁ for one pair of variances.
  func cell(_ weightVariance: Double, _ biasVariance: Double) -> PhaseDiagram.Cell {
    func excess(_ index: Int) -> Double {
      let point = profile.points[index]
      return weightVariance * point.value + biasVariance - point.secondMoment
    }
    guard isIncreasing else { return cellOfIteration(weightVariance, biasVariance) }
    let first = excess(start)
    if abs(first) < 1e-12 { return cell(at: profile.points[start].secondMoment, weightVariance) }
    let direction = first > 0 ? 1 : -1
    var index = start
    while profile.points.indices.contains(index + direction) {
      index += direction
      if (excess(index) < 0) != (first < 0) {
        let (inner, outer) = (index - direction, index)
        let q = BracketedRoot.find(
          from: profile.points[inner].secondMoment, to: profile.points[outer].secondMoment,
          accuracy: 1e-10
        ) { weightVariance * profile.interpolated(at: $0).value + biasVariance - $0 }
        return cell(at: q, weightVariance)
      }
    }
    if direction < 0 { return dying(weightVariance) }
    let chi1 = weightVariance * profile.slopeAtInfinity
    return PhaseDiagram.Cell(
      phase: chi1 == 1 && profile.activation.homogeneity == 1 ? .critical : .divergent,
      secondMoment: .infinity, chi1: chi1)
  }

  /// The orbit itself, for a map that falls somewhere.
  private func cellOfIteration(
    _ weightVariance: Double, _ biasVariance: Double
  ) -> PhaseDiagram.Cell {
    var q = 1.0
    for _ in 0..<300 {
      let next = weightVariance * profile.interpolated(at: q).value + biasVariance
      if next < 1e-8 { return dying(weightVariance) }
      // A moment that overflows is not a number between the places of the grid.
      guard next <= 1e7 else {
        return PhaseDiagram.Cell(
          phase: .divergent, secondMoment: .infinity,
          chi1: weightVariance * profile.slopeAtInfinity)
      }
      if abs(next - q) < 1e-9 * q { return cell(at: next, weightVariance) }
      q = next
    }
    let chi1 = weightVariance * profile.interpolated(at: q).derivative
    return PhaseDiagram.Cell(phase: .chaotic, secondMoment: q, chi1: chi1)
  }

  private func dying(_ weightVariance: Double) -> PhaseDiagram.Cell {
    let chi1 = weightVariance * profile.atZero.derivativeSecondMoment
    return PhaseDiagram.Cell(phase: phase(chi1), secondMoment: 0, chi1: chi1)
  }

  private func cell(at q: Double, _ weightVariance: Double) -> PhaseDiagram.Cell {
    let chi1 = weightVariance * profile.interpolated(at: q).derivative
    return PhaseDiagram.Cell(phase: phase(chi1), secondMoment: q, chi1: chi1)
  }

  private func phase(_ chi1: Double) -> SignalLimit.Phase {
    abs(chi1 - 1) < 1e-9 ? .critical : chi1 < 1 ? .ordered : .chaotic
  }
}
