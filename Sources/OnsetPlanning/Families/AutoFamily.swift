import OnsetCore
import OnsetModels
import OnsetPropagation
import OnsetSchemes
import OnsetTheory

/// Chooses every scale from the place of the tensor in the graph.
struct AutoFamily: SchemeFamily {
  static let name = "auto"

  private let scales: CriticalScales

  /// Finds the critical scales of a model's chains without normalization.
  ///
  /// - Throws: `OnsetError` where an activation has no finite moments.
  init(for model: ModelContext, biases: CriticalitySolver.Biases) throws(OnsetError) {
    scales = try CriticalScales(model, biases: biases)
  }

  var remarks: [String] { scales.costs }

  /// The deviation of tables that are added to a signal of unit size: small, so that they start as a
  /// detail of it (Dosovitskiy et al. 2021, arXiv:2010.11929, and Radford et al. 2019 use the same).
  private static let positionalDeviation = 0.02

  func choice(for context: ParameterContext) throws(OnsetError) -> Choice {
    if context.entry.role == .normScale, let residual = context.residual,
      !residual.isNormalizedAfter
    {
      return .draw(.zeros, "ends a residual branch: zero-gamma, the block starts as identity")
    }
    if let common = context.commonChoice() { return common }
    if context.entry.role == .bias, let scale = context.layer.flatMap({ scales[$0] }),
      scale.biasVariance > 0
    {
      return .draw(scale.biases, "random: keeps the signal where the gradient's gain loses it")
    }
    if let bias = try context.zeroBiasChoice() { return bias }
    switch context.entry.role {
    case .kernel: return try kernel(context)
    case .recurrentInputKernel: return .draw(.leCunNormal, "each gate by its own fan-in")
    case .recurrentHiddenKernel:
      return .draw(.orthogonal(gain: 1), "orthogonal, each gate on its own")
    case .embedding: return .draw(.normal(standardDeviation: 1), "a looked-up row has unit entries")
    case .positionalTable:
      return .draw(
        .normal(standardDeviation: Self.positionalDeviation), "small against what it is added to")
    default: return .keep("no rule for this role")
    }
  }

  private func kernel(_ context: ParameterContext) throws(OnsetError) -> Choice {
    if context.isTiedEmbedding {
      let width = Double(context.entry.shape.dimensions.last ?? 1)
      return .draw(
        .normal(standardDeviation: 1 / width.squareRoot()),
        "embedding and head share it: rows of length 1")
    }
    guard let path = context.path else { return linear("no graph around it") }
    if !context.entry.layout.parts.isEmpty {
      let parts = context.entry.layout.parts.map(\.name).joined(separator: ", ")
      return linear("packed \(parts): each by its own fan-in")
    }
    if let residual = context.residual, !residual.isNormalizedAfter {
      return .draw(
        .leCunNormal.scaled(by: 1 / Double(residual.branchCount).squareRoot()),
        "ends one of \(residual.branchCount) residual branches: × 1/√\(residual.branchCount)")
    }
    if let normalization = path.normalization {
      return linear("\(normalization) follows: scale-free, fan-in scaling")
    }
    if let scale = context.layer.flatMap({ scales[$0] }) {
      let window = context.layer.map(scales.window) ?? .gaussian
      let scheme = try scale.weights(of: context.entry, window: window)
      return .draw(scheme, scale.reason)
    }
    if path.reachesSoftmax { return linear("makes attention logits") }
    if path.isGated { return linear("multiplied with another branch") }
    if let activation = path.activation { return nonlinear(activation) }
    return linear(path.reachesOutput ? "makes the output" : "no nonlinearity follows")
  }

  private func linear(_ reason: String) -> Choice { .draw(.leCunNormal, reason) }

  /// The gain that keeps the second moment at 1 behind the activation that follows.
  private func nonlinear(_ activation: Activation) -> Choice {
    if activation.name == Activation.relu.name {
      return .draw(.heNormal(), "ReLU follows: gain √2")
    }
    let gain = activation.gain
    guard gain.isFinite, gain > 0 else {
      return linear("\(activation.name) follows: no gain keeps its scale")
    }
    return .draw(
      .varianceScaling(scale: gain * gain),
      "\(activation.name) follows: gain \(Self.rounded(gain))")
  }

  private static func rounded(_ value: Double) -> String {
    "\((value * 1000).rounded() / 1000)"
  }
}
