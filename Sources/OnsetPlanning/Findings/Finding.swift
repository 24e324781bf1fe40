/// Something that is wrong with a model's starting weights, or will go wrong because of them.
public struct Finding: Hashable, Sendable, Codable {
  /// The rule that found it, such as `vanishing-gradient`; `onset explain` has a page on it.
  public var rule: String
  /// How bad it is.
  public var severity: Severity
  /// The layer or tensor where it shows most.
  public var place: String
  /// What is wrong, with the numbers, in one or two sentences.
  public var message: String
  /// A command line that puts it right, ready to paste.
  public var fix: String

  /// Makes a finding.
  public init(rule: String, severity: Severity, place: String, message: String, fix: String) {
    self.rule = rule
    self.severity = severity
    self.place = place
    self.message = message
    self.fix = fix
  }
}
