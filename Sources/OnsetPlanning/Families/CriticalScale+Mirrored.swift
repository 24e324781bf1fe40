import OnsetModels
import OnsetSchemes
import OnsetTheory

extension CriticalScale {
  /// The second moment that signals have before every activation between pairs.
  private static let pairedMoment = 1.0

  /// The scales of a map that makes or reads units in pairs of opposite sign; `nil` for any other.
  ///
  /// - Parameters:
  ///   - layer: The map.
  ///   - place: The activations around it.
  ///   - edges: Where the pairs are.
  init?(mirroring layer: Network.OperatorID, at place: ChainPlace, _ edges: MirroredEdges) {
    let slope = edges.slopes[layer]
    let makesPairs = edges.makers.contains(layer)
    guard slope != nil || makesPairs else { return nil }
    // A·(φ(u) − φ(−u)) = A·c·u; the first map reads an input of second moment one.
    let inputMoment = slope.map { $0 * $0 * Self.pairedMoment } ?? 1
    let activation = (place.after ?? place.before)?.name ?? "the activation"
    let target: Double
    if makesPairs {
      target = Self.pairedMoment
      reason =
        slope == nil
        ? "brings the input to E[z²] = \(target.short) for \(activation), in units of opposite sign"
        : "\(activation) follows: units in pairs of opposite sign start linear, which keeps signals, "
          + "gradients and angles at every depth"
    } else {
      target = place.after == nil ? Self.pairedMoment / 2 : Self.pairedMoment
      reason =
        place.after == nil
        ? "head: outputs with E[y²] = \(target.short), so that the first loss is near a guess's"
        : "reads units in pairs of opposite sign"
    }
    weightVariance = target / inputMoment
    pairs = slope == nil ? .outputs : makesPairs ? .both : .inputs
  }
}
