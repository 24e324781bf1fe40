#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What is known about the terminal that a stream is connected to.
public enum Terminal {
  /// The width of reports that do not go to a terminal.
  public static let defaultWidth = 100

  /// Whether standard error is a terminal, so that a progress bar makes sense there.
  public static var standardErrorIsInteractive: Bool { isatty(STDERR_FILENO) == 1 }

  /// The width for reports on standard output: the terminal's, or ``defaultWidth``.
  public static var standardOutputWidth: Int {
    var size = winsize()
    guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0,
      size.ws_col >= 40
    else { return defaultWidth }
    return Int(size.ws_col)
  }
}
