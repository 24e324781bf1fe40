public import OnsetPlanning

/// A rule's page as text for people.
public enum RuleText {
  /// The page as lines.
  ///
  /// - Parameters:
  ///   - page: The page.
  ///   - width: Columns of the terminal.
  public static func lines(_ page: RulePage, width: Int) -> [String] {
    var lines = TextTable.wrapped("\(page.id): \(page.summary)", to: width)
    let sections = [
      ("What it means", page.meaning), ("Theory", page.theory),
      ("When it is reported", page.threshold.map(sentence) ?? "Always; there is no threshold."),
      ("What to do", page.remedy), ("Reference", page.reference),
    ]
    for (title, text) in sections {
      lines += ["", title]
      for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
        lines += TextTable.wrapped(String(paragraph), to: width - 2).map { "  \($0)" }
      }
    }
    return lines
  }

  /// All rules with their summaries, one a row.
  ///
  /// - Parameter width: Columns of the terminal.
  public static func list(width: Int) -> [String] {
    var table = TextTable(columns: [
      .init("rule"), .init("what it finds", fitting: .wraps), .init("threshold", isNumeric: true),
    ])
    table.rows = RulePage.all.map { page in
      [page.id, page.summary, page.threshold.map { "\($0.value)" } ?? ""]
    }
    return table.lines(width: width) + ["", "onset explain RULE tells more about one of them."]
  }

  private static func sentence(_ threshold: RulePage.Threshold) -> String {
    "\(threshold.meaning) The threshold is \(threshold.value)."
  }
}
