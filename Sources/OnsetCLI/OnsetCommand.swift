import ArgumentParser
import Onset

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The command `onset`: one subcommand a file under `Commands`.
@main
struct OnsetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "onset",
    abstract: "Gets the starting weights of neural networks right.",
    discussion: """
      Example: onset init model.onnx -o weights.safetensors

      Exit codes: 0 done, 1 findings, 2 bad usage or bad input, 3 internal error.
      """,
    version: OnsetVersion.current,
    subcommands: [
      CheckCommand.self, InitCommand.self, PlanCommand.self, RunCommand.self, TheoryCommand.self,
      SchemesCommand.self, ExplainCommand.self, OperatorsCommand.self,
    ])

  /// Runs the command line, turning every failure into one sentence and the exit code it stands for.
  static func main() {
    // A file that passes the allowed size is then an error with a sentence, not the end of the process.
    signal(SIGXFSZ, SIG_IGN)
    MachineMemory.keepFreed()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let error as OnsetError {
      CommandFailure.exit(error)
    } catch {
      CommandFailure.exit(usage: error, of: self)
    }
  }
}
