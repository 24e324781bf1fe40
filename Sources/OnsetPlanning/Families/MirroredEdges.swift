import OnsetCore
import OnsetModels
import OnsetPropagation
import OnsetTheory

/// The places of very deep chains where units can start in pairs of opposite sign: between a layer that
/// makes the pairs and the one layer that reads them.
///
/// Behind such pairs only the odd part of the activation is passed on. Where that is linear, as for ReLU,
/// leaky ReLU, GELU, SiLU, softplus and hard-swish, depth costs nothing: signal, gradient and the angles
/// between inputs are kept (Balduzzi et al. 2017, arXiv:1702.08591). A critical point alone keeps the first
/// two and loses the angles, as the layers' correlation goes to one.
struct MirroredEdges {
  /// By layer that reads pairs: φ(u) − φ(−u) in units of u.
  private(set) var slopes: [Network.OperatorID: Double] = [:]
  /// The layers that make pairs.
  private(set) var makers: Set<Network.OperatorID> = []

  /// Finds the places.
  ///
  /// - Parameters:
  ///   - places: By layer of a chain, in any order, the activations on both sides.
  ///   - model: The graph.
  init(_ places: [Network.OperatorID: ChainPlace], in model: ModelContext) {
    let feeders = places.keys.reduce(into: [:]) { $0[$1] = model.feeder(of: $1) }
    let readers = Dictionary(grouping: feeders.keys) { feeders[$0] ?? -1 }
    for layer in places.keys.sorted() {
      guard let before = places[layer]?.before, let slope = before.mirroredSlope,
        let feeder = feeders[layer], let maker = places[feeder], maker.after != nil,
        readers[feeder]?.count == 1, maker.before == nil || slopes[feeder] != nil,
        model.hasPairs(feeder, of: .output), model.hasPairs(layer, of: .input)
      else { continue }
      slopes[layer] = slope
      makers.insert(feeder)
    }
  }
}

extension Activation {
  /// c where φ(u) − φ(−u) = c·u for all |u| ≤ 3, to a thousandth; `nil` for any other function.
  fileprivate var mirroredSlope: Double? {
    let slope = value(1) - value(-1)
    let isLinear = stride(from: 0.1, through: 3, by: 0.1).allSatisfy {
      Swift.abs(value($0) - value(-$0) - slope * $0) <= 1e-3 * Swift.abs(slope) * $0
    }
    // Of an odd function both units of a pair do the same.
    let isOdd = Swift.abs(value(1) + value(-1)) <= 1e-6 * Swift.abs(slope)
    return isLinear && !isOdd && slope > 1e-3 ? slope : nil
  }
}
