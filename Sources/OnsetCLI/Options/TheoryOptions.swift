import ArgumentParser
import Onset

/// What `onset theory` is asked.
struct TheoryOptions: ParsableArguments {
  @Argument(
    help: "A name such as gelu, or a formula such as \"x*sigmoid(1.702*x)\"; all names without it.")
  var activation: String?

  @Option(
    parsing: .unconditional,
    help: "q = E[z²] for which gains are given and from which signals start.")
  var secondMoment = 1.0

  @Option(
    parsing: .unconditional,
    help: "σ_w² of the network; without any variance, the critical point's.")
  var weightVariance: Double?

  @Option(
    parsing: .unconditional,
    help: "σ_b² of the network; without a weight variance, σ_w² is on the edge of chaos.")
  var biasVariance: Double?

  @Option(parsing: .unconditional, help: "Layers of the Jacobian.")
  var depth = 50

  @Option(help: "Write the phases over σ_w² and σ_b² as a drawing to FILE.svg.")
  var phaseDiagram: String?

  @Option(help: "Write the numbers as JSON to PATH, or to standard output for -.")
  var json: String?

  @Flag(help: "Print no table.")
  var quiet = false

  func validate() throws {
    if activation == nil, phaseDiagram != nil {
      throw ValidationError("--phase-diagram needs an activation, such as 'onset theory tanh'.")
    }
  }
}

extension TheoryOptions {
  /// Computes what is asked about one activation.
  func report(on name: String) throws(OnsetError) -> TheoryReport {
    if let phaseDiagram { try SVGOutput.check(phaseDiagram) }
    return try TheoryReport(
      ActivationArgument.activation(name), secondMoment: secondMoment,
      weightVariance: weightVariance, biasVariance: biasVariance, depth: depth)
  }
}
