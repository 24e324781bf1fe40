import OnsetCore
import OnsetModels
import OnsetSchemes

/// What Keras 3 draws when a layer is built, with its own fans: those of a depthwise kernel count the
/// channels as inputs, those of a grouped kernel count all outputs.
///
/// Source: `keras.src.initializers.random_initializers` and the layers' default arguments, Keras 3.
struct KerasDefaults: SchemeFamily {
  static let name = "keras"

  func choice(for context: ParameterContext) throws(OnsetError) -> Choice {
    if let common = context.commonChoice() { return common }
    if let bias = try context.zeroBiasChoice() { return bias }
    switch context.entry.role {
    case .kernel where !context.isTiedEmbedding, .recurrentInputKernel:
      let fans = try kerasFans(of: context)
      return .draw(
        .uniform(bound: (6 / (fans.fanIn + fans.fanOut)).squareRoot()),
        "Keras layers: Glorot uniform", ignoresParts: isPackedRecurrent(context))
    case .recurrentHiddenKernel:
      return .draw(
        .orthogonal(gain: 1), "Keras: orthogonal over the packed gates", ignoresParts: true)
    case .embedding, .kernel: return .draw(.uniform(bound: 0.05), "Embedding: U(±0.05)")
    default: return .keep("Keras has no default for a bare variable")
    }
  }

  private func isPackedRecurrent(_ context: ParameterContext) -> Bool {
    context.entry.role == .recurrentInputKernel
  }

  private func kerasFans(of context: ParameterContext) throws(OnsetError) -> Fans {
    let layout = context.entry.layout
    let shape = context.entry.shape
    guard layout.axes.contains(.window), !layout.isTransposedConvolution else {
      var fans = try context.fans(ignoringParts: isPackedRecurrent(context))
      if layout.isTransposedConvolution {
        let taps = Double(shape.dimensions.dropFirst(2).reduce(1, *))
        fans = Fans(fanIn: Double(shape[0]) * taps, fanOut: Double(shape[1]) * taps)
      }
      return fans
    }
    let taps = Double(shape.dimensions.dropFirst(2).reduce(1, *))
    let isDepthwise = layout.groups > 1 && shape[1] == 1
    guard isDepthwise else {
      return Fans(fanIn: Double(shape[1]) * taps, fanOut: Double(shape[0]) * taps)
    }
    let channels = Double(layout.groups)
    return Fans(fanIn: channels * taps, fanOut: Double(shape[0]) / channels * taps)
  }
}
