import Onset

/// Reads `--input NAME=x.npy` and `--cotangent NAME=g.npy`.
enum SignalFiles {
  /// The arrays of a flag, by the name of the value that they belong to.
  ///
  /// - Parameters:
  ///   - arguments: `NAME=file.npy` each; one path alone where there is only one value.
  ///   - flag: The flag, for messages.
  ///   - names: The names of the model's inputs, or outputs.
  static func read(
    _ arguments: [String], flag: String, names: [String]
  ) throws(OnsetError) -> [String: InputStatistics] {
    var arrays: [String: InputStatistics] = [:]
    for argument in arguments {
      let (name, path) = try split(argument, flag: flag, names: names)
      let file = try NPYFile(contentsOf: path)
      let shape = Array(file.shape.dimensions)
      arrays[name] =
        file.dtype.isFloatingPoint
        ? .values(try finite(file), shape: shape) : .tokens(try file.integers(), shape: shape)
    }
    return arrays
  }

  /// The shapes of arrays, for a model that leaves its inputs' shapes open.
  static func shapes(_ arrays: [String: InputStatistics]) -> [String: [Int]] {
    arrays.compactMapValues { array in
      switch array {
      case .values(_, let shape), .tokens(_, let shape): shape
      case .standardNormal, .uniformTokens: nil
      }
    }
  }

  /// The name that an argument is about and its path; the name may be left out where there is only one.
  static func split(
    _ argument: String, flag: String, names: [String]
  ) throws(OnsetError) -> (name: String, path: String) {
    if let name = names.first(where: { argument.hasPrefix($0 + "=") }) {
      return (name, String(argument.dropFirst(name.count + 1)))
    }
    guard !argument.contains("="), let only = names.first, names.count == 1 else {
      throw OnsetError(
        .invalidArgument, "\(flag) '\(argument)' does not say to which of them it belongs",
        fix: "write it as NAME=file.npy; the names are \(names.joined(separator: ", "))")
    }
    return (only, argument)
  }

  private static func finite(_ file: NPYFile) throws(OnsetError) -> [Float] {
    let values = try file.floats()
    guard let index = values.firstIndex(where: { !$0.isFinite }) else { return values }
    throw OnsetError(
      .invalidValue, "element \(index) is \(values[index])", at: file.path,
      fix: "give numbers that are finite")
  }
}
