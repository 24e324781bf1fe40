import Foundation
public import OnsetCore
import OnsetModels
public import OnsetPlanning
import OnsetSchemes

/// A plan as a table for people.
public enum PlanTable {
  /// The plan's table, the tensors that are no parameters, and the remarks, as lines.
  ///
  /// - Parameters:
  ///   - plan: The plan.
  ///   - width: Columns of the terminal.
  /// - Throws: `OnsetError` when a scheme does not fit its tensor.
  public static func lines(_ plan: Plan, width: Int) throws(OnsetError) -> [String] {
    var reasons = Footnotes()
    var table = TextTable(columns: [
      .init("tensor", fitting: .shortens), .init("shape"), .init("role"),
      .init("scheme", fitting: .wraps), .init("std", isNumeric: true),
      .init("reason", isNumeric: true),
    ])
    for entry in plan.entries {
      let expected = try entry.expectation()
      table.rows.append([
        entry.name.text, "\(entry.shape)", entry.role.words,
        entry.scheme.map(shortName) ?? "keep",
        expected.map { number($0.standardDeviation) } ?? "-", reasons.mark(for: entry.reason),
      ])
    }
    var lines = table.lines(width: width) + ["", "reasons:"] + reasons.lines(width: width)
    if !plan.constants.isEmpty {
      lines += ["", "not parameters, left as they are:"]
      lines += plan.constants.map {
        "  \($0.name) (\($0.shape) \($0.dtype.rawValue)): \($0.reason)"
      }
    }
    lines += [""] + summary(plan)
    for remark in plan.remarks {
      lines += TextTable.wrapped("note: \(remark)", to: width)
    }
    return lines
  }

  private static func summary(_ plan: Plan) -> [String] {
    let drawn = plan.entries.filter { $0.scheme != nil }.count
    let kept = plan.entries.count - drawn
    return [
      "\(plan.entries.count + plan.constants.count) stored tensors: \(drawn) initialized "
        + "(\(grouped(plan.initializedCount)) elements), \(kept) kept, "
        + "\(plan.constants.count) not parameters; seed \(plan.seed), \(plan.source)"
    ]
  }

  /// The scheme without its numbers, which the next column sums up.
  private static func shortName(_ scheme: Scheme) -> String {
    switch scheme {
    case .scaled(let rule): "\(shortName(rule.base)) × \(number(rule.factor))"
    case .rowCentred(let rule): "\(shortName(rule.base)), rows centred"
    case .mirrored(let rule): "\(shortName(rule.base)), mirrored"
    default: String("\(scheme)".prefix { $0 != "(" })
    }
  }

  private static func number(_ value: Double) -> String {
    value == 0 ? "0" : String(format: "%.4g", value)
  }

  /// An integer with its thousands set apart.
  static func grouped(_ value: Int) -> String {
    let digits = String(value)
    var parts: [Substring] = []
    var rest = digits[...]
    while rest.count > 3 {
      parts.insert(rest.suffix(3), at: 0)
      rest = rest.dropLast(3)
    }
    return ([rest] + parts).joined(separator: ",")
  }
}
