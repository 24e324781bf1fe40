import ArgumentParser
import Onset

/// `onset operators`: the known ONNX operators, for the script that writes their documentation.
struct OperatorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "operators",
    abstract: "Lists the ONNX operators that are known, one a line, each with its family.",
    shouldDisplay: false)

  func run() throws {
    for family in KnownOperators.families {
      for type in family.types { print("\(type)\t\(family.name)") }
    }
  }
}
