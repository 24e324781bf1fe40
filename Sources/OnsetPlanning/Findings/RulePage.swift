/// What there is to know about a rule: the page that `onset explain` prints.
public struct RulePage: Hashable, Sendable, Codable {
  /// A number above or below which a rule speaks.
  public struct Threshold: Hashable, Sendable, Codable {
    /// The value unless another one is given.
    public let value: Double
    /// What the number is, when the rule speaks, and why at this value.
    public let meaning: String

    init(_ value: Double, _ meaning: String) {
      self.value = value
      self.meaning = meaning
    }
  }

  /// The rule's name, such as `vanishing-gradient`.
  public let id: String
  /// The fault in a few words.
  public let summary: String
  /// What it means for training.
  public let meaning: String
  /// The theory, with its formula.
  public let theory: String
  /// When the rule speaks; `nil` where there is no number to choose.
  public let threshold: Threshold?
  /// How to put it right.
  public let remedy: String
  /// Authors, year and where to read more.
  public let reference: String
}

extension RulePage {
  /// The pages of all rules, by name.
  public static let all: [RulePage] = Rules.all.map { type(of: $0).page }.sorted { $0.id < $1.id }
}
