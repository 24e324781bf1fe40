import ArgumentParser
import Onset

/// What a check is fed and how strict it is.
struct CheckOptions: ParsableArguments {
  @Option(
    help: "What is fed: NAME=x.npy, or a path alone. The default is random: normal, or tokens.")
  var input: [String] = []

  @Option(help: "What the outputs are multiplied by: NAME=g.npy. The default is random normal.")
  var cotangent: [String] = []

  @Option(
    help: "train: BatchNorm divides by the batch's statistics; eval: by its own.",
    transform: RunOptions.mode)
  var mode: ExecutionMode = .training

  @Flag(help: "Predict only; run nothing.")
  var predictOnly = false

  @Flag(help: "Fail, rather than predict alone, where the model cannot be run.")
  var measureOnly = false

  @Option(help: "How many draws of --scheme or --recipe to run; numbers get standard errors.")
  var seeds = 1

  @Option(help: "The extent of inputs' first axis where the model leaves it open.")
  var batch: Int?

  @Option(
    help: "The mildest finding that fails: error, warning, note or never. The default is error.")
  var failOn = "error"

  @Option(help: "Move a rule's threshold: exploding-gradient=1e3; may be given several times.")
  var threshold: [String] = []

  @Option(help: "Write a page with charts to FILE, which ends in .html; it needs nothing else.")
  var html: String?

  /// The mildest severity that fails; `nil` where none does.
  var failing: Severity? { Severity(rawValue: failOn) }

  func validate() throws {
    guard failOn == "never" || failing != nil else {
      throw ValidationError("--fail-on must be error, warning, note or never, not '\(failOn)'.")
    }
    guard !predictOnly || !measureOnly else {
      throw ValidationError("--predict-only and --measure-only exclude each other.")
    }
    guard !predictOnly || mode == .training else {
      throw ValidationError(
        "--mode eval is measured; prediction is of training, where BatchNorm divides by the batch's "
          + "own statistics: leave out --predict-only.")
    }
    guard (1...1000).contains(seeds) else {
      throw ValidationError("--seeds must be 1 to 1000, not \(seeds).")
    }
    guard seeds == 1 || !predictOnly else {
      throw ValidationError("--seeds needs a measurement: leave out --predict-only.")
    }
    guard batch ?? 1 >= 1 else { throw ValidationError("--batch must be at least 1.") }
  }
}
