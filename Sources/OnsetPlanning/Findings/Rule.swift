/// One kind of fault: how it is found, and what there is to know about it.
///
/// A rule reads a ``CheckContext`` and nothing else. Its text lives beside its code: the threshold that
/// `onset explain` prints is the one that is applied.
protocol Rule: Sendable {
  /// The rule's page.
  static var page: RulePage { get }

  /// Makes the rule.
  init()

  /// The findings in a model; none where it has not this fault.
  func findings(in context: CheckContext) -> [Finding]
}

extension Rule {
  /// The rule's name, as in `--threshold` and `onset explain`.
  static var id: String { page.id }

  /// A finding of this rule.
  func finding(_ severity: Severity, at place: String, _ message: String, fix: String) -> Finding {
    Finding(rule: Self.id, severity: severity, place: place, message: message, fix: fix)
  }
}
