import Foundation
import Testing

/// One run of the built command, as a user would start it.
struct CommandRun {
  let status: Int32
  let output: String
  let errors: String

  /// Runs `onset` with arguments.
  init(_ arguments: String...) throws { try self.init(arguments) }

  /// Runs `onset` with arguments.
  init(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = try Self.executable()
    process.arguments = arguments
    let (out, err) = (Pipe(), Pipe())
    process.standardOutput = out
    process.standardError = err
    try process.run()
    // Standard error holds a few lines at most, so reading one pipe after the other cannot block.
    output = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    errors = String(decoding: err.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    status = process.terminationStatus
  }

  /// The product lies beside the test bundle.
  private static func executable() throws -> URL {
    let bundle = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let folders = [
      Bundle.main.bundleURL, Bundle.main.bundleURL.deletingLastPathComponent(),
      bundle.appendingPathComponent(".build/release"),
    ]
    let candidates = folders.map { $0.appendingPathComponent("onset") }
    return try #require(
      candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) },
      "the onset executable is not beside the tests")
  }

  /// A file of the repository.
  static func repositoryFile(_ path: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent(path).path
  }
}
