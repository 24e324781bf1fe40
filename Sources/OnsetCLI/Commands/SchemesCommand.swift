import ArgumentParser
import Onset

/// `onset schemes`: what can be asked for by name.
struct SchemesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schemes",
    abstract: "Lists the scheme families and the schemes of recipes, with formulas and references.",
    discussion: "Example: onset schemes")

  @Option(help: "Write the list as JSON to PATH, or to standard output for -.")
  var json: String?

  func run() throws {
    let list = SchemeList.all
    if let json {
      try JSONOutput.write(list, to: json)
      if json == "-" { return }
    }
    for line in list.lines(width: Terminal.standardOutputWidth) { print(line) }
  }
}
