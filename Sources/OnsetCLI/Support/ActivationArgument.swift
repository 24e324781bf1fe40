import Onset

/// Understands an activation on the command line: a name, or a formula in x.
enum ActivationArgument {
  /// Functions of several variables that are often asked for.
  private static let several: Set<String> = [
    "softmax", "logsoftmax", "softmin", "maxout", "glu", "swiglu", "geglu", "reglu", "crelu",
  ]

  static func activation(_ text: String) throws(OnsetError) -> Activation {
    let key = text.lowercased().filter { $0 != "_" && $0 != "-" }
    guard !several.contains(key) else {
      throw OnsetError(
        .invalidArgument, "'\(text)' is not a function of one variable",
        fix: "give one that acts on every element alone, such as the one inside a gate")
    }
    return try Activation.reading(text)
  }
}
