import ArgumentParser
import Onset

/// What `onset run` reads and writes.
struct RunOptions: ParsableArguments {
  @Argument(help: "An .onnx file.")
  var model: String

  @Option(help: "An input: NAME=x.npy, or x.npy alone where there is one input.")
  var input: [String] = []

  @Option(help: "Where an output goes: NAME=y.npy, or y.npy alone where there is one output.")
  var output: [String] = []

  @Option(
    help: """
      train: BatchNorm on the statistics of the batch; eval: on its running statistics. Dropout is off \
      in both. The default is train.
      """,
    transform: Self.mode)
  var mode: ExecutionMode = .training

  @Option(
    help: "The shape of an input that the file leaves open, to be held to: NAME=1x3x224x224.")
  var inputShape: [String] = []

  @Flag(help: "Write the outputs even where they hold NaN.")
  var allowNonFinite = false

  @Flag(help: "Print no list of what was written.")
  var quiet = false

  static func mode(_ text: String) throws -> ExecutionMode {
    guard let mode = ExecutionMode(rawValue: text) else {
      throw ValidationError("--mode must be train or eval, not '\(text)'.")
    }
    return mode
  }
}
