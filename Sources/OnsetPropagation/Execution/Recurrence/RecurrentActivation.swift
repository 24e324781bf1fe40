import OnsetCore
import OnsetModels
import OnsetTensor

/// An activation of a recurrent cell, with the parameters that ONNX gives by position.
struct RecurrentActivation: Sendable {
  private let name: String
  private let alpha: Double?
  private let beta: Double?

  /// The functions of one direction: one for each kind of gate, in ONNX's order.
  ///
  /// - Throws: `OnsetError` when the model gives too few or unknown ones.
  static func functions(
    of attributes: RecurrentAttributes, direction: Int
  ) throws -> [RecurrentActivation] {
    let standard: [String] =
      switch attributes.cell {
      case .rnn: ["Tanh"]
      case .gru: ["Sigmoid", "Tanh"]
      case .lstm: ["Sigmoid", "Tanh", "Tanh"]
      }
    let names = attributes.activations.isEmpty ? standard + standard : attributes.activations
    let places = direction * standard.count..<(direction + 1) * standard.count
    guard places.upperBound <= names.count else {
      throw OnsetError(
        .invalidFile, "\(names.count) activations are too few for \(direction + 1) directions")
    }
    return places.map { place in
      RecurrentActivation(
        name: names[place],
        alpha: place < attributes.activationAlpha.count ? attributes.activationAlpha[place] : nil,
        beta: place < attributes.activationBeta.count ? attributes.activationBeta[place] : nil)
    }
  }

  /// The function of each element.
  func callAsFunction(_ x: Tensor) throws -> Tensor {
    switch name.lowercased() {
    case "tanh": return try x.tanh()
    case "sigmoid": return try x.sigmoid()
    case "relu": return try x.relu()
    case "affine":
      return try x.multiplying(x.constant(alpha ?? 1)).adding(x.constant(beta ?? 0))
    case "leakyrelu": return try x.leakyRelu(slope: alpha ?? 0.01)
    case "thresholdedrelu": return try x.thresholdedRelu(alpha: alpha ?? 1)
    case "scaledtanh":
      return try x.multiplying(x.constant(beta ?? 1)).tanh().multiplying(x.constant(alpha ?? 1))
    case "hardsigmoid": return try x.hardSigmoid(alpha: alpha ?? 0.2, beta: beta ?? 0.5)
    case "elu": return try x.elu(alpha: alpha ?? 1)
    case "softsign": return try x.softsign()
    case "softplus": return try x.softplus()
    default:
      throw OnsetError(.unsupported, "the activation '\(name)' of a recurrent layer is not known")
    }
  }
}
