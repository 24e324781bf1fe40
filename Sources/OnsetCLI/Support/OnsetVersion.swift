/// The version of the command, as `onset --version` prints it.
enum OnsetVersion {
  static let current = "0.1.0"
}
