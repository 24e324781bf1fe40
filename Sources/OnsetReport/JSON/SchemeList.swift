import OnsetCore
public import OnsetPlanning
import OnsetSchemes

/// What `onset schemes` shows: the scheme families of `--scheme` and the schemes that recipes name.
public struct SchemeList: Codable, Sendable {
  /// The schema's name and version.
  public var schema = "onset.schemes/1"
  /// The scheme families of `--scheme`.
  public var families: [FamilyDescription]
  /// The schemes that recipes name.
  public var schemes: [Entry]

  /// One scheme.
  public struct Entry: Codable, Sendable {
    /// The name in a recipe.
    public var name: String
    /// Other names that are understood.
    public var aliases: [String]
    /// The formula, in one line.
    public var formula: String
    /// The parameters' names, with their defaults where they have one.
    public var parameters: [String]
    /// Where it comes from, or `nil` where there is no source to cite.
    public var reference: String?
  }

  /// Everything there is.
  public static let all = SchemeList(
    families: FamilyDescription.all,
    schemes: SchemeCatalog.all.map { scheme in
      Entry(
        name: scheme.name, aliases: scheme.aliases, formula: scheme.formula,
        parameters: scheme.parameters.map { parameter in
          parameter.defaultText.map { "\(parameter.name)=\($0)" } ?? parameter.name
        }, reference: scheme.reference)
    })

  /// The list as tables for people.
  ///
  /// - Parameter width: Columns of the terminal.
  public func lines(width: Int) -> [String] {
    var families = TextTable(columns: [
      .init("--scheme"), .init("what it does", fitting: .wraps),
      .init("reference", fitting: .wraps),
    ])
    families.rows = self.families.map { [$0.name, $0.formula, $0.reference] }
    var schemes = TextTable(columns: [
      .init("in a recipe"), .init("formula (source)", fitting: .wraps),
      .init("numbers", fitting: .wraps),
    ])
    schemes.rows = self.schemes.map { scheme in
      let source = scheme.reference.map { " (\($0))" } ?? ""
      return [scheme.name, scheme.formula + source, scheme.parameters.joined(separator: " ")]
    }
    return families.lines(width: width) + [""] + schemes.lines(width: width)
  }
}
