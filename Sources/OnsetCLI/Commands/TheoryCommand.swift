import ArgumentParser
import Onset

/// `onset theory`: what mean-field theory says about an activation.
struct TheoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "theory",
    abstract: "Gain, critical point, phase and depth scales of an activation.",
    discussion: """
      Every number is exact for infinitely wide layers: closed forms, or quadrature to 1e-12. \
      Without an activation, the gains of all that are known by name. A formula that starts with \
      a minus sign goes after --.

      Example: onset theory "x*sigmoid(1.702*x)" --phase-diagram phases.svg
      """)

  @OptionGroup var options: TheoryOptions

  func run() throws {
    if let activation = options.activation {
      let report = try options.report(on: activation)
      if let path = options.phaseDiagram { try SVGOutput.write(report.phaseDiagram(), to: path) }
      try show(report.document, report.lines)
    } else {
      let table = try ActivationTable.all()
      try show(table, table.lines)
    }
  }

  private func show(_ document: some Encodable, _ lines: (Int) -> [String]) throws {
    if let path = options.json { try JSONOutput.write(document, to: path) }
    guard !options.quiet, options.json != "-" else { return }
    for line in lines(Terminal.standardOutputWidth) { print(line) }
  }
}
