import OnsetCore
import OnsetModels
import OnsetSchemes

/// What PyTorch 2.x draws when a module is made, per module type, including what is wrong with it: fans
/// of transposed kernels with the axes exchanged, one bound for packed q, k and v, forget bias 0.
///
/// Source: `torch.nn.modules` (linear, conv, rnn, activation, sparse, normalization), release 2.13.
struct PyTorchDefaults: SchemeFamily {
  static let name = "pytorch"

  func choice(for context: ParameterContext) throws(OnsetError) -> Choice {
    if let common = context.commonChoice() { return common }
    switch context.entry.role {
    case .kernel:
      if context.isTiedEmbedding { return embedding }
      if context.entry.name.text.hasSuffix("in_proj_weight") {
        let fans = try context.fans(ignoringParts: true)
        return .draw(
          .uniform(bound: (6 / (fans.fanIn + fans.fanOut)).squareRoot()),
          "MultiheadAttention: Xavier over the packed q, k, v", ignoresParts: true)
      }
      return .draw(
        .uniform(bound: 1 / (try fanIn(of: context.entry)).squareRoot()),
        "Linear and Conv: Kaiming uniform, a = √5", ignoresParts: true)
    case .bias:
      guard let kernel = context.kernel, !context.isMultiheadAttention else {
        return .draw(.zeros, "this module starts without bias")
      }
      return .draw(
        .uniform(bound: 1 / (try fanIn(of: kernel)).squareRoot()),
        "Linear and Conv: U(±1/√fan-in)")
    case .embedding: return embedding
    case .recurrentInputKernel, .recurrentHiddenKernel, .recurrentInputBias, .recurrentHiddenBias:
      guard let parts = context.entry.layout.parts.first else {
        return .keep("the number of hidden units is unknown")
      }
      return .draw(
        .uniform(bound: 1 / Double(parts.extent).squareRoot()),
        "recurrent modules: U(±1/√hidden) for every tensor", ignoresParts: true)
    default: return .keep("PyTorch has no default for a bare parameter")
    }
  }

  private var embedding: Choice {
    .draw(.normal(standardDeviation: 1), "Embedding: standard normal")
  }

  /// PyTorch's fan-in: the second axis times the window, whatever that axis means.
  private func fanIn(of entry: PlanEntry) throws(OnsetError) -> Double {
    guard entry.layout.axes.contains(.window) else {
      return try entry.layout.fans(of: entry.shape).fanIn
    }
    return Double(entry.shape.dimensions.dropFirst().reduce(1, *))
  }
}
