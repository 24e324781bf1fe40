public import OnsetCore
import OnsetModels

/// The numbers above or below which rules speak: each rule's own, unless another one is given.
public struct Thresholds: Hashable, Sendable, Codable {
  /// Values that replace those of the rules' pages, by rule.
  public private(set) var replaced: [String: Double] = [:]

  /// The thresholds of the rules' pages.
  public init() {}

  /// The thresholds with some of them replaced.
  ///
  /// - Parameter assignments: Texts such as `exploding-gradient=1e3`.
  /// - Throws: `OnsetError` for a text of another form, a rule that is not there or has no threshold,
  ///   or a number that is not positive and finite.
  public init(_ assignments: [String]) throws(OnsetError) {
    for text in assignments {
      guard let equals = text.firstIndex(of: "="),
        let value = Double(text[text.index(after: equals)...]), value > 0, value.isFinite
      else {
        throw OnsetError(
          .invalidArgument, "--threshold '\(text)' is not a rule and a positive number",
          fix: "write it as exploding-gradient=1e3")
      }
      try set(String(text[..<equals]), to: value)
    }
  }

  /// The threshold of a rule.
  func value(of rule: any Rule.Type) -> Double {
    replaced[rule.id] ?? rule.page.threshold?.value ?? 0
  }

  private mutating func set(_ rule: String, to value: Double) throws(OnsetError) {
    let settable = RulePage.all.filter { $0.threshold != nil }.map(\.id)
    guard settable.contains(rule) else {
      let nearest = settable.first { $0.hasPrefix(rule) } ?? NearestName.of(rule, among: settable)
      throw OnsetError(
        .invalidArgument, "there is no rule '\(rule)' with a threshold",
        fix: nearest.map { "did you mean '\($0)'?" })
    }
    replaced[rule] = value
  }
}
