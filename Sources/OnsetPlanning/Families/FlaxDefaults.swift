import OnsetCore
import OnsetModels
import OnsetSchemes

/// What Flax draws when a module is initialized: LeCun normal, truncated at two deviations and corrected
/// for it.
///
/// Source: `flax.linen` (linear, recurrent, attention, normalization), `jax.nn.initializers`.
struct FlaxDefaults: SchemeFamily {
  static let name = "flax"

  func choice(for context: ParameterContext) throws(OnsetError) -> Choice {
    if let common = context.commonChoice() { return common }
    if context.entry.role == .bias || context.entry.role == .recurrentInputBias
      || context.entry.role == .recurrentHiddenBias
    {
      return .draw(.zeros, "biases start at 0")
    }
    switch context.entry.role {
    case .kernel where context.isTiedEmbedding, .embedding:
      let width = Double(context.entry.shape.dimensions.last ?? 1)
      return .draw(.normal(standardDeviation: 1 / width.squareRoot()), "Embed: N(0, 1/features)")
    case .kernel, .recurrentInputKernel:
      return .draw(
        .truncatedNormal(standardDeviation: 1 / (try fanIn(of: context)).squareRoot()),
        "Flax modules: LeCun normal, truncated at 2σ", ignoresParts: true)
    case .recurrentHiddenKernel:
      return .draw(.orthogonal(gain: 1), "Flax cells: orthogonal, each gate on its own")
    default: return .keep("Flax has no default for a bare parameter")
    }
  }

  /// Flax's fan-in, which does not know the stride of a transposed convolution or its groups.
  private func fanIn(of context: ParameterContext) throws(OnsetError) -> Double {
    let layout = context.entry.layout
    guard layout.isTransposedConvolution else { return try context.fans(ignoringParts: true).fanIn }
    let shape = context.entry.shape
    return Double(shape[0] * shape.dimensions.dropFirst(2).reduce(1, *))
  }
}
