import ArgumentParser
import Foundation
import Onset

/// `onset init`: plan, sample, write.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Writes good starting weights for a model.",
    discussion: """
      Reads an ONNX model, decides for every tensor how it starts and why, draws the weights and \
      writes them whole or not at all. The same seed and the same names give the same bits on every \
      machine.

      Example: onset init model.onnx -o weights.safetensors --seed 1
      """)

  @OptionGroup var planning: PlanningOptions

  @Option(name: .shortAndLong, help: "The file to write: .safetensors or .onnx.")
  var output: String?

  @Option(help: "The type to store in a .safetensors file: float32, bfloat16, float16 or float64.")
  var dtype: String?

  @Flag(help: "Show the plan and write nothing.")
  var dryRun = false

  func validate() throws {
    if output == nil, !dryRun {
      throw ValidationError("Say where to write with -o OUT, or give --dry-run.")
    }
  }

  func run() throws {
    let target = try output.map { try OutputTarget(path: $0) }
    let stored = try dtype.map { try OutputTarget.dtype(named: $0) }
    try target?.check(dtype: stored)
    let planned = try planning.makePlan()
    try planning.report(planned)
    guard let target, !dryRun else { return }
    var bar = ProgressBar("writing \(target.path)")
    let writer = InitialWeightsWriter(
      model: planned.file, plan: planned.plan, threads: planning.threads)
    try writer.write(to: target, dtype: stored) { done, total in
      bar.update(done: done, of: total)
    }
    bar.finish()
    if !planning.quiet, planning.json != "-" { print("written to \(target.path)") }
  }
}
