import OnsetPropagation
import OnsetSchemes
import OnsetTheory

/// `random-bias`: biases make the signal, or would have to.
struct RandomBias: Rule {
  static let page = RulePage(
    id: "random-bias",
    summary: "random biases drown the signal, or are missing where they would keep it",
    meaning: """
      Biases are the same for every input. Where they make up most of a layer's output, the layer says more \
      about its biases than about its input. A few activations, on the other hand, need small random biases to \
      keep both signal and gradient over many layers: with --bias zero that is lost, and the finding says what \
      it costs.
      """,
    theory: """
      q′ = σ_w² E[φ(√q z)²] + σ_b²; the share of the biases is σ_b²/q′. At the critical point of tanh with \
      q* = 0.25 it is 3 %: σ_w² = 1.39, σ_b² = 0.008. PyTorch's default U(±1/√fan_in) has σ_b² = \
      1/(3 fan_in), which is all there is left of the signal after a few ReLU layers of that default.
      """,
    threshold: RulePage.Threshold(
      0.5,
      """
      The share of the biases in E[z²] of a layer that no normalization follows. A warning above the threshold, \
      where more than half of the signal is the same for all inputs.
      """),
    remedy: "Start biases at zero, or at the critical variance (auto).",
    reference: "Schoenholz et al. 2017, arXiv:1611.01232; Yang & Schoenholz 2017, arXiv:1712.08969")

  func findings(in context: CheckContext) -> [Finding] {
    drowning(in: context) + missing(in: context)
  }

  private func drowning(in context: CheckContext) -> [Finding] {
    let limit = context.threshold(Self.self)
    var worst: (layer: CheckedLayer, share: Double)?
    var names: [String] = []
    for layer in context.layers where layer.isLinearMap && isExposed(layer, in: context) {
      let biases = context.biases(of: layer)
      let variance = biases.reduce(0) { $0 + (context.profiles[$1]?.secondMoment ?? 0) }
      guard variance > 0, let q = context.prediction[layer.output]?.secondMoment, q > 0,
        variance / q > limit
      else { continue }
      names += biases.map(context.name)
      if variance / q > worst?.share ?? 0 { worst = (layer, variance / q) }
    }
    guard let worst else { return [] }
    return [
      finding(
        .warning, at: worst.layer.name,
        "the biases make \(min(1, worst.share).percent) of the layer's output"
          + (names.count > 1 ? "; \(names.count) layers are affected" : ""),
        fix: context.command.initialize(rule: Self.id))
    ]
  }

  private func isExposed(_ layer: CheckedLayer, in context: CheckContext) -> Bool {
    guard let path = context.model.surroundings(of: layer.node)?.path else { return false }
    return path.normalization == nil && path.additions.isEmpty
  }

  /// What a plan without random biases costs where its activations need them, in the solver's words.
  private func missing(in context: CheckContext) -> [Finding] {
    guard let plan = context.plan else { return [] }
    return context.chainActivations().compactMap { activation, layers in
      let isSilent = layers.flatMap(context.biases).allSatisfy {
        context.profiles[$0]?.secondMoment == 0
      }
      let isPaired = layers.contains { plan.hasMirroredInputs($0.parameter) }
      guard isSilent, !isPaired, layers.allSatisfy({ context.model.hasBias($0.node) }),
        let best = try? CriticalitySolver(activation: activation).solve(), best.biasVariance > 0,
        let point = try? CriticalitySolver(activation: activation, biases: .zero).solve(),
        let cost = point.cost
      else { return nil }
      return finding(
        .note, at: layers[0].name,
        "\(cost); random biases of variance \(best.biasVariance.brief) would keep it",
        fix: context.command.initialize(options: ["--scheme \(plan.source)", "--bias random"]))
    }
  }
}

extension Plan {
  /// Whether units that a parameter reads in pairs cancel what random biases would make up for.
  fileprivate func hasMirroredInputs(_ parameter: Int) -> Bool {
    guard entries.indices.contains(parameter), let scheme = entries[parameter].scheme,
      case .mirrored(let rule) = scheme
    else { return false }
    return rule.units != .outputs
  }
}

extension CheckContext {
  /// The activations that plain chains repeat, each with the maps between two of them, in order.
  func chainActivations() -> [(activation: Activation, layers: [CheckedLayer])] {
    var chains: [(activation: Activation, layers: [CheckedLayer])] = []
    for layer in layers where layer.isLinearMap {
      guard let around = model.surroundings(of: layer.node), around.path.isPlain,
        case .activation(let before) = around.origin, let after = around.path.activation,
        before.name == after.name
      else { continue }
      if let index = chains.firstIndex(where: { $0.activation.name == after.name }) {
        chains[index].layers.append(layer)
      } else {
        chains.append((after, [layer]))
      }
    }
    return chains
  }
}
