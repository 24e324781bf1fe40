import OnsetCore
import OnsetModels
import OnsetPropagation
import OnsetTheory

/// The critical scales of every linear map that belongs to a chain without normalization.
struct CriticalScales {
  private var scales: [Network.OperatorID: CriticalScale] = [:]
  private var ordinals: [Network.OperatorID: Int] = [:]

  /// From so many maps on, borders of images no longer get through plain padded convolutions, and
  /// correlations between inputs come near one.
  private static let veryDeep = 20

  /// So many maps at the start of a very deep chain mix neighbouring pixels; behind them features tell
  /// places apart, and windows start with their centre alone.
  private static let mixingMaps = 3

  /// What a window starts as in one map.
  func window(of layer: Network.OperatorID) -> CriticalScale.Window {
    guard scales.count > Self.veryDeep else { return .gaussian }
    return ordinals[layer].map { $0 < Self.mixingMaps } ?? false ? .orthogonal : .centre
  }

  /// What the chains lose with depth all the same, one sentence each.
  private(set) var costs: [String] = []

  /// The scale of one map, or `nil` where it is in no such chain.
  subscript(layer: Network.OperatorID) -> CriticalScale? { scales[layer] }

  /// Finds the chains of a model and solves for each activation once.
  ///
  /// - Throws: `OnsetError` where an activation has no finite moments.
  init(_ model: ModelContext, biases: CriticalitySolver.Biases) throws(OnsetError) {
    let places = Self.places(in: model)
    let pairs =
      places.count > Self.veryDeep
      ? MirroredEdges(places, in: model) : MirroredEdges([:], in: model)
    var points: [[Double]: CriticalPoint] = [:]
    for (ordinal, layer) in places.keys.sorted().enumerated() {
      guard let place = places[layer] else { continue }
      ordinals[layer] = ordinal
      if let scale = CriticalScale(mirroring: layer, at: place, pairs) {
        scales[layer] = scale
        continue
      }
      var ends: [CriticalPoint?] = []
      for activation in [place.before, place.after] {
        ends.append(try Self.point(of: activation, biases, known: &points))
      }
      let scale = CriticalScale(
        before: ends[0], after: ends[1], hasBias: biases == .random && model.hasBias(layer))
      scales[layer] = scale
      if let cost = scale.cost, !costs.contains(cost) { costs.append(cost) }
    }
  }

  /// The layers that belong to a chain, with the activations on both sides.
  private static func places(in model: ModelContext) -> [Network.OperatorID: ChainPlace] {
    var places: [Network.OperatorID: ChainPlace] = [:]
    for layer in model.layers {
      guard let surroundings = model.surroundings(of: layer), surroundings.path.isPlain else {
        continue
      }
      places[layer] = ChainPlace(surroundings.origin, surroundings.path)
    }
    return places
  }

  private static func point(
    of activation: Activation?, _ biases: CriticalitySolver.Biases,
    known: inout [[Double]: CriticalPoint]
  ) throws(OnsetError) -> CriticalPoint? {
    guard let activation else { return nil }
    // Unnamed functions are told apart by their values.
    let key = [-2, -1, -0.5, 0, 0.5, 1, 2].map(activation.value)
    if let point = known[key] { return point }
    let point = try CriticalitySolver(activation: activation, biases: biases).solve()
    known[key] = point
    return point
  }
}

/// The activations on both sides of a linear map in a chain.
struct ChainPlace {
  /// The activation whose output the map reads; `nil` at the start of the chain.
  var before: Activation?
  /// The activation that follows; `nil` at the end.
  var after: Activation?

  /// Fails where the map is in no chain: between a normalization and the end of its branch, say, where
  /// nothing adds up over depth.
  init?(_ origin: SignalOrigin, _ path: SignalPath) {
    after = path.activation
    guard after != nil || path.reachesOutput else { return nil }
    switch origin {
    case .input: before = nil
    case .activation(let activation): before = activation
    case .normalization, .linearMap, .sum, .other: return nil
    }
    guard before != nil || after != nil else { return nil }
  }
}

extension SignalPath {
  /// Whether the signal meets its nonlinearity with no normalization, product or other branch between.
  var isPlain: Bool {
    normalization == nil && additions.isEmpty && !isGated && !reachesSoftmax
  }
}
