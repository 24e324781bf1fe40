import Onset

/// What `onset check` is given with `--input` and `--cotangent`: for prediction and for measurement.
struct CheckedSignals {
  /// By input name.
  let inputs: [String: InputStatistics]
  /// By output name.
  let cotangents: [String: InputStatistics]

  /// Reads the files.
  init(_ options: CheckOptions, in network: Network) throws(OnsetError) {
    inputs = try SignalFiles.read(
      options.input, flag: "--input", names: network.inputs.map { network.values[$0].name })
    cotangents = try SignalFiles.read(
      options.cotangent, flag: "--cotangent",
      names: network.outputs.map { network.values[$0].name })
  }

  /// The shapes that the given inputs have.
  var shapes: [String: [Int]] { SignalFiles.shapes(inputs) }

  /// The given inputs as tensors.
  func inputTensors() throws -> [String: Tensor] { try Self.tensors(inputs) }

  /// The given cotangents as tensors.
  func cotangentTensors() throws -> [String: Tensor] { try Self.tensors(cotangents) }

  private static func tensors(_ arrays: [String: InputStatistics]) throws -> [String: Tensor] {
    try arrays.compactMapValues { array in
      switch array {
      case .values(let numbers, let shape): try Tensor(numbers, shape: Shape(checking: shape))
      case .tokens(let tokens, let shape):
        try Tensor(tokens.map { Int64($0) }, shape: Shape(checking: shape))
      case .standardNormal, .uniformTokens: nil
      }
    }
  }
}

extension Network {
  /// Input shapes with the first axis set where only that one is open.
  ///
  /// - Parameters:
  ///   - batch: The extent of the first axis.
  ///   - given: Shapes that are known already, by input name; they stay.
  func filling(batch: Int, in given: [String: [Int]]) -> [String: [Int]] {
    var shapes = given
    for id in inputs where shapes[values[id].name] == nil {
      guard let dimensions = values[id].dimensions, let first = dimensions.first, first == nil
      else { continue }
      let rest = dimensions.dropFirst().compactMap { $0 }
      if rest.count == dimensions.count - 1 { shapes[values[id].name] = [batch] + rest }
    }
    return shapes
  }
}
