import Foundation

/// Numbers as people read them.
enum NumberText {
  /// A number with so many significant digits: `1.5335`, `0`, `2.3e-08`, `∞`.
  static func short(_ value: Double, digits: Int = 6) -> String {
    if value == 0 { return "0" }
    if value.isNaN { return "not a number" }
    if value.isInfinite { return value < 0 ? "-∞" : "∞" }
    return String(format: "%.\(digits)g", value)
  }

  /// A number that may be missing, as a dash then.
  static func short(_ value: Double?, digits: Int = 6) -> String {
    value.map { short($0, digits: digits) } ?? "-"
  }
}
