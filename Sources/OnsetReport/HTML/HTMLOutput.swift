public import OnsetCore
import OnsetModels

/// Writes pages.
public enum HTMLOutput {
  /// Writes a page to a file, whole or not at all.
  ///
  /// - Parameters:
  ///   - page: The page, as HTML.
  ///   - path: The file, which ends in `.html` or `.htm`.
  /// - Throws: `OnsetError` for another ending, or when the file cannot be written.
  public static func write(_ page: String, to path: String) throws(OnsetError) {
    try check(path)
    let file = try AtomicFile(path: path)
    try file.write(Array(page.utf8))
    try file.commit()
  }

  /// Finds out before the work whether the name will do.
  ///
  /// - Throws: `OnsetError` for a name that ends in neither `.html` nor `.htm`.
  public static func check(_ path: String) throws(OnsetError) {
    guard [".html", ".htm"].contains(where: path.lowercased().hasSuffix) else {
      throw OnsetError(
        .invalidArgument, "a page is written as HTML, not to '\(path)'",
        fix: "give a name that ends in .html")
    }
  }
}
