import OnsetCore
import OnsetTensor

/// What a value of the graph is while the model runs.
enum RuntimeValue: Sendable {
  case tensor(Tensor)
  case sequence([Tensor])

  /// The tensor.
  ///
  /// - Throws: `OnsetError` for a sequence.
  func asTensor() throws -> Tensor {
    guard case .tensor(let tensor) = self else {
      throw OnsetError(.unsupported, "a sequence stands where a tensor is needed")
    }
    return tensor
  }

  /// The tensors of a sequence.
  ///
  /// - Throws: `OnsetError` for a tensor.
  func asSequence() throws -> [Tensor] {
    guard case .sequence(let tensors) = self else {
      throw OnsetError(.unsupported, "a tensor stands where a sequence is needed")
    }
    return tensors
  }
}
