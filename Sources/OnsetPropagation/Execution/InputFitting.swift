import OnsetCore
import OnsetModels
import OnsetTensor

/// Holds the tensors that a caller feeds against what the model declares.
struct InputFitting {
  private let network: Network

  init(_ network: Network) { self.network = network }

  /// The tensors by value, in the types that the model wants.
  ///
  /// - Throws: `OnsetError` when an input is missing, not one of the model's, or of another shape or kind.
  func fit(_ inputs: [String: Tensor]) throws -> [(Network.ValueID, Tensor)] {
    let names = network.inputs.map { network.values[$0].name }
    if let stranger = inputs.keys.sorted().first(where: { !names.contains($0) }) {
      throw OnsetError(
        .invalidArgument, "the model has no input '\(stranger)'",
        fix: names.isEmpty ? "it takes none" : "its inputs are \(names.joined(separator: ", "))")
    }
    return try network.inputs.map { id in
      let value = network.values[id]
      guard let tensor = inputs[value.name] else {
        throw OnsetError(
          .invalidArgument,
          "nothing is given for the input '\(value.name)'"
            + (value.dimensions.map { " of shape \(Self.text($0))" } ?? ""),
          fix: "give a tensor for it")
      }
      return (id, try converted(try checked(tensor, value), value))
    }
  }

  private func checked(_ tensor: Tensor, _ value: Value) throws -> Tensor {
    guard let dimensions = value.dimensions else { return tensor }
    let fits =
      dimensions.count == tensor.rank
      && zip(dimensions, tensor.shape.dimensions).allSatisfy { $0 == nil || $0 == $1 }
    guard fits else {
      throw OnsetError(
        .shapeMismatch,
        "the input '\(value.name)' has the shape \(tensor.shape), and the model takes "
          + Self.text(dimensions), fix: "give a tensor of that shape")
    }
    return tensor
  }

  /// Widths are converted; numbers of another kind are a mistake of the caller.
  private func converted(_ tensor: Tensor, _ value: Value) throws -> Tensor {
    guard let dtype = value.dtype else { return tensor }
    guard let wanted = dtype.computed else {
      throw OnsetError(
        .unsupported,
        "the input '\(value.name)' is of type \(dtype.rawValue), which cannot be computed with")
    }
    let isSameKind =
      wanted.isFloatingPoint == tensor.dtype.isFloatingPoint
      && (wanted == .bool) == (tensor.dtype == .bool)
    guard isSameKind else {
      throw OnsetError(
        .invalidArgument,
        "the input '\(value.name)' holds \(tensor.dtype.rawValue), and the model takes \(dtype.rawValue)",
        fix: "convert the array")
    }
    return try tensor.cast(to: wanted).narrowed(to: dtype)
  }

  private static func text(_ dimensions: [Int?]) -> String {
    dimensions.isEmpty
      ? "scalar" : dimensions.map { $0.map(String.init) ?? "?" }.joined(separator: "×")
  }
}
