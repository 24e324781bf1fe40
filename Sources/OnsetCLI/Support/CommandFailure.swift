import ArgumentParser
import Foundation
import Onset

/// How a command ends when something is wrong.
enum CommandFailure {
  private static let badInput: Int32 = 2
  private static let internalError: Int32 = 3

  /// Prints the error's sentence on standard error and ends with the code for bad input.
  static func exit(_ error: OnsetError) -> Never {
    report("onset: \(error.description)")
    Foundation.exit(badInput)
  }

  /// Ends after an error of argument parsing: help and version are no errors, the rest is bad usage.
  static func exit(usage error: any Error, of command: any ParsableCommand.Type) -> Never {
    let code = command.exitCode(for: error)
    if let own = error as? ExitCode { Foundation.exit(own.rawValue) }
    guard code != .success else { command.exit(withError: error) }
    report(command.fullMessage(for: error))
    Foundation.exit(code == .validationFailure ? badInput : internalError)
  }

  /// Prints something the user should know on standard error; the command goes on.
  static func note(_ text: String) { report("onset: \(text)") }

  private static func report(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}
