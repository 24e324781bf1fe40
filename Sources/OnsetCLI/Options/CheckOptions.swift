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
    help: "train: BatchNorm divides by the batch's statistics. eval comes with measurement.")
  var mode = "train"

  @Flag(help: "Predict only; run nothing. For now, every check does so.")
  var predictOnly = false

  @Flag(help: "Measure only; not there yet.")
  var measureOnly = false

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
    guard mode == "train" || mode == "eval" else {
      throw ValidationError("--mode must be train or eval, not '\(mode)'.")
    }
    guard mode == "train" else {
      throw ValidationError(
        "--mode eval needs measurement, which is not there yet; prediction is of training, where "
          + "BatchNorm divides by the batch's own statistics.")
    }
    guard !measureOnly else {
      throw ValidationError(
        "--measure-only needs measurement, which is not there yet; use --predict-only.")
    }
  }
}
