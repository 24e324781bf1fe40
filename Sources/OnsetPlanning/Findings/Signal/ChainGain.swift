import OnsetCore
import OnsetModels
import OnsetPropagation
import OnsetTheory

/// χ₁ of one linear map that reads an activation: the factor by which it multiplies small differences.
struct ChainGain {
  /// σ_w² E[φ′²], with σ_w² = fan_in E[w²].
  var chi1: Double

  /// Finds the factor; `nil` for a map in a branch, behind a normalization, or whose input is no function
  /// of one value that is predicted.
  init?(of layer: CheckedLayer, in context: CheckContext) {
    guard let profile = context.profile(of: layer), let fans = layer.fans,
      let around = context.model.surroundings(of: layer.node),
      case .activation(let activation) = around.origin, around.path.additions.isEmpty,
      around.path.normalization == nil, let moments = context.preactivation(of: layer)
    else { return nil }
    let slopes = activation.moments(
      mean: moments.mean,
      variance: max(0, moments.secondMoment - moments.mean * moments.mean))
    chi1 = fans.fanIn * profile.secondMoment * slopes.derivativeSecondMoment
    guard chi1.isFinite else { return nil }
  }
}

extension CheckContext {
  /// The moments of the value whose activation a layer reads.
  func preactivation(of layer: CheckedLayer) -> Moments? {
    guard let input = layer.input else { return nil }
    return model.source(of: input).flatMap { prediction[$0] }
  }
}

extension ModelContext {
  /// The value that a layer's input is an elementwise function of, seen through what only moves elements.
  func source(of input: Network.ValueID) -> Network.ValueID? {
    var current = input
    for _ in 0..<16 {
      let source = elementwiseSource(of: current)
      if source != current { return source }
      guard let producer = network.values[current].producer,
        network.operators[producer].operation.isTransparent,
        let before = network.operators[producer].input(0), !network.isFixed(before)
      else { return nil }
      current = before
    }
    return nil
  }
}
