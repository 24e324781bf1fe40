import Foundation
import OnsetCore
public import OnsetPlanning
import OnsetPropagation

/// What `onset check` found as a table for people, and the findings below it.
public enum CheckTable {
  private static let indent = "  "

  /// The layers, what is not known, and the findings, as lines.
  ///
  /// - Parameters:
  ///   - check: The check.
  ///   - width: Columns of the terminal.
  public static func lines(_ check: ModelCheck, width: Int) -> [String] {
    let table = check.measurement == nil ? predicted(check) : measured(check)
    var lines = table.lines(width: width)
    if !check.unknownOperators.isEmpty {
      let names = check.unknownOperators.prefix(3).joined(separator: ", ")
      let more = check.unknownOperators.count - 3
      lines += [""]
      lines += TextTable.wrapped(
        "no rule predicts \(names)\(more > 0 ? " and \(more) more" : ""): what lies behind is "
          + "left blank", to: width)
    }
    return lines + [""] + findings(check.findings, width: width)
  }

  /// The findings, worst first, each with its cause and a command that puts it right.
  ///
  /// - Parameters:
  ///   - findings: What was found.
  ///   - width: Columns of the terminal.
  public static func findings(_ findings: [Finding], width: Int) -> [String] {
    guard !findings.isEmpty else { return ["healthy: nothing was found"] }
    var lines: [String] = []
    for finding in findings {
      lines.append("\(finding.severity.rawValue): \(finding.rule) at \(finding.place)")
      lines += TextTable.wrapped(finding.message, to: width - indent.count).map { indent + $0 }
      // A command is left whole, so that it can be pasted.
      lines.append("\(indent)fix: \(finding.fix)")
    }
    return lines + ["", counts(findings)]
  }

  /// How many findings there are of each severity: `2 errors, 1 note`.
  static func counts(_ findings: [Finding]) -> String {
    Severity.allCases.reversed().compactMap { severity -> String? in
      let count = findings.count { $0.severity == severity }
      return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
    }.joined(separator: ", ")
  }

  /// Prediction and measurement side by side; shapes and deviations are in the JSON.
  private static func measured(_ check: ModelCheck) -> TextTable {
    var table = TextTable(columns: [
      .init("layer", fitting: .shortens), .init("scheme", fitting: .shortens),
      .init("q in", isNumeric: true), .init("measured", isNumeric: true),
      .init("q out", isNumeric: true), .init("measured", isNumeric: true),
      .init("grad q", isNumeric: true), .init("measured", isNumeric: true),
    ])
    for layer in check.layers {
      let signals = check.signals(of: layer)
      let seen = check.measured(of: layer)
      table.rows.append([
        layer.name, check.scheme(of: layer) ?? "-",
        number(signals.input?.secondMoment), number(seen?.input?.secondMoment),
        number(signals.output?.secondMoment), number(seen?.output?.secondMoment),
        number(signals.outputGradient), number(seen?.outputGradient?.secondMoment),
      ])
    }
    return table
  }

  /// A measured number with its standard error in percent.
  private static func number(_ value: SeedMean?) -> String {
    guard let value else { return "" }
    // Less than a twentieth of a percent is not worth a column's width.
    guard let error = value.standardError, error > 5e-4 * abs(value.mean), value.mean != 0 else {
      return number(value.mean)
    }
    return number(value.mean) + String(format: " ±%.2g%%", 100 * error / abs(value.mean))
  }

  private static func predicted(_ check: ModelCheck) -> TextTable {
    var table = TextTable(columns: [
      .init("layer", fitting: .shortens), .init("shape"), .init("std", isNumeric: true),
      .init("scheme", fitting: .shortens), .init("q in", isNumeric: true),
      .init("q out", isNumeric: true), .init("grad q", isNumeric: true),
    ])
    for layer in check.layers {
      let weight = check.weight(of: layer)
      let signals = check.signals(of: layer)
      table.rows.append([
        layer.name, "\(layer.shape)", number(weight?.standardDeviation),
        check.scheme(of: layer) ?? "-",
        number(signals.input?.secondMoment), number(signals.output?.secondMoment),
        number(signals.outputGradient),
      ])
    }
    return table
  }

  private static func number(_ value: Double?) -> String {
    guard let value else { return "" }
    return value == 0 ? "0" : String(format: "%.3g", value)
  }
}
