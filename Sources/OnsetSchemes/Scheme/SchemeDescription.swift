/// What there is to know about a scheme: how it is written, what it computes, where it comes from.
public struct SchemeDescription: Hashable, Sendable {
  /// A number or word that a scheme takes.
  public struct Parameter: Hashable, Sendable {
    /// The parameter's name in a recipe.
    public let name: String
    /// What it is, in a few words.
    public let meaning: String
    /// What is taken when it is left out, or `nil` when it has to be given.
    public var defaultText: String? { defaultValue?.description }
    /// What kind of value it takes.
    let kind: Kind
    /// The default as a value.
    let defaultValue: SchemeArgument?

    enum Kind { case number, word, scheme, parts }

    init(
      _ name: String, _ meaning: String, _ kind: Kind = .number,
      default defaultValue: SchemeArgument? = nil
    ) {
      self.name = name
      self.meaning = meaning
      self.kind = kind
      self.defaultValue = defaultValue
    }
  }

  /// The name in a recipe.
  public let name: String
  /// Other names that are understood.
  public let aliases: [String]
  /// The formula, in one line.
  public let formula: String
  /// What it takes.
  public let parameters: [Parameter]
  /// Authors, year and DOI or arXiv number, or `nil` where there is no source to cite.
  public let reference: String?

  init(
    _ name: String, aliases: [String] = [], _ formula: String, _ parameters: [Parameter] = [],
    reference: String? = nil
  ) {
    self.name = name
    self.aliases = aliases
    self.formula = formula
    self.parameters = parameters
    self.reference = reference
  }
}
