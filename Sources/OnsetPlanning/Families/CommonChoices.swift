import OnsetCore
import OnsetModels
import OnsetSchemes

extension ParameterContext {
  /// The choices on which all families agree: norms start as the identity, running statistics at those
  /// of a standard normal, and what has no accepted rule stays as it is.
  func commonChoice() -> Choice? {
    switch entry.role {
    case .normScale: .draw(.ones, "a norm starts with scale 1")
    case .normShift: .draw(.zeros, "a norm starts without shift")
    case .runningMean: .draw(.zeros, "running mean starts at 0")
    case .runningVariance: .draw(.ones, "running variance starts at 1")
    case .slope: .draw(.constant(0.25), "PReLU's slope starts at 0.25")
    case .recurrentState: .draw(.zeros, "the first state is 0")
    case .branchScale: .keep("a learned branch multiplier keeps its value")
    case .scalar: .keep("no rule for a bare scalar")
    case .unused: .keep("no operator reads it")
    default: nil
    }
  }

  /// Zero biases, with forget gates at 1 on the input side of an LSTM.
  ///
  /// - Throws: `OnsetError` when the gates do not fill the tensor.
  func zeroBiasChoice() throws(OnsetError) -> Choice? {
    switch entry.role {
    case .bias: return .draw(.zeros, "biases start at 0")
    case .recurrentHiddenBias:
      return .draw(.zeros, "the other bias of each gate carries its start")
    case .recurrentInputBias:
      guard entry.layout.parts.contains(where: { $0.name == "forget" }) else {
        return .draw(.zeros, "biases start at 0")
      }
      return .draw(
        .blockwise(["forget": .ones], otherwise: .zeros),
        "forget gate 1, other gates 0")
    default: return nil
    }
  }

  /// The kernel's shape with its packed parts, or with none where the family treats it as one matrix.
  func fans(ignoringParts: Bool = false) throws(OnsetError) -> Fans {
    var layout = entry.layout
    if ignoringParts { layout.parts = [] }
    do {
      return try layout.fans(of: entry.shape)
    } catch {
      throw error.within(entry.name.text)
    }
  }
}
