import ArgumentParser
import Onset

/// `onset explain`: the pages of the rules.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract:
      "Explains a rule of 'onset check': what it means, the theory, the threshold, the fix.",
    discussion: "Example: onset explain vanishing-gradient")

  @Argument(help: "A rule's name; all rules are listed where it is left out.")
  var rule: String?

  @Option(help: "Write the pages as JSON to PATH, or to standard output for -.")
  var json: String?

  func run() throws {
    let pages = try rule.map { [try page(named: $0)] } ?? RulePage.all
    if let json {
      try JSONOutput.write(pages, to: json)
      if json == "-" { return }
    }
    let width = Terminal.standardOutputWidth
    let lines =
      rule == nil
      ? RuleText.list(width: width) : pages.flatMap { RuleText.lines($0, width: width) }
    for line in lines { print(line) }
  }

  private func page(named name: String) throws(OnsetError) -> RulePage {
    let pages = RulePage.all
    if let page = pages.first(where: { $0.id == name }) { return page }
    let nearest = NearestName.of(name, among: pages.map(\.id)).map { "did you mean '\($0)'?" }
    throw OnsetError(.invalidArgument, "there is no rule '\(name)'", fix: nearest)
  }
}
