/// The few operations on paths that reading and writing models needs; no access to the disk.
package enum FilePath {
  /// The folder that holds a file, `.` where the path has none.
  package static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    let folder = path[..<slash]
    return folder.isEmpty ? "/" : String(folder)
  }

  /// The last component of a path.
  package static func name(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return path }
    return String(path[path.index(after: slash)...])
  }

  /// A file beside another one.
  package static func sibling(_ name: String, of path: String) -> String {
    path.contains("/") ? join(folder(of: path), name) : name
  }

  /// A relative path below a folder.
  package static func join(_ folder: String, _ relative: String) -> String {
    if folder == "." { return relative }
    return folder.hasSuffix("/") ? folder + relative : folder + "/" + relative
  }

  /// Whether a path that a *file* names stays in the folder of that file: relative, and without `..`.
  ///
  /// Without this a downloaded model could read any file of the user into a tensor.
  package static func staysInside(_ relative: String) -> Bool {
    guard !relative.isEmpty, !relative.hasPrefix("/"), !relative.utf8.contains(0) else {
      return false
    }
    let separators: Set<Character> = ["/", "\\"]
    return !relative.split(whereSeparator: separators.contains).contains("..")
  }
}
