import OnsetCore
import OnsetModels
import OnsetPropagation
import OnsetTheory

/// `symmetric-units`: outputs of a layer that start, and stay, the same.
struct SymmetricUnits: Rule {
  static let page = RulePage(
    id: "symmetric-units", summary: "all units of a layer have the same weights",
    meaning: """
      Units with equal weights and equal biases compute the same, get the same gradient, and stay equal \
      for ever: the layer acts as a single unit. With zeros and an activation with φ(0) = 0 the layer \
      before it gets no gradient either, and the network learns the class frequencies and no more.
      """,
    theory: """
      ∂L/∂W_ij = δ_i a_j. Equal rows of W_l and equal columns of W_l+1 make δ_i the same for all i, \
      so every step of gradient descent keeps them equal. Dropout or random biases break the symmetry; \
      a zero layer at the end of a residual branch or at the output is fine, because what follows it \
      tells its units apart.
      """,
    threshold: nil,
    remedy: "Draw the layer's weights at random; keep zeros for the ends of residual branches.",
    reference: "Goodfellow, Bengio & Courville 2016, Deep Learning, section 8.4")

  func findings(in context: CheckContext) -> [Finding] {
    let places = context.layers.filter { isSymmetric($0, in: context) }
    guard let first = places.first else { return [] }
    let value = context.profile(of: first)
    let weights =
      value?.isConstant ?? false
      ? "every weight is \((value?.mean ?? 0).brief)" : "all rows of the weight are equal"
    let names = Array(Set(places.map { context.name(of: $0.parameter) })).sorted()
    return [
      finding(
        .error, at: first.name,
        "\(weights), so its \(units(first)) units start equal and stay equal"
          + (places.count > 1 ? "; the same holds for \(places.count - 1) other layers" : ""),
        fix: context.command.initialize(names, rule: Self.id))
    ]
  }

  /// The outputs of a layer: its weights over the connections of each.
  private func units(_ layer: CheckedLayer) -> Int {
    Int(Double(layer.shape.count) / max(1, layer.fans?.fanIn ?? 1))
  }

  private func isSymmetric(_ layer: CheckedLayer, in context: CheckContext) -> Bool {
    guard layer.isLinearMap, let profile = context.profile(of: layer), profile.hasEqualUnits,
      !isSilentByDesign(layer, in: context)
    else { return false }
    return context.biases(of: layer).allSatisfy { context.profiles[$0]?.isConstant ?? true }
  }

  /// Whether zeros are in order here: at the end of a residual branch, and at the output.
  private func isSilentByDesign(_ layer: CheckedLayer, in context: CheckContext) -> Bool {
    guard context.profile(of: layer)?.mean == 0 else { return false }
    let place = context.model.context(of: context.network.parameters[layer.parameter])
    return place.residual != nil || (place.path?.reachesOutput ?? false)
  }
}
