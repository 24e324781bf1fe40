import Onset

/// Parses `--input-shape NAME=1x3x224x224`.
enum InputShapes {
  static func parse(_ arguments: [String]) throws(OnsetError) -> [String: [Int]] {
    var shapes: [String: [Int]] = [:]
    for argument in arguments {
      guard let equals = argument.lastIndex(of: "=") else { throw problem(argument) }
      let extents = argument[argument.index(after: equals)...]
        .split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
      guard !extents.isEmpty, extents.allSatisfy({ ($0 ?? 0) >= 1 }) else {
        throw problem(argument)
      }
      shapes[String(argument[..<equals])] = extents.compactMap { $0 }
    }
    return shapes
  }

  private static func problem(_ argument: String) -> OnsetError {
    OnsetError(
      .invalidArgument, "--input-shape '\(argument)' is not a name and a shape",
      fix: "write it as NAME=1x3x224x224")
  }
}
