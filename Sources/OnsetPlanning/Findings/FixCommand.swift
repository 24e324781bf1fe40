/// The command lines that findings recommend.
public struct FixCommand: Hashable, Sendable {
  /// The path of the model, as the user gave it.
  public var model: String
  /// The scheme family or recipe that is being judged; `nil` for the weights as found.
  public var source: String?

  /// Makes commands for a model.
  public init(model: String, source: String? = nil) {
    self.model = model
    self.source = source
  }

  /// The longest list of tensors that a command spells out.
  private static let longestList = 3

  /// Draws weights by `auto`; where that is what is being judged, explains the rule instead.
  ///
  /// - Parameters:
  ///   - names: The tensors to draw; all where there are none or many.
  ///   - rule: The rule that asks.
  func initialize(_ names: [String] = [], rule: String) -> String {
    if source == "auto" { return "onset explain \(rule)" }
    return initialize(names, options: [])
  }

  /// Draws weights by `auto` with more options.
  func initialize(_ names: [String] = [], options: [String]) -> String {
    let only =
      names.count <= Self.longestList ? names.map { "--only \(Self.quoted($0))" } : []
    return
      (["onset init \(Self.quoted(model))", "-o weights.safetensors"] + options + only)
      .joined(separator: " ")
  }

  /// Shows what is planned for a model.
  func plan() -> String { "onset plan \(Self.quoted(model))" }

  /// Words as a command line that can be pasted into a POSIX shell.
  public static func line(_ words: [String]) -> String {
    words.map(quoted).joined(separator: " ")
  }

  /// A word as a POSIX shell reads it back.
  static func quoted(_ word: String) -> String {
    let isPlain = word.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "._-/:@%+,".contains($0))
    }
    guard word.isEmpty || !isPlain else { return word }
    return "'"
      + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}
