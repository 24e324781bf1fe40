/// The standard normal density between bounds, divided by its largest value there.
///
/// That division is what keeps integrals accurate where the density itself underflows, and taking
/// offsets from the mode what keeps them accurate where the bounds are close together.
struct TruncatedDensity {
  /// Where the density is largest: the point between the bounds that is nearest to zero; infinite
  /// where both bounds are the same infinity, between which there is nothing.
  let mode: Double
  /// The offsets from the mode at which the density, or what a float64 sees of it, begins and ends.
  let offsets: ClosedRange<Double>

  init(bounds: ClosedRange<Double>) {
    mode = min(max(0, bounds.lowerBound), bounds.upperBound)
    guard mode.isFinite else {
      offsets = 0...0
      return
    }
    // exp(-|mode| d - d²/2) < exp(-40) at this distance d from the mode.
    let reach = min(9, 40 / max(1, mode.magnitude))
    let lower = max(bounds.lowerBound - mode, -reach)
    offsets = lower...max(lower, min(bounds.upperBound - mode, reach))
  }

  /// The density at the mode.
  var largestValue: Double { PortableMath.exp(-mode * mode / 2) * 0.3989422804014327 }

  /// The probability that a standard normal number falls between the bounds.
  var probability: Double { mode.isFinite ? integral { _ in 1 } * largestValue : 0 }

  /// The integral of `weight(offset) · density(mode + offset)`, by Gauss and Legendre's rule of 16
  /// points on each of 8 panels, exact to rounding for this density.
  ///
  /// Points that mirror each other in the middle are added first, so that mirrored bounds give
  /// mirrored results to the last bit and symmetric ones a mean of exactly zero.
  func integral(_ weight: (Double) -> Double) -> Double {
    let middle = (offsets.lowerBound + offsets.upperBound) / 2
    let half = (offsets.upperBound - offsets.lowerBound) / 16
    var sum = 0.0
    for panel in stride(from: 1.0, through: 7.0, by: 2.0) {
      for (node, share) in Self.rule {
        for distance in [(panel - node) * half, (panel + node) * half] {
          let pair =
            weighted(weight, at: middle - distance) + weighted(weight, at: middle + distance)
          sum += share * pair
        }
      }
    }
    return sum * half
  }

  private func weighted(_ weight: (Double) -> Double, at offset: Double) -> Double {
    weight(offset) * PortableMath.exp(-offset * (mode + offset / 2))
  }

  /// The positive nodes of the 16-point rule with their weights.
  private static let rule: [(node: Double, share: Double)] = [
    (0.09501250983763744, 0.18945061045506864),
    (0.2816035507792589, 0.18260341504492364),
    (0.45801677765722737, 0.16915651939500265),
    (0.6178762444026438, 0.1495959888165767),
    (0.755404408355003, 0.12462897125553407),
    (0.8656312023878318, 0.0951585116824926),
    (0.9445750230732326, 0.062253523938647456),
    (0.9894009349916499, 0.027152459411754176),
  ]
}
