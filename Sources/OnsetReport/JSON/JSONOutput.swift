import Foundation
public import OnsetCore

/// Writes JSON documents: keys sorted, so that two runs print the same bytes.
public enum JSONOutput {
  /// Writes a document to a file, or to standard output for the path `-`.
  ///
  /// - Throws: `OnsetError` when a number is not finite or the file cannot be written.
  public static func write(_ document: some Encodable, to path: String) throws(OnsetError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    var data: Data
    do {
      data = try encoder.encode(document)
    } catch let error as OnsetError {
      throw error
    } catch {
      throw OnsetError(.invalidValue, "the report cannot be written as JSON: \(error)")
    }
    data.append(0x0A)
    guard path != "-" else { return FileHandle.standardOutput.write(data) }
    do {
      try data.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw OnsetError(
        .cannotWrite, "the JSON report cannot be written", at: path,
        fix: "check that the folder exists, is writable and has space")
    }
  }
}
