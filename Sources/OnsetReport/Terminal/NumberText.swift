import Foundation

/// Numbers as people read them.
package enum NumberText {
  /// A number with so many significant digits: `1.5335`, `0`, `2.3e-08`, `∞`.
  static func short(_ value: Double, digits: Int = 6) -> String {
    if value == 0 { return "0" }
    if value.isNaN { return "not a number" }
    if value.isInfinite { return value < 0 ? "-∞" : "∞" }
    return String(format: "%.\(digits)g", value)
  }

  /// A text in which numbers with many decimals are written with a few: `std: 0.0883883476` becomes
  /// `std: 0.08839`.
  package static func shortened(in text: String, digits: Int = 4) -> String {
    var result = ""
    var rest = text[...]
    while let first = rest.first {
      let isNumber = first.isASCII && first.isWholeNumber
      let run = rest.prefix {
        isNumber ? $0.isASCII && ($0.isWholeNumber || $0 == ".") : !($0.isASCII && $0.isWholeNumber)
      }
      let isLong = isNumber && run.contains(".") && run.count > digits + 2
      result += (isLong ? Double(run).map { short($0, digits: digits) } : nil) ?? String(run)
      rest = rest[run.endIndex...]
    }
    return result
  }

  /// A number that may be missing, as a dash then.
  static func short(_ value: Double?, digits: Int = 6) -> String {
    value.map { short($0, digits: digits) } ?? "-"
  }
}
