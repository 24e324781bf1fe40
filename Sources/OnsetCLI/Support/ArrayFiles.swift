import Onset

/// Reads `--input NAME=x.npy` and writes `--output NAME=y.npy` as tensors.
enum ArrayFiles {
  /// The arrays by the name of the input that they are for.
  ///
  /// - Throws: `OnsetError` when a file cannot be read, an input is given twice, or one is missing.
  static func read(_ arguments: [String], inputs: [Value]) throws -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for argument in arguments {
      let (name, path) = try SignalFiles.split(
        argument, flag: "--input", names: inputs.map(\.name))
      guard try tensors.updateValue(Tensor(NPYFile(contentsOf: path)), forKey: name) == nil else {
        throw OnsetError(.invalidArgument, "--input gives '\(name)' twice", fix: "give it once")
      }
    }
    if let missing = inputs.first(where: { tensors[$0.name] == nil }) {
      let shape = missing.dimensions.map { extents in
        " of shape " + extents.map { $0.map(String.init) ?? "?" }.joined(separator: "×")
      }
      throw OnsetError(
        .invalidArgument,
        "the model reads '\(missing.name)'\(shape ?? ""), and nothing is given for it",
        fix: "give it as --input \(missing.name)=FILE.npy")
    }
    return tensors
  }

  /// The paths by the name of the output that goes there.
  ///
  /// - Throws: `OnsetError` when there is none, or two are for one output.
  static func destinations(_ arguments: [String], outputs: [String]) throws -> [String: String] {
    var paths: [String: String] = [:]
    for argument in arguments {
      let (name, path) = try SignalFiles.split(argument, flag: "--output", names: outputs)
      guard paths.updateValue(path, forKey: name) == nil else {
        throw OnsetError(.invalidArgument, "--output gives '\(name)' twice", fix: "give it once")
      }
    }
    guard !paths.isEmpty else {
      throw OnsetError(
        .invalidArgument, "nothing says where the outputs should go",
        fix: "give --output \(outputs.first ?? "NAME")=FILE.npy")
    }
    return paths
  }
}
