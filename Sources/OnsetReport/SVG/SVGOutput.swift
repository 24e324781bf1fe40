public import OnsetCore
import OnsetModels

/// Writes SVG drawings.
public enum SVGOutput {
  /// Writes a drawing to a file, whole or not at all.
  ///
  /// - Parameters:
  ///   - document: The drawing, as XML.
  ///   - path: The file, which ends in `.svg`.
  /// - Throws: `OnsetError` for another ending, or when the file cannot be written.
  public static func write(_ document: String, to path: String) throws(OnsetError) {
    try check(path)
    let file = try AtomicFile(path: path)
    try file.write(Array(document.utf8))
    try file.commit()
  }

  /// Finds out before the work whether the name will do.
  ///
  /// - Throws: `OnsetError` for a name that does not end in `.svg`.
  public static func check(_ path: String) throws(OnsetError) {
    guard path.lowercased().hasSuffix(".svg") else {
      throw OnsetError(
        .invalidArgument, "a drawing is written as SVG, not to '\(path)'",
        fix: "give a name that ends in .svg")
    }
  }
}
